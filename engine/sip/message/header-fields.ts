import { appendElements, endOfElement } from './comma-list.ts'

export { canonicalName } from './field-names.ts'

/** RFC 3261 §7.3.1: commas part the parameters of one value here. */
const unsplit: ReadonlySet<string> = new Set([
  'WWW-Authenticate',
  'Proxy-Authenticate',
  'Authorization',
  'Proxy-Authorization',
  'Authentication-Info',
])

/** The header fields of a message in their order; names are canonical, values without outer blanks. */
export class HeaderFields {
  /** name, value, name, value, … */
  private entries: string[]

  constructor(entries: string[] = []) {
    this.entries = entries
  }

  /** The first value of that name. */
  get(name: string): string | undefined {
    const entries = this.entries
    for (let i = 0; i < entries.length; i += 2) if (entries[i] === name) return entries[i + 1]
    return undefined
  }

  /** One value per header field line. */
  all(name: string): readonly string[] {
    const values: string[] = []
    const entries = this.entries
    for (let i = 0; i < entries.length; i += 2) {
      if (entries[i] === name) values.push(entries[i + 1] ?? '')
    }
    return values
  }

  /** Every element of the comma lists of that name, over all lines; challenges and credentials are not split. */
  list(name: string): readonly string[] {
    if (unsplit.has(name)) return this.all(name)
    const elements: string[] = []
    const entries = this.entries
    for (let i = 0; i < entries.length; i += 2) {
      if (entries[i] === name) appendElements(elements, entries[i + 1] ?? '')
    }
    return elements
  }

  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  /** Replaces the first line of that name and drops the others, else appends. */
  set(name: string, value: string): void {
    const at = this.indexOf(name)
    if (at < 0) {
      this.append(name, value)
      return
    }
    this.entries[at + 1] = withoutLineEnds(value)
    if (this.indexOf(name, at + 2) >= 0) {
      this.entries = this.entries.filter(
        (_, i) => i <= at + 1 || this.entries[i - (i % 2)] !== name,
      )
    }
  }

  /** Replaces the first element of the first line of that name; everything after it stays. */
  replaceFirst(name: string, value: string): void {
    const at = this.indexOf(name)
    if (at < 0) {
      this.append(name, value)
      return
    }
    const line = this.entries[at + 1] ?? ''
    this.entries[at + 1] = withoutLineEnds(value) + line.slice(endOfElement(line, 0))
  }

  append(name: string, value: string): void {
    this.entries.push(name, withoutLineEnds(value))
  }

  prepend(name: string, value: string): void {
    this.entries.unshift(name, withoutLineEnds(value))
  }

  remove(name: string): void {
    if (this.indexOf(name) < 0) return
    this.entries = this.entries.filter((_, i) => this.entries[i - (i % 2)] !== name)
  }

  forEach(visit: (name: string, value: string) => void): void {
    const entries = this.entries
    for (let i = 0; i < entries.length; i += 2) visit(entries[i] ?? '', entries[i + 1] ?? '')
  }

  clone(): HeaderFields {
    return new HeaderFields(this.entries.slice())
  }

  /** The flat list itself, for the serialiser; not to be changed. */
  get flat(): readonly string[] {
    return this.entries
  }

  private indexOf(name: string, from = 0): number {
    const entries = this.entries
    for (let i = from; i < entries.length; i += 2) if (entries[i] === name) return i
    return -1
  }
}

/** A value may not end its own line: that would let one field write another. */
function withoutLineEnds(value: string): string {
  if (!value.includes('\n') && !value.includes('\r')) return value
  return value.replace(/[\r\n]+/g, ' ')
}
