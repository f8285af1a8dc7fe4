import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { app } from 'electron'
import { defaultDataFolder } from './data-folder.ts'

/** Every file and folder that the desktop works with. */
export interface Places {
  readonly preload: string
  readonly engine: string
  readonly client: string
  readonly icons: string
  readonly phrases: string
  readonly data: string
  readonly logs: string
  readonly state: string
  readonly sealedKey: string
  readonly keyFile: string
}

/** A data folder of one's own also has its own desktop: windows, sign-in and lock. To be used before `ready`. */
export function findPlaces(dataFolder: string | undefined): Places {
  const { platform, env } = process
  const data = resolve(dataFolder ?? defaultDataFolder({ platform, home: homedir(), env }))
  if (dataFolder !== undefined) app.setPath('userData', join(data, 'desktop'))
  const own = app.getPath('userData')
  const program = app.getAppPath()
  app.setAppLogsPath(join(own, 'logs'))
  return {
    preload: join(program, 'dist/preload/index.cjs'),
    engine: join(program, 'dist/engine/process.js'),
    client: join(program, 'dist/renderer'),
    icons: join(program, 'resources/icons'),
    phrases: join(program, 'resources/desktop-phrases.json'),
    data,
    logs: app.getPath('logs'),
    state: join(own, 'desktop.json'),
    sealedKey: join(own, 'store-key.sealed'),
    keyFile: join(data, 'secret.key'),
  }
}
