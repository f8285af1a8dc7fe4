import type { MappingGateway } from '../api/contract/gateways.ts'
import type { SipRequest } from '../sip/message/message.ts'
import { parseNameAddr } from '../sip/message/name-addr.ts'
import { decodeUtf8 } from '../sip/message/text-encoding.ts'
import { isSipUri, unescape, type Uri } from '../sip/message/uri.ts'

/** The callee as sipCalleeE164Domain says: To, else the request line; '' when it carries no number. */
export function readCallee(request: SipRequest, gateway: MappingGateway): string {
  return numberOf(gateway.sipCalleeE164Domain === 0 ? request.to.uri : request.uri)
}

/** The caller as sipCallerE164Domain says; From when that header field is missing. */
export function readCaller(request: SipRequest, gateway: MappingGateway): string {
  const field = callerFields[gateway.sipCallerE164Domain]
  const value = field === undefined ? undefined : request.fields.list(field)[0]
  const identity = value === undefined ? undefined : parseNameAddr(value)
  return numberOf(identity?.uri ?? request.from.uri)
}

const callerFields: Readonly<Record<number, string>> = {
  1: 'Remote-Party-ID',
  3: 'P-Asserted-Identity',
}

/** The number of a sip: or tel: URI, unescaped, without parameters of the user part (RFC 3261 §19.1.6). */
function numberOf(uri: Uri | undefined): string {
  if (!uri) return ''
  if (isSipUri(uri)) return plain(uri.user ?? '')
  return uri.scheme === 'tel' ? plain(uri.text.slice('tel:'.length)) : ''
}

function plain(user: string): string {
  const semicolon = user.indexOf(';')
  const number = unescape(semicolon < 0 ? user : user.slice(0, semicolon))
  return isAscii(number) ? number : decodeUtf8(number)
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}
