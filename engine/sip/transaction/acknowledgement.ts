import { HeaderFields } from '../message/header-fields.ts'
import { SipRequest } from '../message/message.ts'
import type { SipResponse } from '../message/message.ts'
import type { AddedFields } from './transaction-user.ts'

/** The ACK to a final response other than 2xx, RFC 3261 §17.1.1.3. */
export function createAcknowledgement(invite: SipRequest, response: SipResponse): SipRequest {
  const to = response.fields.get('To') ?? invite.fields.get('To') ?? ''
  return companion(invite, 'ACK', to)
}

/** The CANCEL of an INVITE, RFC 3261 §9.1. */
export function createCancel(invite: SipRequest, added: AddedFields = []): SipRequest {
  const cancel = companion(invite, 'CANCEL', invite.fields.get('To') ?? '')
  for (const [name, value] of added) cancel.fields.append(name, value)
  return cancel
}

/** A request that goes the way of the INVITE and shares its top Via. */
function companion(invite: SipRequest, method: string, to: string): SipRequest {
  const { fields } = invite
  const entries = ['Via', fields.get('Via') ?? '']
  for (const route of fields.all('Route')) entries.push('Route', route)
  entries.push('Max-Forwards', '70', 'From', fields.get('From') ?? '', 'To', to)
  entries.push('Call-ID', invite.callId, 'CSeq', `${invite.cseq.sequence} ${method}`)
  return new SipRequest(method, invite.requestUri, new HeaderFields(entries))
}
