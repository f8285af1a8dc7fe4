import type { IdSource } from '../../kernel/id-source.ts'
import type { NaptrRecord, SrvRecord } from './dns-client.ts'
import type { TransportProtocol } from './transport.ts'

/** RFC 2782: by priority, within one by weighted chance. */
export function orderServices(records: readonly SrvRecord[], ids: IdSource): readonly SrvRecord[] {
  if (records.length < 2) return records
  const ordered: SrvRecord[] = []
  const priorities = [...new Set(records.map(({ priority }) => priority))].sort((a, b) => a - b)
  for (const priority of priorities) {
    const group = records.filter((each) => each.priority === priority)
    // Zero weights first, so that they are drawn only when the dice say exactly zero.
    group.sort((a, b) => a.weight - b.weight)
    while (group.length > 0) ordered.push(...group.splice(drawnFrom(group, ids), 1))
  }
  return ordered
}

function drawnFrom(group: readonly SrvRecord[], ids: IdSource): number {
  const total = group.reduce((sum, { weight }) => sum + weight, 0)
  const drawn = Math.floor(ids.fraction() * (total + 1))
  let sum = 0
  const at = group.findIndex(({ weight }) => {
    sum += weight
    return sum >= drawn
  })
  return Math.max(0, at)
}

const services: Readonly<Record<string, TransportProtocol>> = {
  'SIPS+D2T': 'tls',
  'SIP+D2T': 'tcp',
  'SIP+D2U': 'udp',
}

/** One transport that a domain offers, and where its SRV records are. */
export interface OfferedService {
  readonly protocol: TransportProtocol
  readonly name: string
}

/** RFC 3263 §4.1: what is usable of the NAPTR records, best first; sips leaves only TLS. */
export function offeredServices(
  records: readonly NaptrRecord[],
  isUsable: (protocol: TransportProtocol) => boolean,
): readonly OfferedService[] {
  const ordered = [...records].sort((a, b) => a.order - b.order || a.preference - b.preference)
  const offered: OfferedService[] = []
  for (const { flags, service, replacement } of ordered) {
    const protocol = services[service.toUpperCase()]
    if (protocol === undefined || flags.toLowerCase() !== 's' || replacement === '') continue
    if (isUsable(protocol)) offered.push({ protocol, name: replacement })
  }
  return offered
}
