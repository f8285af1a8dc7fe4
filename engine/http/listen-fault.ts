import { EngineError } from '../api/contract/errors.ts'

interface Address {
  readonly host: string
  readonly port: number
}

/** The operating system's word for a failed listen, as a sentence that names the address. */
export function listenFault(error: unknown, { host, port }: Address): unknown {
  const shown = `http ${host.includes(':') ? `[${host}]` : host}:${port}`
  switch ((error as { code?: unknown }).code) {
    case 'EADDRINUSE': {
      const sentence = `${shown} is already in use by another program; --http takes another address, port 0 for any free one`
      return new EngineError('PORT_IN_USE', sentence, { host, port }, error)
    }
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new EngineError(
        'ADDRESS_UNAVAILABLE',
        `${shown}: this machine has no such address`,
        { host, port },
        error,
      )
    case 'EACCES':
      return new EngineError(
        'PERMISSION_DENIED',
        `${shown}: the operating system does not allow this port`,
        { host, port },
        error,
      )
    default:
      return error
  }
}
