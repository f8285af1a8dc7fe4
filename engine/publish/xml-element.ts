/** One element of an XML document, as far as presence documents need it. */
export interface XmlElement {
  /** Namespace name, empty = none. */
  readonly namespace: string
  readonly name: string
  /** Attributes without a namespace. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** Character data directly inside this element, trimmed. */
  readonly text: string
}

/** Why a document was refused before its content was looked at. */
export type XmlFault = 'too-long' | 'encoding' | 'declaration' | 'too-deep' | 'malformed'

/** Longest document that is read. */
export const longestXmlBytes = 65_536
/** Deepest nesting that is read. */
export const deepestXml = 16
/** Most elements that are read. */
export const mostXmlElements = 4000

/** First direct child of that name, if any. */
export function childOf(
  parent: XmlElement,
  namespace: string,
  name: string,
): XmlElement | undefined {
  for (const child of parent.children) {
    if (child.name === name && child.namespace === namespace) return child
  }
  return undefined
}

/**
 * Escapes character data and attribute values; characters that XML forbids become blanks. Line ends go as character
 * references, those of XML 1.1 §2.11 and U+2029 too, because some parsers fold them in XML 1.0 documents as well.
 */
export function escapeXml(text: string): string {
  if (!/[&<>"'\u0000-\u001f\u0085\u2028\u2029\ufffe\uffff]/.test(text)) return text
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&apos;')
    .replace(/[\t\n\r\u0085\u2028\u2029]/g, (character) => `&#${String(character.charCodeAt(0))};`)
}
