/*
 * JSON with the place of everything in it, so that a fault of a document can be shown beside the text that it is about.
 */

/** Why a text is no JSON. */
export type JsonFault = 'end' | 'value' | 'name' | 'colon' | 'comma' | 'string' | 'rest'

/** A document and where its parts begin, by path (`steps.3.value`). */
export type ReadJson =
  | {
      readonly ok: true
      readonly value: unknown
      readonly places: ReadonlyMap<string, number>
    }
  | { readonly ok: false; readonly fault: JsonFault; readonly at: number }

class Fault extends Error {
  readonly fault: JsonFault
  readonly at: number

  constructor(fault: JsonFault, at: number) {
    super(fault)
    this.fault = fault
    this.at = at
  }
}

export function readJson(text: string): ReadJson {
  const reader = new Reader(text)
  try {
    const value = reader.document()
    return { ok: true, value, places: reader.places }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { ok: false, fault: error.fault, at: error.at }
  }
}

const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=[\s,\]}]|$)/y
const quoted = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y

class Reader {
  readonly places = new Map<string, number>()
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  document(): unknown {
    const value = this.#value([])
    this.#blank()
    if (this.#at < this.#text.length) throw new Fault('rest', this.#at)
    return value
  }

  #value(path: readonly (string | number)[]): unknown {
    this.#blank()
    this.places.set(path.join('.'), this.#at)
    const sign = this.#text[this.#at]
    if (sign === undefined) throw new Fault('end', this.#at)
    if (sign === '{') return this.#object(path)
    if (sign === '[') return this.#list(path)
    return sign === '"' ? this.#string('string') : this.#scalar()
  }

  #object(path: readonly (string | number)[]): unknown {
    const members: [string, unknown][] = []
    this.#items('}', () => {
      const name = this.#string('name')
      if (!this.#takes(':')) throw new Fault('colon', this.#at)
      members.push([name, this.#value([...path, name])])
    })
    return Object.fromEntries(members)
  }

  #list(path: readonly (string | number)[]): unknown {
    const items: unknown[] = []
    this.#items(']', () => items.push(this.#value([...path, items.length])))
    return items
  }

  /** What stands between the brackets, with commas. */
  #items(end: string, item: () => void): void {
    this.#at++
    if (this.#takes(end)) return
    do item()
    while (this.#takes(','))
    if (!this.#takes(end)) {
      this.#blank()
      throw new Fault(this.#at < this.#text.length ? 'comma' : 'end', this.#at)
    }
  }

  #string(fault: JsonFault): string {
    this.#blank()
    quoted.lastIndex = this.#at
    const [found] = quoted.exec(this.#text) ?? []
    if (found === undefined) throw new Fault(fault, this.#at)
    this.#at += found.length
    return JSON.parse(found) as string
  }

  #scalar(): unknown {
    scalar.lastIndex = this.#at
    const [found] = scalar.exec(this.#text) ?? []
    if (found === undefined) throw new Fault('value', this.#at)
    this.#at += found.length
    return JSON.parse(found) as unknown
  }

  #takes(sign: string): boolean {
    this.#blank()
    if (this.#text[this.#at] !== sign) return false
    this.#at++
    return true
  }

  #blank(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++
  }
}
