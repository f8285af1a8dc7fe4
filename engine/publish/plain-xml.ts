import { deepestXml, mostXmlElements } from './xml-element.ts'
import type { XmlElement } from './xml-element.ts'

/*
 * Reader for the plain documents that publishers send all day: printable ASCII, no references, comments,
 * CDATA or processing instructions, namespaces declared on the root alone. It is ten times faster than a
 * whole XML parser. Whatever it does not understand it leaves to that parser: it never refuses and never
 * guesses, so `undefined` means "not plain", not "malformed".
 */

interface OpenElement {
  readonly namespace: string
  readonly name: string
  readonly attributes: Map<string, string>
  readonly children: OpenElement[]
  text: string
}

const notPlain = /[^\t\n\r\x20-\x7e]|&|<!|<\?|\]\]>/
const declaration = /^<\?xml version=["']1\.0["'](?: encoding=["'](?:[Uu][Tt][Ff]-8)["'])? *\?>/

/** The root element of a plain document; undefined when the document is not plain. */
export function readPlainXml(document: string): XmlElement | undefined {
  const head = declaration.exec(document)
  const body = head === null ? document : document.slice(head[0].length)
  return notPlain.test(body) ? undefined : new PlainReader(body).read()
}

class PlainReader {
  readonly #text: string
  readonly #namespaces = new Map<string, string>()
  readonly #open: OpenElement[] = []
  /** Names of the open elements as they are written. */
  readonly #names: string[] = []
  #at = 0
  #elements = 0
  #root: OpenElement | undefined

  constructor(text: string) {
    this.#text = text
  }

  read(): XmlElement | undefined {
    while (this.#at < this.#text.length) {
      const tagAt = this.#text.indexOf('<', this.#at)
      if (!this.#takeText(tagAt < 0 ? this.#text.length : tagAt)) return undefined
      if (tagAt < 0) break
      this.#at = tagAt + 1
      const isTaken = this.#text.charCodeAt(this.#at) === 47 ? this.#endTag() : this.#startTag()
      if (!isTaken) return undefined
    }
    return this.#open.length === 0 ? this.#root : undefined
  }

  /** Character data up to `end`; outside the root only white space is plain. */
  #takeText(end: number): boolean {
    if (end > this.#at) {
      this.#skipSpace()
      if (this.#at < end) {
        const piece = this.#text.slice(this.#at, end).trimEnd()
        const parent = this.#open.at(-1)
        if (parent === undefined || parent.text !== '') return false
        parent.text = piece
      }
    }
    this.#at = end
    return true
  }

  #endTag(): boolean {
    this.#at++
    const name = this.#name()
    this.#skipSpace()
    if (this.#text.charCodeAt(this.#at) !== 62) return false
    this.#at++
    this.#open.pop()
    return this.#names.pop() === name
  }

  #startTag(): boolean {
    const qualifiedName = this.#name()
    if (qualifiedName === '' || ++this.#elements > mostXmlElements) return false
    const attributes = new Map<string, string>()
    const isEmpty = this.#attributes(attributes)
    if (isEmpty === undefined) return false
    const element = this.#element(qualifiedName, attributes)
    if (element === undefined) return false
    const parent = this.#open.at(-1)
    if (parent !== undefined) parent.children.push(element)
    else if (this.#root === undefined) this.#root = element
    else return false
    if (!isEmpty) {
      this.#open.push(element)
      this.#names.push(qualifiedName)
    }
    return this.#open.length <= deepestXml
  }

  #element(qualifiedName: string, attributes: Map<string, string>): OpenElement | undefined {
    const colon = qualifiedName.indexOf(':')
    const prefix = colon < 0 ? '' : qualifiedName.slice(0, colon)
    const name = colon < 0 ? qualifiedName : qualifiedName.slice(colon + 1)
    const namespace = this.#namespaces.get(prefix)
    if (namespace === undefined && prefix !== '') return undefined
    return { namespace: namespace ?? '', name, attributes, children: [], text: '' }
  }

  /** Attributes up to the end of the tag: whether the tag is an empty element, undefined = not plain. */
  #attributes(attributes: Map<string, string>): boolean | undefined {
    for (;;) {
      const before = this.#at
      this.#skipSpace()
      const code = this.#text.charCodeAt(this.#at)
      if (code === 62) {
        this.#at++
        return false
      }
      if (code === 47) {
        this.#at += 2
        return this.#text.charCodeAt(this.#at - 1) === 62 ? true : undefined
      }
      if (this.#at === before || !this.#attribute(attributes)) return undefined
    }
  }

  #attribute(attributes: Map<string, string>): boolean {
    const name = this.#name()
    if (name === '' || this.#text.charCodeAt(this.#at) !== 61) return false
    const quote = this.#text.charAt(this.#at + 1)
    if (quote !== '"' && quote !== "'") return false
    const end = this.#text.indexOf(quote, this.#at + 2)
    if (end < 0) return false
    if (!isPlainValue(this.#text, this.#at + 2, end)) return false
    const value = this.#text.slice(this.#at + 2, end)
    this.#at = end + 1
    if (name === 'xmlns' || name.startsWith('xmlns:')) return this.#namespace(name, value)
    if (name.includes(':') || attributes.has(name)) return false
    attributes.set(name, value)
    return true
  }

  #namespace(name: string, value: string): boolean {
    const prefix = name === 'xmlns' ? '' : name.slice(6)
    const isPlain = this.#root === undefined && !prefix.startsWith('xml') && value !== ''
    if (!isPlain || this.#namespaces.has(prefix)) return false
    this.#namespaces.set(prefix, value)
    return true
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return
      this.#at++
    }
  }

  /** A name with at most one colon; empty when there is none at this place. */
  #name(): string {
    const text = this.#text
    const from = this.#at
    let at = endOfPart(text, from)
    if (at === from) return ''
    if (text.charCodeAt(at) === 58) {
      const localAt = at + 1
      at = endOfPart(text, localAt)
      if (at === localAt || text.charCodeAt(at) === 58) return ''
    }
    this.#at = at
    return text.slice(from, at)
  }
}

const firstCharacter = 1
const furtherCharacter = 2
/** Which ASCII characters may begin and continue a name. */
const nameClasses = new Uint8Array(128)
for (let code = 65; code <= 90; code++) {
  nameClasses[code] = firstCharacter | furtherCharacter
  nameClasses[code + 32] = firstCharacter | furtherCharacter
}
for (let code = 48; code <= 57; code++) nameClasses[code] = furtherCharacter
nameClasses[95] = firstCharacter | furtherCharacter
nameClasses[45] = furtherCharacter
nameClasses[46] = furtherCharacter

/** End of a name without a colon that begins at `from`; `from` itself when there is none. */
function endOfPart(text: string, from: number): number {
  if (((nameClasses[text.charCodeAt(from)] ?? 0) & firstCharacter) === 0) return from
  let at = from + 1
  while (((nameClasses[text.charCodeAt(at)] ?? 0) & furtherCharacter) !== 0) at++
  return at
}

/** A value that stands for itself: no markup, no white space that the parser would change. */
function isPlainValue(text: string, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code < 32 || code === 60) return false
  }
  return true
}
