import { app } from 'electron'

/** False when the application already runs: that one then comes to the front, and this one ends. */
export function holdSingleInstance(onSecondStart: () => void): boolean {
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', onSecondStart)
  return true
}
