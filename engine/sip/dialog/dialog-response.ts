import { HeaderFields } from '../message/header-fields.ts'
import { SipResponse } from '../message/message.ts'
import type { SipRequest } from '../message/message.ts'
import { reasonPhraseOf } from '../message/status-codes.ts'

/**
 * A response that creates or belongs to a dialog: RFC 3261 §8.2.6 and §12.1.1 (Record-Route is copied, To
 * carries our tag). `extra` is name, value, name, value, …; one pass, as this is the busiest path of a call.
 */
export function createDialogResponse(
  request: SipRequest,
  statusCode: number,
  localTag: string,
  extra: readonly string[],
  body?: Uint8Array,
): SipResponse {
  const entries: string[] = []
  const source = request.fields.flat
  const copiesRoutes = statusCode > 100 && statusCode < 300
  for (let i = 0; i < source.length; i += 2) {
    const name = source[i] ?? ''
    const value = source[i + 1] ?? ''
    if (name === 'Via' || name === 'From' || name === 'Call-ID' || name === 'CSeq') {
      entries.push(name, value)
    } else if (name === 'To') {
      entries.push(name, request.to.tag === undefined ? `${value};tag=${localTag}` : value)
    } else if (copiesRoutes && name === 'Record-Route') entries.push(name, value)
  }
  for (const entry of extra) entries.push(entry)
  return new SipResponse(statusCode, reasonPhraseOf(statusCode), new HeaderFields(entries), body)
}
