import { endOfElement } from '../message/comma-list.ts'
import type { SipRequest } from '../message/message.ts'
import { isSameAddress, isIpLiteral } from './ip-address.ts'
import type { Endpoint } from './transport.ts'

/**
 * Notes in the top Via where the request really came from: RFC 3261 §18.2.1 `received`, RFC 3581 §4 `rport`.
 * `topVia.parameters` keep what the sender wrote; text and typed fields say what is true.
 */
export function markReceived(request: SipRequest, source: Endpoint): void {
  const via = request.topVia
  const asksPort = via.rport !== undefined
  const isHonest = via.received === undefined && isSource(via.host, source.address)
  if (!asksPort && isHonest) return
  const line = request.fields.get('Via') ?? ''
  let text = line.includes(',') ? line.slice(0, endOfElement(line, 0)).trimEnd() : line
  if (via.received !== undefined) text = text.replace(receivedPattern, '')
  if (asksPort) text = withoutPort(text)
  text += `;received=${source.address}`
  if (asksPort) text += `;rport=${source.port}`
  request.fields.replaceFirst('Via', text)
  const rport = asksPort ? source.port : undefined
  const { transport, host, port, branch, parameters } = via
  request.adopt({
    topVia: { transport, host, port, branch, parameters, received: source.address, rport },
    from: request.from,
    to: request.to,
    callId: request.callId,
    cseq: request.cseq,
  })
}

// RFC 5118 §4.5: the value may stand in brackets.
const receivedPattern = /;[ \t]*received[ \t]*=[ \t]*[^;, \t]*/i
const rportPattern = /;[ \t]*rport(?=[ \t]*(?:[;,=]|$))(?:[ \t]*=[ \t]*\d*)?/i

function withoutPort(text: string): string {
  if (text.endsWith(';rport')) return text.slice(0, -6)
  const at = text.indexOf(';rport;')
  return at < 0 ? text.replace(rportPattern, '') : text.slice(0, at) + text.slice(at + 6)
}

function isSource(host: string, source: string): boolean {
  return host === source || (isIpLiteral(host) && isSameAddress(host, source))
}
