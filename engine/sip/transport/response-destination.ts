import type { SipRequest } from '../message/message.ts'
import { isIpLiteral, isUnicast } from './ip-address.ts'
import { defaultPort, isReliable } from './transport.ts'
import type { Destination, Flow } from './transport.ts'

/** Where the response to a request goes, RFC 3261 §18.2.2 with RFC 3581 §4. */
export function responseDestination(request: SipRequest, flow: Flow): Destination {
  const { protocol, local, remote, connection } = flow
  const via = request.topVia
  const port = via.port ?? defaultPort(protocol)
  if (isReliable(protocol)) {
    // The connection of the request while it is open, else a new one to the sent-by port.
    return { protocol, remote: { address: remote.address, port }, connection }
  }
  const multicastAddress = via.parameters.get('maddr')
  if (multicastAddress !== undefined && isIpLiteral(multicastAddress)) {
    const named = { address: multicastAddress, port }
    if (isUnicast(named)) return { protocol, remote: named, local }
  }
  // `received` always is the source address; markReceived saw to that.
  if (via.rport !== undefined || port === remote.port) return flow
  return { protocol, remote: { address: remote.address, port }, local }
}

/** How sipResponseAddressMethod of a gateway overrides the standard: 0 source, 1 source IP + Via port, 2 Via address. */
export function responseDestinationBy(
  method: 0 | 1 | 2,
  request: SipRequest,
  flow: Flow,
): Destination {
  if (isReliable(flow.protocol) || method === 0) return flow
  const via = request.topVia
  const port = via.port ?? defaultPort(flow.protocol)
  const address = method === 2 && isIpLiteral(via.host) ? via.host : flow.remote.address
  return { protocol: flow.protocol, remote: { address, port }, local: flow.local }
}
