import { NumberTable } from './number-table.ts'

const firstRoom = 256
const ipv6Bytes = 16
/** IPv4 addresses are kept mapped (RFC 4291 §2.5.5.2). */
const mappedPrefix = Buffer.from('00000000000000000000ffff', 'hex')

/** IP addresses by number, so that a packet costs no text, and a million of them no million texts. */
export class AddressTable {
  readonly #v4 = new NumberTable()
  readonly #v6 = new Map<string, number>()
  #bytes = Buffer.alloc(firstRoom * ipv6Bytes)
  #count = 0

  ipv4(bytes: Buffer, at: number): number {
    const word = bytes.readUInt32BE(at)
    const known = this.#v4.get(word)
    if (known !== undefined) return known
    const number = this.#next()
    mappedPrefix.copy(this.#bytes, number * ipv6Bytes)
    this.#bytes.writeUInt32BE(word, number * ipv6Bytes + mappedPrefix.length)
    this.#v4.set(word, number)
    return number
  }

  ipv6(bytes: Buffer, at: number): number {
    const key = bytes.toString('latin1', at, at + ipv6Bytes)
    const known = this.#v6.get(key)
    if (known !== undefined) return known
    const number = this.#next()
    bytes.copy(this.#bytes, number * ipv6Bytes, at, at + ipv6Bytes)
    this.#v6.set(key, number)
    return number
  }

  textOf(number: number): string {
    const at = number * ipv6Bytes
    const isV4 = this.#bytes.subarray(at, at + mappedPrefix.length).equals(mappedPrefix)
    return isV4 ? [...this.#bytes.subarray(at + 12, at + 16)].join('.') : ipv6Text(this.#bytes, at)
  }

  #next(): number {
    if ((this.#count + 1) * ipv6Bytes > this.#bytes.length) {
      const larger = Buffer.alloc(2 * this.#bytes.length)
      this.#bytes.copy(larger)
      this.#bytes = larger
    }
    return this.#count++
  }
}

/** RFC 5952: no leading zeros, the longest run of zero groups as `::`, the first of equal ones. */
function ipv6Text(bytes: Buffer, at: number): string {
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
