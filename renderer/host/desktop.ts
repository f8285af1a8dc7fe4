import type { DesktopHost } from '../../electron/bridge/host-channels.ts'

/** What the desktop shell offers its windows; undefined in a browser. */
export const desktop = (window as { readonly host?: DesktopHost }).host
