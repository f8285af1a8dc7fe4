import type { DesktopHost } from '../../electron/bridge/host-channels.ts'

/** What the desktop shell offers its windows; undefined in a browser. */
export const desktop = (window as { readonly host?: DesktopHost }).host

/** The other host that this desktop shows, `https://name:port`; undefined = the engine inside, or a browser's host. */
export const remoteHost = desktop
  ? (new URLSearchParams(location.search).get('host') ?? undefined)
  : undefined
