/** Entries that the desktop itself carries out. */
export const hostActions = ['openLogs', 'checkForUpdates', 'restartEngine', 'quit'] as const
export type HostAction = (typeof hostActions)[number]

/** What Chromium and the operating system do by themselves. */
export const menuRoles = [
  'undo',
  'redo',
  'cut',
  'copy',
  'paste',
  'selectAll',
  'zoomIn',
  'zoomOut',
  'resetZoom',
  'togglefullscreen',
  'minimize',
  'close',
] as const
export type MenuRole = (typeof menuRoles)[number]

/** One entry of the application's menu, as plain data. */
export type MenuEntry =
  | { readonly kind: 'separator' }
  | { readonly kind: 'submenu'; readonly label: string; readonly entries: readonly MenuEntry[] }
  /** A command of the client: chosen, its id goes back to the window. */
  | {
      readonly kind: 'command'
      readonly id: string
      readonly label: string
      /** Electron's form: `CmdOrCtrl+Shift+P`. Shown only; the window itself listens to its keys. */
      readonly accelerator?: string
      readonly enabled: boolean
      readonly checked?: boolean
    }
  | { readonly kind: 'role'; readonly role: MenuRole; readonly label: string }
  | { readonly kind: 'host'; readonly action: HostAction; readonly label: string }
