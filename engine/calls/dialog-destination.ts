import { isSipUri } from '../sip/message/uri.ts'
import type { SipUri, Uri } from '../sip/message/uri.ts'
import type { Via } from '../sip/message/via.ts'
import { defaultPort } from '../sip/transport/transport.ts'
import type { Destination, Flow } from '../sip/transport/transport.ts'
import type { CallPorts } from './ports.ts'

/** sipRequestAddressMethod: 0 original source, 1 source IP + Contact port, 2 Contact address. */
export type AddressMethod = 0 | 1 | 2

/** Where requests within a dialog go, whose messages come over `flow` and whose next hop is `nextHop`. */
export function dialogDestination(
  resolver: CallPorts['resolver'],
  nextHop: Uri | undefined,
  flow: Flow,
  method: AddressMethod,
): Destination {
  if (method === 0 || nextHop === undefined || !isSipUri(nextHop)) return flow
  if (method === 1) {
    const port = nextHop.port ?? defaultPort(flow.protocol)
    const { address } = flow.remote
    return port === flow.remote.port ? flow : { ...flow, remote: { address, port } }
  }
  if (isSame(nextHop, flow)) return flow
  // A name that would have to be asked for first: the peer can be reached where it spoke from.
  const found = resolver.resolveNow(nextHop)?.[0]
  if (found === undefined) return flow
  if (found.protocol !== flow.protocol) return found
  const { local, connection } = flow
  return connection === 0 ? { ...found, local } : { ...found, local, connection }
}

/** A caller behind a NAT shows in Contact the address that its Via shows, not the one it came from. */
export function callerAddressMethod(via: Via, contact: Uri | undefined): AddressMethod {
  if (via.received === undefined || via.received === via.host) return 2
  return contact !== undefined && isSipUri(contact) && contact.host === via.host ? 0 : 2
}

function isSame({ host, port, parameters, scheme }: SipUri, flow: Flow): boolean {
  const protocol = parameters.get('transport')?.toLowerCase() ?? flow.protocol
  return (
    scheme === 'sip' &&
    protocol === flow.protocol &&
    host === flow.remote.address &&
    (port ?? defaultPort(flow.protocol)) === flow.remote.port
  )
}
