import { endOfElement } from '../message/comma-list.ts'
import type { SipRequest } from '../message/message.ts'
import type { Via } from '../message/via.ts'
import { isSameAddress, isIpLiteral } from './ip-address.ts'
import type { Endpoint } from './transport.ts'

/** Notes in the top Via where the request really came from: RFC 3261 §18.2.1 `received`, RFC 3581 §4 `rport`. */
export function markReceived(request: SipRequest, source: Endpoint): void {
  const via = request.topVia
  const asksPort = via.rport !== undefined
  const isHonest = via.received === undefined && isSource(via.host, source.address)
  if (!asksPort && isHonest) return
  const line = request.fields.get('Via') ?? ''
  let text = line.slice(0, endOfElement(line, 0)).trimEnd()
  if (via.received !== undefined) text = withoutParameter(text, receivedPattern)
  if (asksPort) text = withoutParameter(text, rportPattern)
  text += `;received=${source.address}`
  if (asksPort) text += `;rport=${source.port}`
  request.fields.replaceFirst('Via', text)
  request.adopt({
    topVia: markedVia(via, source),
    from: request.from,
    to: request.to,
    callId: request.callId,
    cseq: request.cseq,
  })
}

// RFC 5118 §4.5: the value may stand in brackets.
const receivedPattern = /;[ \t]*received[ \t]*=[ \t]*[^;, \t]*/i
const rportPattern = /;[ \t]*rport(?=[ \t]*(?:[;,=]|$))(?:[ \t]*=[ \t]*\d*)?/i

function withoutParameter(text: string, pattern: RegExp): string {
  if (text.endsWith(';rport') && pattern === rportPattern) return text.slice(0, -6)
  return text.replace(pattern, '')
}

function isSource(host: string, source: string): boolean {
  return host === source || (isIpLiteral(host) && isSameAddress(host, source))
}

function markedVia(via: Via, source: Endpoint): Via {
  const parameters = new Map(via.parameters)
  parameters.set('received', source.address)
  const rport = via.rport === undefined ? undefined : source.port
  if (rport !== undefined) parameters.set('rport', String(rport))
  return { ...via, parameters, received: source.address, rport }
}
