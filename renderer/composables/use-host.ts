import { host, type Host } from '../host/host.ts'

/** The shell this client runs in. */
export const useHost = (): Host => host
