/** An IP address as numbers: one word for IPv4 (also when written as IPv6 ::ffff:a.b.c.d), four for IPv6. */
export type AddressWords = readonly number[]

/** A block of addresses; a single address is a block with every bit fixed. */
export interface IpNetwork {
  readonly words: AddressWords
  /** Fixed bits: 32 or 128 for one address. */
  readonly bits: number
}

/** Reads an IP literal without brackets; undefined when it is none. */
export function parseAddress(text: string): AddressWords | undefined {
  if (!text.includes(':')) {
    const word = parseIpv4(text)
    return word === undefined ? undefined : [word]
  }
  const zone = text.indexOf('%')
  const groups = parseGroups(zone < 0 ? text : text.slice(0, zone))
  if (!groups) return undefined
  const words = [0, 2, 4, 6].map((i) => ((groups[i] ?? 0) * 65_536 + (groups[i + 1] ?? 0)) >>> 0)
  const [first, second, third, fourth] = words
  const isMapped = first === 0 && second === 0 && third === 0xffff
  return isMapped ? [fourth ?? 0] : words
}

/** Reads `address` or `address/bits`. */
export function parseNetwork(text: string): IpNetwork | undefined {
  const slash = text.indexOf('/')
  const words = parseAddress(slash < 0 ? text : text.slice(0, slash))
  if (!words) return undefined
  const most = words.length * 32
  if (slash < 0) return { words, bits: most }
  const bits = /^\d{1,3}$/.test(text.slice(slash + 1)) ? Number(text.slice(slash + 1)) : most + 1
  return bits > most ? undefined : { words, bits }
}

/** The same text for all addresses of one block of that size. */
export function networkKey(words: AddressWords, bits: number): string {
  let key = words.length === 1 ? '4' : '6'
  for (let i = 0; i < words.length; i++) {
    const fixed = Math.min(32, Math.max(0, bits - i * 32))
    const word = words[i] ?? 0
    const masked = fixed === 0 ? 0 : fixed === 32 ? word : (word & (-1 << (32 - fixed))) >>> 0
    key += '.' + masked.toString(36)
  }
  return key
}

function parseIpv4(text: string): number | undefined {
  let word = 0
  let parts = 0
  let part = -1
  for (let i = 0; i <= text.length; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit >= 0 && digit <= 9) {
      part = (part < 0 ? 0 : part * 10) + digit
      if (part > 255) return undefined
      continue
    }
    const isEnd = i === text.length || text.charCodeAt(i) === 46
    if (!isEnd || part < 0) return undefined
    word = word * 256 + part
    part = -1
    parts++
  }
  return parts === 4 ? word : undefined
}

function parseGroups(text: string): readonly number[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = parseHalf(halves[0] ?? '', halves.length === 1)
  const tail = halves.length === 2 ? parseHalf(halves[1] ?? '', true) : []
  if (!head || !tail) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  return [...head, ...Array<number>(missing).fill(0), ...tail]
}

/** An IPv4 address may only end the whole text. */
function parseHalf(text: string, endsAddress: boolean): readonly number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [index, part] of parts.entries()) {
    const embedded =
      endsAddress && part.includes('.') && index === parts.length - 1 ? parseIpv4(part) : undefined
    if (embedded !== undefined) groups.push(embedded >>> 16, embedded & 0xffff)
    else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}
