import { BrowserWindow, screen, type BrowserWindowConstructorOptions } from 'electron'
import type { StateKeeper } from './kept-state.ts'
import { windowAddress } from './security/client-origin.ts'
import type { ShellLog } from './shell-log.ts'
import { startBounds } from './window-bounds.ts'

/** What a page may do: nothing that a page on the web may not. */
export const pageRights = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const satisfies BrowserWindowConstructorOptions['webPreferences']

export interface MainWindowOptions {
  readonly preloadFile: string
  readonly iconFile: string
  readonly kept: StateKeeper
  readonly log: ShellLog
  readonly isHidden: boolean
  /** Asked when the person closes the window; false keeps it open or hidden. */
  readonly mayClose: () => boolean
}

/** A page that keeps breaking is not loaded again for ever. */
const maxReloads = 3

export function openMainWindow(options: MainWindowOptions): BrowserWindow {
  const { kept, log } = options
  const screens = screen.getAllDisplays().map((display) => display.workArea)
  const window = new BrowserWindow({
    ...startBounds(kept.state.bounds, screens),
    minWidth: 800,
    minHeight: 500,
    show: false,
    title: 'Trunkline',
    icon: options.iconFile,
    webPreferences: { ...pageRights, preload: options.preloadFile },
  })
  if (kept.state.bounds?.isMaximized === true) window.maximize()
  if (!options.isHidden) window.once('ready-to-show', () => window.show())
  window.on('close', (event) => {
    keepBounds(window, kept)
    if (!options.mayClose()) event.preventDefault()
  })
  reloadWhenGone(window, log)
  void window.loadURL(windowAddress(kept.state.remoteHost))
  return window
}

function keepBounds(window: BrowserWindow, kept: StateKeeper): void {
  kept.keep({ bounds: { ...window.getNormalBounds(), isMaximized: window.isMaximized() } })
}

function reloadWhenGone(window: BrowserWindow, log: ShellLog): void {
  let reloads = 0
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    log.error('the page has stopped', { reason, exitCode, reloads })
    reloads += 1
    if (reloads <= maxReloads) window.webContents.reload()
  })
}

/** Brings the window to the front, wherever it was. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
