import type { HostPreferences } from '../bridge/host-channels.ts'
import type { StateKeeper } from './kept-state.ts'
import type { StartAtLogin } from './start-at-login.ts'
import { checkUpdateUrl } from './updates.ts'

export interface Preferences {
  read(): HostPreferences
  /** All or nothing: a value that is not allowed leaves the others as they were. */
  change(changed: Partial<HostPreferences>): HostPreferences
}

export function createPreferences(
  kept: StateKeeper,
  startAtLogin: StartAtLogin,
  onUpdateUrl: (url: string) => void,
): Preferences {
  const read = (): HostPreferences => ({
    startAtLogin: startAtLogin.isOn(),
    keepInTray: kept.state.keepInTray,
    updateUrl: kept.state.updateUrl,
  })
  return {
    read,
    change(changed) {
      const before = read()
      const after = { ...before, ...changed }
      checkUpdateUrl(after.updateUrl)
      if (after.startAtLogin !== before.startAtLogin) startAtLogin.set(after.startAtLogin)
      kept.keep({ keepInTray: after.keepInTray, updateUrl: after.updateUrl })
      if (after.updateUrl !== before.updateUrl) onUpdateUrl(after.updateUrl)
      return read()
    },
  }
}
