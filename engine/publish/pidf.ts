/* Presence Information Data Format, RFC 3863, with the extension of namespace urn:trunkline:gateway-status.
 * Implemented: writing our own state, reading anyone's, joining several documents into one.
 * Deliberately not: status extensions of RFC 4119/4480 (kept and passed on, not understood), xml:lang,
 * mustUnderstand (nothing we read depends on what is not understood), validation on the fly (RFC 3863 §4.4). */
import { formatTimestamp, parseTimestamp } from '../kernel/timestamp.ts'
import { failure, success } from '../kernel/result.ts'
import type { Result } from '../kernel/result.ts'
import { isOpen, isStatusWord } from './gateway-status.ts'
import type { GatewayStatus, NodeAnnouncement } from './gateway-status.ts'
import { gatewayEntity } from './resource-uri.ts'
import { decodeXml, readXml } from './xml-document.ts'
import { childOf, escapeXml } from './xml-element.ts'
import type { XmlElement, XmlFault } from './xml-element.ts'

export const pidfContentType = 'application/pidf+xml'
export const pidfNamespace = 'urn:ietf:params:xml:ns:pidf'
export const statusNamespace = 'urn:trunkline:gateway-status'

/** One tuple: a plain presence state, with figures when the publisher knows our extension. */
export interface PidfTuple {
  readonly id: string
  /** undefined = the tuple does not say. */
  readonly isOpen: boolean | undefined
  readonly status: GatewayStatus | undefined
}

export interface PidfDocument {
  readonly entity: string
  readonly tuples: readonly PidfTuple[]
  readonly announcement: NodeAnnouncement | undefined
}

/** Why a body is no presence document. */
export type PidfFault =
  XmlFault | 'not-presence' | 'no-entity' | 'bad-tuple' | 'bad-basic' | 'bad-number' | 'bad-status'

/** The document that a node publishes about one gateway. */
export function writePidf(
  status: GatewayStatus,
  domain: string,
  announcement: NodeAnnouncement,
  nowMs: number,
): string {
  const timestamp = formatTimestamp(nowMs)
  const node = escapeXml(status.node)
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<presence xmlns="${pidfNamespace}" xmlns:g="${statusNamespace}"` +
    ` entity="${escapeXml(gatewayEntity(status.gatewayId, domain))}">` +
    `<tuple id="n-${node}"><status><basic>${isOpen(status.status) ? 'open' : 'closed'}</basic></status>` +
    `<g:gateway-status gateway="${escapeXml(status.gatewayId)}" node="${node}"` +
    ` active="${String(status.active)}" capacity="${String(status.capacity)}" status="${status.status}"` +
    ` attempts="${String(status.attempts)}" answers="${String(status.answers)}"` +
    ` sequence="${String(status.sequence)}"/>` +
    `<timestamp>${timestamp}</timestamp></tuple>` +
    `<g:node name="${escapeXml(announcement.name)}" version="${escapeXml(announcement.version)}"` +
    ` publish-expire="${String(announcement.publishExpireSeconds)}"` +
    ` clock="${formatTimestamp(announcement.clockMs)}"/></presence>`
  )
}

/** Reads a body as it came from the wire; never throws. */
export function readPidf(body: Uint8Array): Result<PidfDocument, PidfFault> {
  const text = decodeXml(body)
  return text.ok ? readPidfText(text.value) : text
}

/** Reads a document that is already text. */
export function readPidfText(text: string): Result<PidfDocument, PidfFault> {
  const parsed = readXml(text)
  return parsed.ok ? presenceOf(parsed.value) : parsed
}

function presenceOf(root: XmlElement): Result<PidfDocument, PidfFault> {
  if (root.name !== 'presence' || root.namespace !== pidfNamespace) return failure('not-presence')
  const entity = root.attributes.get('entity')
  if (entity === undefined || entity === '') return failure('no-entity')
  const tuples: PidfTuple[] = []
  let announcement: NodeAnnouncement | undefined
  for (const child of root.children) {
    if (child.name === 'tuple' && child.namespace === pidfNamespace) {
      const tuple = tupleOf(child)
      if (!tuple.ok) return tuple
      if (tuples.some((earlier) => earlier.id === tuple.value.id)) return failure('bad-tuple')
      tuples.push(tuple.value)
    } else if (child.name === 'node' && child.namespace === statusNamespace) {
      announcement = announcementOf(child)
      if (announcement === undefined) return failure('bad-number')
    }
  }
  return success({ entity, tuples, announcement })
}

function tupleOf(element: XmlElement): Result<PidfTuple, PidfFault> {
  const id = element.attributes.get('id')
  if (id === undefined || id === '') return failure('bad-tuple')
  const presence = childOf(element, pidfNamespace, 'status')
  const basic = presence && childOf(presence, pidfNamespace, 'basic')?.text
  if (basic !== undefined && basic !== 'open' && basic !== 'closed') return failure('bad-basic')
  const extension = childOf(element, statusNamespace, 'gateway-status')
  const open = basic === undefined ? undefined : basic === 'open'
  if (extension === undefined) return success({ id, isOpen: open, status: undefined })
  const status = statusOf(extension)
  return status.ok ? success({ id, isOpen: open, status: status.value }) : status
}

function statusOf(element: XmlElement): Result<GatewayStatus, PidfFault> {
  const read = (name: string): number => count(element.attributes.get(name))
  const active = read('active')
  const capacity = read('capacity')
  const attempts = read('attempts')
  const answers = read('answers')
  const sequence = read('sequence')
  if (active + capacity + attempts + answers + sequence < Infinity) {
    const status = element.attributes.get('status') ?? 'available'
    if (!isStatusWord(status)) return failure('bad-status')
    const gatewayId = element.attributes.get('gateway') ?? ''
    const node = element.attributes.get('node') ?? ''
    return success({ gatewayId, node, active, capacity, status, attempts, answers, sequence })
  }
  return failure('bad-number')
}

function announcementOf(element: XmlElement): NodeAnnouncement | undefined {
  const name = element.attributes.get('name') ?? ''
  const publishExpireSeconds = count(element.attributes.get('publish-expire'))
  const clockMs = parseTimestamp(element.attributes.get('clock') ?? '')
  if (name === '' || publishExpireSeconds === Infinity || clockMs === undefined) return undefined
  return { name, version: element.attributes.get('version') ?? '', publishExpireSeconds, clockMs }
}

/** A whole number of at most twelve digits; absent = 0, anything else = Infinity. */
function count(text: string | undefined): number {
  if (text === undefined) return 0
  return /^\d{1,12}$/.test(text) ? Number(text) : Infinity
}
