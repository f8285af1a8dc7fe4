import type { HeaderFields } from '../message/header-fields.ts'

/** Whether Supported or Require lists an option tag; option tags are tokens, compared without case. */
export function hasOptionTag(
  fields: HeaderFields,
  name: 'Supported' | 'Require',
  tag: string,
): boolean {
  const line = fields.get(name)
  if (line === undefined) return false
  if (line === tag) return true
  return fields.list(name).some((each) => each.toLowerCase() === tag)
}

/** The required option tags that are not among `known`, RFC 3261 §8.2.2.3. */
export function unsupportedTags(fields: HeaderFields, known: readonly string[]): readonly string[] {
  if (!fields.has('Require')) return []
  return fields.list('Require').filter((tag) => !known.includes(tag.toLowerCase()))
}

/** Whether the peer's Allow lists a method; RFC 3311 §4 asks this before an UPDATE is sent. */
export function allowsMethod(fields: HeaderFields, method: string): boolean {
  const line = fields.get('Allow')
  return line !== undefined && fields.list('Allow').includes(method)
}
