import type { DesktopHost } from '../../electron/bridge/host-channels.ts'
import { desktop } from '../host/desktop.ts'
import { host, type Host } from '../host/host.ts'

/** The shell this client runs in. */
export const useHost = (): Host => host

/** What only the desktop offers; undefined in a browser. */
export const useDesktop = (): DesktopHost | undefined => desktop
