import { failure, success, type Result } from '../kernel/result.ts'
import type { SipRequest } from '../sip/message/message.ts'
import { isSipUri, sameUri, type Uri } from '../sip/message/uri.ts'
import { isIpLiteral } from '../sip/transport/ip-address.ts'
import type { Flow } from '../sip/transport/transport.ts'
import type { Binding } from './binding.ts'
import type { RequestedContact } from './requested-contacts.ts'

/** Why an update is not made: nothing of it is. */
export type UpdateFault = 'out of order' | 'too many contacts'

/** A REGISTER that passed all checks. */
export interface AcceptedRegister {
  readonly gateway: string
  readonly request: SipRequest
  readonly flow: Flow
  readonly nowMs: number
  readonly monotonicMs: number
  /** Longest lifetime granted. */
  readonly mostSeconds: number
}

/** Bindings kept per gateway at most. */
export const mostBindings = 10

/** RFC 3261 §10.3 step 6: `Contact: *` removes every binding. */
export function removeAll(
  bindings: readonly Binding[],
  register: AcceptedRegister,
): Result<readonly Binding[], UpdateFault> {
  const isInOrder = bindings.every((binding) => isNewer(register.request, binding))
  return isInOrder ? success([]) : failure('out of order')
}

/** RFC 3261 §10.3 step 7: the bindings after all contacts are added, refreshed and removed; or none of it. */
export function updateBindings(
  bindings: readonly Binding[],
  contacts: readonly RequestedContact[],
  register: AcceptedRegister,
): Result<readonly Binding[], UpdateFault> {
  const updated = [...bindings]
  for (const contact of contacts) {
    const index = updated.findIndex((binding) => sameUri(binding.uri, contact.uri))
    const present = updated[index]
    // Two equal contacts in one request are one: the later is no replay of the earlier.
    const isOfThisRequest = present !== undefined && !bindings.includes(present)
    if (present && !isOfThisRequest && !isNewer(register.request, present)) {
      return failure('out of order')
    }
    if (contact.expiresSeconds === 0) {
      if (present) updated.splice(index, 1)
    } else if (present) updated[index] = createBinding(contact, register, present)
    else updated.push(createBinding(contact, register, undefined))
  }
  return updated.length > mostBindings ? failure('too many contacts') : success(updated)
}

function isNewer(request: SipRequest, binding: Binding): boolean {
  return request.callId !== binding.callId || request.cseq.sequence > binding.cseq
}

function createBinding(
  contact: RequestedContact,
  register: AcceptedRegister,
  before: Binding | undefined,
): Binding {
  const { request, flow, nowMs } = register
  const lifetimeMs = Math.min(contact.expiresSeconds, register.mostSeconds) * 1000
  return {
    gateway: register.gateway,
    contact: contact.contact,
    uri: contact.uri,
    contactParameters: contact.contactParameters,
    q: contact.q,
    callId: request.callId,
    cseq: request.cseq.sequence,
    registeredAtMs: before?.registeredAtMs ?? nowMs,
    updatedAtMs: nowMs,
    expiresAtMs: nowMs + lifetimeMs,
    dueMs: register.monotonicMs + lifetimeMs,
    flow,
    isBehindNat: isBehindNat(contact.uri, request, flow),
    userAgent: request.fields.get('User-Agent') ?? '',
  }
}

/**
 * A contact or Via that names an address other than the one the REGISTER came from was written behind a NAT. Where
 * only the port differs, Via and contact must agree on it: else the client sends from one port and listens on another.
 */
function isBehindNat(contact: Uri, request: SipRequest, flow: Flow): boolean {
  const { host, port, rport } = request.topVia
  const { remote, protocol } = flow
  if (isIpLiteral(host) && host !== remote.address) return true
  if (!isSipUri(contact) || !isIpLiteral(contact.host)) return false
  if (contact.host !== remote.address) return true
  // A connection's remote port is never the contact's; RFC 3581: without rport nobody listens where it came from.
  if (protocol !== 'udp' || rport === undefined) return false
  const contactPort = contact.port ?? 5060
  return contactPort !== remote.port && contactPort === (port ?? 5060)
}
