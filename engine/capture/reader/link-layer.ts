/* What lies around an IP packet on the link, by LINKTYPE_ value (tcpdump.org/linktypes.html).
 * Implemented: Ethernet with VLAN tags (IEEE 802.1Q, 802.1ad), Linux cooked v1 and v2, raw IP, BSD loopback.
 * Not here: Wi-Fi, PPP, tunnels. */

const etherTypeIpv4 = 0x0800
const etherTypeIpv6 = 0x86dd
const vlanTypes: ReadonlySet<number> = new Set([0x8100, 0x88a8, 0x9100])
/** Tags of a frame that are looked through. */
const mostTags = 8

/** Finds where the IP header begins; -1 when there is none. */
type IpFinder = (bytes: Buffer) => number

const wordAt = (bytes: Buffer, at: number): number =>
  at + 2 <= bytes.length ? bytes.readUInt16BE(at) : 0

/** Follows VLAN tags from a type field at `typeAt` to the payload that it names. */
function pastTags(bytes: Buffer, typeAt: number): number {
  let at = typeAt
  for (let tags = 0; tags <= mostTags; tags++, at += 4) {
    const type = wordAt(bytes, at)
    if (type === etherTypeIpv4 || type === etherTypeIpv6) return at + 2
    if (!vlanTypes.has(type)) return -1
  }
  return -1
}

/** Linux cooked v2 names the protocol first. */
function pastCookedV2(bytes: Buffer): number {
  const type = wordAt(bytes, 0)
  if (type === etherTypeIpv4 || type === etherTypeIpv6) return 20
  if (!vlanTypes.has(type)) return -1
  // The tag that was moved into the header's place is followed by the type that it hid.
  return pastTags(bytes, 22)
}

/** The address family is in the byte order of the machine that captured; the version of IP says the same. */
const pastFamily: IpFinder = (bytes) => (isIp(bytes, 4) ? 4 : -1)
const raw: IpFinder = (bytes) => (isIp(bytes, 0) ? 0 : -1)

function isIp(bytes: Buffer, at: number): boolean {
  const version = (bytes[at] ?? 0) >> 4
  return version === 4 || version === 6
}

const finders: ReadonlyMap<number, IpFinder> = new Map([
  [0, pastFamily],
  [1, (bytes: Buffer) => pastTags(bytes, 12)],
  [12, raw],
  [14, raw],
  [101, raw],
  [108, pastFamily],
  [113, (bytes: Buffer) => pastTags(bytes, 14)],
  [228, raw],
  [229, raw],
  [276, pastCookedV2],
])

/** Whether packets of this kind of link can be read. */
export function isKnownLink(linkType: number): boolean {
  return finders.has(linkType)
}

/** Where the IP header of a packet begins; -1 when it carries no IP. */
export function ipHeaderAt(linkType: number, bytes: Buffer): number {
  return finders.get(linkType)?.(bytes) ?? -1
}
