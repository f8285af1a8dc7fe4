import { XMLSerializer } from '@xmldom/xmldom'
import type { Element } from '@xmldom/xmldom'
import { pidfNamespace, statusNamespace } from './pidf.ts'
import { parseDocument } from './xml-document.ts'
import { escapeXml } from './xml-element.ts'

/** A part of a composite document: the stored body, and what keeps its tuple ids apart from others. */
export interface ComposedPart {
  readonly body: string
  /** Distinguishes equal tuple ids of different publications. */
  readonly key: string
}

/** The composite event state (RFC 3903 §4): the tuples of every publication, extension elements included. */
export function composePidf(
  entity: string,
  parts: Iterable<ComposedPart>,
  longestBytes: number,
): string {
  const composition = new Composition(entity, longestBytes)
  for (const part of parts) composition.add(part)
  return composition.finish()
}

class Composition {
  readonly #longestBytes: number
  readonly #tuples: string[] = []
  readonly #others: string[] = []
  readonly #usedIds = new Set<string>()
  readonly #nodes = new Set<string>()
  readonly #head: string
  #bytes: number
  #leftOut = 0

  constructor(entity: string, longestBytes: number) {
    this.#head =
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
      `<presence xmlns="${pidfNamespace}" entity="${escapeXml(entity)}">`
    this.#longestBytes = longestBytes - 200
    this.#bytes = this.#head.length
  }

  add(part: ComposedPart): void {
    if (this.#leftOut > 0) {
      this.#leftOut++
      return
    }
    const parsed = parseDocument(part.body)
    const root = parsed.ok ? parsed.value.documentElement : null
    if (root === null) return
    const serializer = new XMLSerializer()
    for (const node of root.childNodes) {
      if (node.nodeType !== 1) continue
      const element = node as Element
      const isTuple = element.localName === 'tuple' && element.namespaceURI === pidfNamespace
      if (isTuple) this.#identify(element, part.key)
      const text = serializer.serializeToString(element)
      if (isTuple) this.#keep(this.#tuples, text)
      else if (element.namespaceURI !== pidfNamespace && !this.#isKnownNode(element)) {
        this.#keep(this.#others, text)
      }
    }
  }

  /** What does not fit is counted, so that a watcher can tell. */
  finish(): string {
    const note =
      this.#leftOut === 0
        ? ''
        : `<note>${String(this.#leftOut)} further publications left out</note>`
    return `${this.#head}${this.#tuples.join('')}${note}${this.#others.join('')}</presence>`
  }

  /** xs:ID: tuple ids are unique within the document (RFC 3863 §4.1.2). */
  #identify(element: Element, key: string): void {
    const id = element.getAttribute('id') ?? 'tuple'
    const unique = this.#usedIds.has(id) ? `${id}-${key}` : id
    this.#usedIds.add(unique)
    element.setAttribute('id', unique)
  }

  /** Every publication of a node carries its announcement; one of them is enough. */
  #isKnownNode(element: Element): boolean {
    if (element.namespaceURI !== statusNamespace || element.localName !== 'node') return false
    const name = element.getAttribute('name') ?? ''
    if (this.#nodes.has(name)) return true
    this.#nodes.add(name)
    return false
  }

  #keep(list: string[], text: string): void {
    const bytes = Buffer.byteLength(text)
    if (this.#bytes + bytes > this.#longestBytes) {
      this.#leftOut++
      return
    }
    this.#bytes += bytes
    list.push(text)
  }
}
