/** IP addresses by number, so that a packet costs no text. */
export class AddressTable {
  readonly #texts: string[] = []
  readonly #v4 = new Map<number, number>()
  readonly #v6 = new Map<string, number>()

  ipv4(bytes: Buffer, at: number): number {
    const word = bytes.readUInt32BE(at)
    const known = this.#v4.get(word)
    if (known !== undefined) return known
    const text = `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`
    this.#v4.set(word, this.#texts.length)
    return this.#texts.push(text) - 1
  }

  ipv6(bytes: Buffer, at: number): number {
    const key = bytes.toString('latin1', at, at + 16)
    const known = this.#v6.get(key)
    if (known !== undefined) return known
    this.#v6.set(key, this.#texts.length)
    return this.#texts.push(ipv6Text(bytes, at)) - 1
  }

  textOf(number: number): string {
    return this.#texts[number] ?? ''
  }
}

/** RFC 5952: no leading zeros, the longest run of zero groups as `::`, the first of equal ones. */
export function ipv6Text(bytes: Buffer, at: number): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(at + 2 * index))
  const run = longestZeroRun(groups)
  const hex = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':')
  return run.length < 2 ? hex(0, 8) : `${hex(0, run.at)}::${hex(run.at + run.length, 8)}`
}

function longestZeroRun(groups: readonly number[]): { at: number; length: number } {
  let longest = { at: 0, length: 0 }
  let length = 0
  groups.forEach((group, index) => {
    length = group === 0 ? length + 1 : 0
    if (length > longest.length) longest = { at: index - length + 1, length }
  })
  return longest
}
