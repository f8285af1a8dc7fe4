import { EngineError } from '../../api/contract/errors.ts'
import { sentBy } from './ip-address.ts'
import type { ListenAddress } from './transport.ts'

/** The system's word for a listener that could not be opened, as a failure that a person can act on. */
export function listenError(cause: unknown, address: ListenAddress): EngineError {
  const shown = `${address.protocol} ${sentBy(address)}`
  const details = { protocol: address.protocol, address: address.address, port: address.port }
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  switch (code) {
    case 'EADDRINUSE':
      return new EngineError('PORT_IN_USE', `${shown} is already in use`, details, cause)
    case 'EACCES':
    case 'EPERM':
      return new EngineError('PERMISSION_DENIED', `${shown} may not be opened`, details, cause)
    case 'EADDRNOTAVAIL':
      return new EngineError(
        'ADDRESS_UNAVAILABLE',
        `this machine has no address for ${shown}`,
        details,
        cause,
      )
    default:
      return new EngineError(
        'INVALID_VALUE',
        `${shown} cannot be listened on: ${cause instanceof Error ? cause.message : String(cause)}`,
        details,
        cause,
      )
  }
}
