/** An address as bytes: 4 for IPv4, 16 for IPv6; an IPv4 address mapped into IPv6 counts as IPv4. */
export function parseAddress(text: string): readonly number[] | undefined {
  const plain = text.replace(/%.*$/, '')
  return plain.includes(':') ? parseIpv6(plain) : parseIpv4(plain)
}

/** Whether `address` lies in `block`, an address or CIDR block such as `10.0.0.0/8` or `2001:db8::/32`. */
export function isInBlock(address: string, block: string): boolean {
  const [network = '', length] = block.split('/', 2)
  const bytes = parseAddress(address)
  const prefix = parseAddress(network)
  if (!bytes || !prefix || bytes.length !== prefix.length) return false
  const bits = length === undefined ? bytes.length * 8 : Number(length)
  if (!(bits >= 0 && bits <= bytes.length * 8)) return false
  return bytes.every((byte, index) => {
    const compared = Math.min(8, Math.max(0, bits - index * 8))
    const mask = 0xff & (0xff << (8 - compared))
    return ((byte ^ (prefix[index] ?? 0)) & mask) === 0
  })
}

/** Addresses that only this machine itself can use. */
export function isLoopback(address: string): boolean {
  return isInBlock(address, '127.0.0.0/8') || isInBlock(address, '::1')
}

function parseIpv4(text: string): readonly number[] | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number)
  return parts?.every((part) => part <= 255) ? parts : undefined
}

function parseIpv6(text: string): readonly number[] | undefined {
  const [head = '', tail, ...more] = text.split('::')
  if (more.length > 0) return undefined
  const before = groupsOf(head)
  const after = tail === undefined ? [] : groupsOf(tail)
  if (!before || !after) return undefined
  const missing = 16 - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined
  const bytes = [...before, ...new Array<number>(missing).fill(0), ...after]
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255
  return isMapped && bytes[11] === 255 ? bytes.slice(12) : bytes
}

/** Bytes of colon-separated groups; the last may be a dotted IPv4 address. */
function groupsOf(text: string): number[] | undefined {
  if (text === '') return []
  const bytes: number[] = []
  for (const group of text.split(':')) {
    if (group.includes('.')) {
      const dotted = parseIpv4(group)
      if (!dotted) return undefined
      bytes.push(...dotted)
    } else if (/^[0-9A-Fa-f]{1,4}$/.test(group)) {
      const value = parseInt(group, 16)
      bytes.push(value >> 8, value & 0xff)
    } else return undefined
  }
  return bytes
}
