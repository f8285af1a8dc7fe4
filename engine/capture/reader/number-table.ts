const firstRoom = 1024
/** Multiplier of Fibonacci hashing: 2^32 divided by the golden ratio. */
const golden = 0x9e3779b1
const free = 0xffff_ffff

/**
 * Whole numbers up to 2^53 by which others are found: open addressing in two columns, because a capture of a scan has a
 * million keys and a map would take ten times the memory.
 */
export class NumberTable {
  #keys = new Float64Array(firstRoom)
  #values = new Uint32Array(firstRoom).fill(free)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** undefined = the key is not in it. */
  get(key: number): number | undefined {
    const value = this.#values[this.#placeOf(key)]
    return value === free ? undefined : value
  }

  set(key: number, value: number): void {
    if (2 * (this.#size + 1) > this.#keys.length) this.#grow()
    const place = this.#placeOf(key)
    if (this.#values[place] === free) this.#size++
    this.#keys[place] = key
    this.#values[place] = value
  }

  /** Where the key is, or would go. */
  #placeOf(key: number): number {
    const mask = this.#keys.length - 1
    const mixed = Math.imul((key % 0x1_0000_0000) ^ Math.floor(key / 0x1_0000_0000), golden)
    let place = (mixed ^ (mixed >>> 15)) & mask
    while (this.#values[place] !== free && this.#keys[place] !== key) place = (place + 1) & mask
    return place
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values]
    this.#keys = new Float64Array(2 * keys.length)
    this.#values = new Uint32Array(2 * keys.length).fill(free)
    this.#size = 0
    for (const [place, value] of values.entries()) {
      if (value !== free) this.set(keys[place] ?? 0, value)
    }
  }
}
