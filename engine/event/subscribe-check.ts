import type { SipRequest } from '../sip/message/message.ts'
import type { Flow } from '../sip/transport/transport.ts'
import {
  badEvent,
  packageOf,
  readExpires,
  refusal,
  unsupportedRequirement,
} from './event-package.ts'
import type { EventPackage, Refusal } from './event-package.ts'
import { remoteTargetOf } from './subscription.ts'

/** RFC 3856 §6.4: an hour unless the subscriber says otherwise; never longer. */
export const defaultSubscriptionSeconds = 3600
/** Shortest subscription; 0 fetches the state or ends the subscription. */
export const shortestSubscriptionSeconds = 60

/** What an acceptable SUBSCRIBE asks for. */
export interface AcceptedSubscribe {
  readonly kind: 'accepted'
  readonly resource: string
  /** Granted, 0 = fetch or unsubscribe. */
  readonly seconds: number
  readonly remoteTarget: string
}

/** RFC 6665 §4.2.1.1: 404, 420, 489, 401/403, 400, 406, 423 in this order. */
export function examineSubscribe(
  request: SipRequest,
  flow: Flow,
  eventPackage: EventPackage,
): AcceptedSubscribe | Refusal {
  const resource = eventPackage.resourceOf(request, flow)
  if (resource === undefined) return refusal(404)
  const unsupported = unsupportedRequirement(request)
  if (unsupported !== undefined) return unsupported
  if (packageOf(request.fields.get('Event')) !== eventPackage.name) return badEvent
  const refused = eventPackage.admit(request, flow, resource)
  if (refused !== undefined) return refused
  const remoteTarget = remoteTargetOf(request)
  if (remoteTarget === undefined) return refusal(400, [], 'Bad Contact')
  if (!accepts(request, eventPackage.contentType)) {
    return refusal(406, [['Accept', eventPackage.contentType]])
  }
  const asked = readExpires(request.fields.get('Expires'))
  if (asked === 'malformed') return refusal(400, [], 'Bad Expires')
  const seconds = asked === 'absent' ? defaultSubscriptionSeconds : asked
  if (seconds > 0 && seconds < shortestSubscriptionSeconds) {
    return refusal(423, [['Min-Expires', String(shortestSubscriptionSeconds)]])
  }
  const granted = Math.min(seconds, defaultSubscriptionSeconds)
  return { kind: 'accepted', resource, seconds: granted, remoteTarget }
}

/** No Accept means the package's default type (RFC 6665 §3.1.3). */
function accepts(request: SipRequest, contentType: string): boolean {
  if (!request.fields.has('Accept')) return true
  const wide = `${contentType.slice(0, contentType.indexOf('/'))}/*`
  return request.fields.list('Accept').some((element) => {
    const type = packageOf(element).toLowerCase()
    return type === contentType || type === wide || type === '*/*'
  })
}
