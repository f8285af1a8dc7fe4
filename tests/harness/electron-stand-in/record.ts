/** What the application under test has asked the system for, as plain values. */
export interface DesktopRecord {
  readonly schemes: unknown[]
  readonly windows: {
    readonly options: unknown
    readonly isVisible: boolean
    readonly url: string
  }[]
  isSandboxEnabled: boolean
  menu: unknown
  tray: { tooltip: string; image: string; menu: unknown } | undefined
  badge: number
  readonly notifications: { readonly title: string; readonly body: string }[]
  readonly openedPaths: string[]
  readonly openedExternal: string[]
  readonly dialogs: { readonly kind: string; readonly options: unknown }[]
  /** Blockers of sleep that are on. */
  readonly powerSave: number[]
}

export const record: DesktopRecord = {
  schemes: [],
  windows: [],
  isSandboxEnabled: false,
  menu: undefined,
  tray: undefined,
  badge: 0,
  notifications: [],
  openedPaths: [],
  openedExternal: [],
  dialogs: [],
  powerSave: [],
}
