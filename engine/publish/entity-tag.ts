import type { IdSource } from '../kernel/id-source.ts'

/** RFC 3261 §25.1 token characters; RFC 3903 §12: an entity-tag is one token. */
const tokenCharacters = new Set(
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~",
)
const longestTag = 256

export function isEntityTag(text: string): boolean {
  if (text === '' || text.length > longestTag) return false
  for (const character of text) if (!tokenCharacters.has(character)) return false
  return true
}

/** A tag never given before, also not before a restart: 80 random bits (RFC 3903 §6 step 6). */
export function createEntityTag(ids: IdSource): string {
  return ids.token(16)
}

/** What the SIP-If-Match header fields of a request say (RFC 3903 §6 step 3). */
export type Condition =
  | { readonly kind: 'none' }
  | { readonly kind: 'tag'; readonly entityTag: string }
  | { readonly kind: 'malformed' }

const noCondition: Condition = { kind: 'none' }
const malformed: Condition = { kind: 'malformed' }

/** Exactly one tag in exactly one header field, or none at all. */
export function readCondition(values: readonly string[]): Condition {
  const only = values[0]
  if (only === undefined) return noCondition
  if (values.length > 1) return malformed
  const entityTag = only.trim()
  return isEntityTag(entityTag) ? { kind: 'tag', entityTag } : malformed
}
