import type { Flow } from '../sip/transport/transport.ts'
import type { SipRequest } from '../sip/message/message.ts'

/** Event packages served here, for Allow-Events (RFC 6665 §8.2.2) in 489 and in answers to OPTIONS. */
export const allowedEvents: readonly string[] = ['presence']

/** Field name and value. */
export type FieldEntry = readonly [name: string, value: string]

/** An answer that ends the handling of a request. */
export interface Refusal {
  readonly kind: 'refused'
  readonly statusCode: number
  readonly reasonPhrase?: string
  readonly fields: readonly FieldEntry[]
}

const noFields: readonly FieldEntry[] = []

export function refusal(
  statusCode: number,
  fields: readonly FieldEntry[] = noFields,
  reasonPhrase?: string,
): Refusal {
  return reasonPhrase === undefined
    ? { kind: 'refused', statusCode, fields }
    : { kind: 'refused', statusCode, fields, reasonPhrase }
}

/** RFC 6665 §8.2.2: 489 names the packages that are served. */
export const badEvent: Refusal = refusal(489, [['Allow-Events', allowedEvents.join(', ')]])

/** The package named by an Event header field; its parameters do not matter here. */
export function packageOf(event: string | undefined): string {
  if (event === undefined) return ''
  const semicolon = event.indexOf(';')
  return (semicolon < 0 ? event : event.slice(0, semicolon)).trim()
}

/** RFC 3261 §8.2.2.3: no extension can be required of the presence package. */
export function unsupportedRequirement(request: SipRequest): Refusal | undefined {
  if (!request.fields.has('Require')) return undefined
  const required = request.fields.list('Require')
  if (required.length === 0) return undefined
  return refusal(420, [['Unsupported', required.join(', ')]])
}

/** An Expires value: absent, whole seconds, or not to be understood. */
export function readExpires(value: string | undefined): number | 'absent' | 'malformed' {
  if (value === undefined) return 'absent'
  const digits = value.trim()
  if (!/^\d{1,20}$/.test(digits)) return 'malformed'
  return Math.min(Number(digits), 4_294_967_295)
}

/** What the notifier must know about an event package (RFC 6665 §5). */
export interface EventPackage {
  readonly name: string
  readonly contentType: string
  /** The subscribed resource; undefined = not ours (404). */
  resourceOf(request: SipRequest, flow: Flow): string | undefined
  /** Whether the subscriber may watch the resource. */
  admit(request: SipRequest, flow: Flow, resource: string): Refusal | undefined
  /** Full state of the resource, bounded to `longestBytes`; undefined = nothing to tell. */
  compose(resource: string, longestBytes: number): Uint8Array | undefined
}
