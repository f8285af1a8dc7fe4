import { decodeUtf8, unescape } from '../sip/message/text-encoding.ts'
import { hostPort, isSipUri, parseUri } from '../sip/message/uri.ts'
import type { Uri } from '../sip/message/uri.ts'
import type { Flow } from '../sip/transport/transport.ts'
import type { OurHosts } from './our-hosts.ts'

/** User part of the Request-URI under which nodes publish to each other. */
export const statusUser = 'gateway-status'

/** Gateway name for use inside a URI, percent-escaped UTF-8. */
export function escapeName(name: string): string {
  return encodeURIComponent(name)
}

/** Gateway name out of an escaped URI part. */
export function readName(escaped: string): string {
  const plain = unescape(escaped)
  return isAscii(plain) ? plain : decodeUtf8(plain)
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}

/** Request-URI of one gateway's status at a node: the parameter makes each gateway a resource of its own. */
export function statusUri(gateway: string, domain: string): string {
  return `sip:${statusUser}@${hostPort(domain)};gateway=${escapeName(gateway)}`
}

/** Address-of-record of a gateway, as any RFC 3903 server knows it. */
export function gatewayUri(gateway: string, domain: string): string {
  return `sip:${escapeName(gateway)}@${hostPort(domain)}`
}

/** PIDF entity of a gateway (RFC 3863 §4.1.1). */
export function gatewayEntity(gateway: string, domain: string): string {
  return `pres:${escapeName(gateway)}@${hostPort(domain)}`
}

/** What a Request-URI or an entity names: one gateway, or all of them. */
export type NamedResource =
  { readonly kind: 'gateway'; readonly name: string } | { readonly kind: 'all' }

const allGateways: NamedResource = { kind: 'all' }

/** Reads a Request-URI; undefined when it is none of ours whatever gateways exist. */
export function resourceOf(
  uri: Uri | undefined,
  hosts: OurHosts,
  flow: Flow,
): NamedResource | undefined {
  if (uri === undefined || !isSipUri(uri) || uri.user === undefined) return undefined
  if (!hosts.has(uri.host, uri.port, flow)) return undefined
  const user = readName(uri.user)
  if (user !== statusUser) return { kind: 'gateway', name: user }
  const parameter = uri.parameters.get('gateway')
  return parameter === undefined ? allGateways : { kind: 'gateway', name: readName(parameter) }
}

/** Gateway named by a PIDF entity (`pres:` or `sip:`); undefined when its host is not ours. */
export function gatewayOfEntity(entity: string, hosts: OurHosts, flow: Flow): string | undefined {
  const rest = entity.startsWith('pres:') ? entity.slice(5) : entity.replace(/^sips?:/, '')
  if (rest === entity) return undefined
  const uri = parseUri(`sip:${rest}`)
  if (uri === undefined || !isSipUri(uri) || uri.user === undefined) return undefined
  return hosts.has(uri.host, uri.port, flow) ? readName(uri.user) : undefined
}
