import type { HeaderFields } from '../message/header-fields.ts'

/** Whether Supported or Require lists an option tag; option tags are tokens, compared without case. */
export function hasOptionTag(
  fields: HeaderFields,
  name: 'Supported' | 'Require',
  tag: string,
): boolean {
  if (!mentions(fields, name, tag)) return false
  return fields.list(name).some((each) => each.toLowerCase() === tag)
}

/** The required option tags that are not among `known`, RFC 3261 §8.2.2.3. */
export function unsupportedTags(fields: HeaderFields, known: readonly string[]): readonly string[] {
  if (!fields.has('Require')) return []
  return fields.list('Require').filter((tag) => !known.includes(tag.toLowerCase()))
}

/** Whether the peer's Allow lists a method; RFC 3311 §4 asks this before an UPDATE is sent. */
export function allowsMethod(fields: HeaderFields, method: string): boolean {
  return mentions(fields, 'Allow', method.toLowerCase()) && fields.list('Allow').includes(method)
}

/** A first look without cutting lists: most messages answer no. */
function mentions(fields: HeaderFields, name: string, word: string): boolean {
  const flat = fields.flat
  for (let i = 0; i < flat.length; i += 2) {
    if (flat[i] === name && flat[i + 1]?.toLowerCase().includes(word) === true) return true
  }
  return false
}
