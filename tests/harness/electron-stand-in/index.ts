/*
 * Stands in for `electron` where no binary of it can be had. It keeps Electron's rules, so that code which breaks them
 * breaks here as well: what crosses is cloned, errors lose their class, ports are handed on once and are silent until
 * started, a sandboxed preload may require nothing but `electron`, the engine is a process of its own.
 */
import { app } from './application.ts'
import { forkUtility } from './utility-process.ts'

export { app }
export { BrowserWindow } from './browser-window.ts'
export { ipcMain } from './inter-process.ts'
export { MessageChannelMain } from './message-ports.ts'
export { protocol, session } from './session.ts'
export {
  dialog,
  Menu,
  nativeImage,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  safeStorage,
  screen,
  shell,
  Tray,
} from './system.ts'

export const utilityProcess = { fork: forkUtility(() => app.isReady()) }
