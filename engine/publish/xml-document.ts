import { isUtf8 } from 'node:buffer'
import { DOMParser } from '@xmldom/xmldom'
import type { Document, Element } from '@xmldom/xmldom'
import { failure, success } from '../kernel/result.ts'
import type { Result } from '../kernel/result.ts'
import { readPlainXml } from './plain-xml.ts'
import { deepestXml, longestXmlBytes, mostXmlElements } from './xml-element.ts'
import type { XmlElement, XmlFault } from './xml-element.ts'

const elementNode = 1
const textNode = 3
const cdataNode = 4

/** Decodes a body: UTF-8 only, no byte order mark kept, bounded. */
export function decodeXml(body: Uint8Array): Result<string, XmlFault> {
  if (body.length > longestXmlBytes) return failure('too-long')
  if (!isUtf8(body)) return failure('encoding')
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8')
  return success(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
}

/** Reads a document into elements; hostile ones are refused before any parser sees them. */
export function readXml(text: string): Result<XmlElement, XmlFault> {
  const plain = readPlainXml(text)
  if (plain !== undefined) return success(plain)
  const parsed = parseDocument(text)
  if (!parsed.ok) return parsed
  const root = parsed.value.documentElement
  return root === null ? failure('malformed') : success(elementOf(root))
}

/** The document object model of a hostile-proof document. */
export function parseDocument(text: string): Result<Document, XmlFault> {
  const fault = examine(text)
  if (fault !== undefined) return failure(fault)
  let isFaulty = false
  const parser = new DOMParser({
    // XML 1.0 §2.11 folds carriage returns alone.
    normalizeLineEndings: (input) => input.replace(/\r\n?/g, '\n'),
    onError: () => {
      isFaulty = true
    },
  })
  try {
    const document = parser.parseFromString(text, 'application/xml')
    return isFaulty ? failure('malformed') : success(document)
  } catch {
    // The parser throws on what is not well-formed; to us that is an answer of 400.
    return failure('malformed')
  }
}

const otherEncoding = /^<\?xml[^>]{0,100}encoding\s*=\s*["'](?!utf-8["']|us-ascii["'])/i

/** Refuses declarations (DOCTYPE, entities), foreign encodings and bombs by one pass over the text. */
function examine(text: string): XmlFault | undefined {
  if (text.length > longestXmlBytes) return 'too-long'
  if (otherEncoding.test(text)) return 'encoding'
  let depth = 0
  let elements = 0
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const next = text.charCodeAt(at + 1)
    if (next === 33) {
      const end = endOfMarkup(text, at)
      if (end === undefined) return 'declaration'
      at = end
    } else if (next === 63) {
      at = after(text, '?>', at)
    } else if (next === 47) {
      depth--
      at++
    } else {
      const end = endOfTag(text, at)
      if (text.charCodeAt(end - 1) !== 47 && ++depth > deepestXml) return 'too-deep'
      if (++elements > mostXmlElements) return 'too-deep'
      at = end
    }
  }
  return undefined
}

const after = (text: string, mark: string, from: number): number => {
  const at = text.indexOf(mark, from)
  return at < 0 ? text.length : at + mark.length
}

/** End of a comment or CDATA section; undefined for every declaration. */
function endOfMarkup(text: string, at: number): number | undefined {
  if (text.startsWith('<!--', at)) return after(text, '-->', at + 4)
  if (text.startsWith('<![CDATA[', at)) return after(text, ']]>', at)
  return undefined
}

/** Position of the `>` that ends the tag at `at`; quoted values are skipped. */
function endOfTag(text: string, at: number): number {
  let quote = 0
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (quote !== 0) {
      if (code === quote) quote = 0
    } else if (code === 34 || code === 39) quote = code
    else if (code === 62) return i
  }
  return text.length
}

function elementOf(element: Element): XmlElement {
  const attributes = new Map<string, string>()
  for (const attribute of element.attributes) {
    if (attribute.namespaceURI === null) attributes.set(attribute.name, attribute.value)
  }
  const children: XmlElement[] = []
  let text = ''
  for (const node of element.childNodes) {
    if (node.nodeType === elementNode) children.push(elementOf(node as Element))
    else if (node.nodeType === textNode || node.nodeType === cdataNode) text += node.nodeValue ?? ''
  }
  const name = element.localName ?? element.tagName
  return { namespace: element.namespaceURI ?? '', name, attributes, children, text: text.trim() }
}
