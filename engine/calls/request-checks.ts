import { contactOf } from '../sip/dialog/dialog.ts'
import { unsupportedTags } from '../sip/dialog/option-tags.ts'
import {
  isIntervalTooSmall,
  leastSessionSeconds,
  readSessionOffer,
} from '../sip/dialog/session-timer.ts'
import type { MappingGateway } from '../api/contract/gateways.ts'
import type { SipRequest } from '../sip/message/message.ts'
import { isSipUri } from '../sip/message/uri.ts'

/** Why an INVITE is refused before it becomes a call. */
export interface Refusal {
  readonly statusCode: number
  /** name, value, … */
  readonly fields: readonly string[]
}

const refusal = (statusCode: number, ...fields: readonly string[]): Refusal => ({
  statusCode,
  fields,
})

/** What RFC 3261 §8.2 and its extensions ask of an INVITE that starts a call; undefined = it may. */
export function refusalOf(invite: SipRequest, gateway: MappingGateway): Refusal | undefined {
  const { uri, fields } = invite
  if (uri === undefined) return refusal(400)
  if (!isSipUri(uri)) return refusal(416)
  if (invite.maxForwards === 0) return refusal(483)
  const unsupported = unsupportedTags(fields, knownTags(gateway))
  if (unsupported.length > 0) return refusal(420, 'Unsupported', unsupported.join(', '))
  // RFC 3261 §8.1.1.8: without Contact no request could be sent back.
  if (contactOf(invite) === undefined) return refusal(400)
  // RFC 4028 §9.
  if (
    gateway.sipTimer &&
    fields.has('Session-Expires') &&
    isIntervalTooSmall(readSessionOffer(fields))
  ) {
    return refusal(422, 'Min-SE', String(leastSessionSeconds))
  }
  return undefined
}

function knownTags(gateway: MappingGateway): readonly string[] {
  const tags = gateway.sipTimer ? ['timer'] : []
  return gateway.sip100Rel ? [...tags, '100rel'] : tags
}
