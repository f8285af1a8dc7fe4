import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'

/** Whether the application starts, without a window, with the person's sign-in to the system. */
export interface StartAtLogin {
  isOn(): boolean
  set(isOn: boolean): void
}

const hidden = '--hidden'

/** Windows and macOS know such entries themselves. */
const systemEntry: StartAtLogin = {
  isOn: () => app.getLoginItemSettings({ args: [hidden] }).openAtLogin,
  set: (isOn) => app.setLoginItemSettings({ openAtLogin: isOn, args: [hidden] }),
}

/** Linux has a folder for them (Desktop Application Autostart Specification). */
export function autostartFile(folder: string, program: string): StartAtLogin {
  const file = join(folder, 'trunkline.desktop')
  return {
    isOn: () => existsSync(file),
    set(isOn) {
      if (!isOn) {
        rmSync(file, { force: true })
        return
      }
      mkdirSync(folder, { recursive: true })
      writeFileSync(file, desktopEntry(program))
    },
  }
}

const desktopEntry = (program: string): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Trunkline',
    `Exec=${quoted(program)} ${hidden}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')

/** Desktop Entry Specification, "The Exec key": quoting first, then the escapes of a string value. */
const quoted = (program: string): string =>
  `"${program
    .replaceAll(/["`$\\]/g, '\\$&')
    .replaceAll('\\', '\\\\')
    .replaceAll('%', '%%')}"`

export function startAtLogin(): StartAtLogin {
  if (process.platform !== 'linux') return systemEntry
  // An AppImage runs from a mount that is gone at the next start; the variable names the file itself.
  const program = process.env['APPIMAGE'] ?? process.execPath
  return autostartFile(join(app.getPath('appData'), 'autostart'), program)
}
