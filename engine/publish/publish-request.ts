import { packageOf, readExpires, refusal } from '../event/event-package.ts'
import type { Refusal } from '../event/event-package.ts'
import type { SipRequest } from '../sip/message/message.ts'
import { readCondition } from './entity-tag.ts'
import type { Condition } from './entity-tag.ts'
import { pidfContentType, readPidfText } from './pidf.ts'
import type { PidfDocument } from './pidf.ts'
import type { Figures } from './publication-set.ts'
import { decodeXml } from './xml-document.ts'
import { longestXmlBytes } from './xml-element.ts'

/** Longest lifetime granted, RFC 3903 §6 step 4: a larger wish is cut. */
export const longestLifetimeSeconds = 7200
/** Shortest lifetime granted; below it 423 with Min-Expires. */
export const shortestLifetimeSeconds = 30

/** Body of an accepted request, read once. */
export interface PublishedBody {
  readonly text: string
  readonly document: PidfDocument
}

/** RFC 3903 §6 step 3: no SIP-If-Match, or exactly one entity-tag. */
export function readIfMatch(request: SipRequest): Condition | Refusal {
  const condition = readCondition(request.fields.all('SIP-If-Match'))
  return condition.kind === 'malformed' ? refusal(400, [], 'Bad SIP-If-Match') : condition
}

/** RFC 3903 §6 step 4: lifetime to grant, 0 = remove. */
export function grantLifetime(request: SipRequest, defaultSeconds: number): number | Refusal {
  const asked = readExpires(request.fields.get('Expires'))
  if (asked === 'malformed') return refusal(400, [], 'Bad Expires')
  const seconds = asked === 'absent' ? defaultSeconds : asked
  if (seconds > 0 && seconds < shortestLifetimeSeconds) {
    return refusal(423, [['Min-Expires', String(shortestLifetimeSeconds)]])
  }
  return Math.min(seconds, longestLifetimeSeconds)
}

const unsupportedType = refusal(415, [['Accept', pidfContentType]])
const unsupportedEncoding = refusal(415, [
  ['Accept', pidfContentType],
  ['Accept-Encoding', 'identity'],
])

/** RFC 3903 §6 step 5: the body's type must fit the package, and its content the type. */
export function readBody(request: SipRequest): PublishedBody | Refusal {
  if (packageOf(request.fields.get('Content-Type')).toLowerCase() !== pidfContentType) {
    return unsupportedType
  }
  const encoding = request.fields.get('Content-Encoding')
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity') {
    return unsupportedEncoding
  }
  if (request.body.length > longestXmlBytes) return refusal(413)
  const text = decodeXml(request.body)
  const document = text.ok ? readPidfText(text.value) : text
  if (!text.ok || !document.ok) {
    const fault = document.ok ? 'encoding' : document.fault
    return refusal(400, [], `Bad PIDF (${fault})`)
  }
  return { text: text.value, document: document.value }
}

/** Our extension must speak of the gateway that the request is about. */
export function speaksOf(document: PidfDocument, gateway: string): boolean {
  for (const { status } of document.tuples) {
    if (status !== undefined && status.gatewayId !== '' && status.gatewayId !== gateway) {
      return false
    }
  }
  return true
}

/** Sums what the tuples say; a plain presence state has no figures. */
export function figuresOf(document: PidfDocument): Figures {
  let active = 0
  let capacity = 0
  let isOpen = document.tuples.length === 0
  let status: Figures['status']
  for (const tuple of document.tuples) {
    isOpen ||= tuple.isOpen !== false
    if (tuple.status === undefined) continue
    status ??= tuple.status
    active += tuple.status.active
    capacity = Math.max(capacity, tuple.status.capacity)
  }
  return { active, capacity, status, isOpen }
}
