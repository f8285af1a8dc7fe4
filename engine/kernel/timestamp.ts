/** Milliseconds since the epoch as `2026-11-05T10:00:00.000Z` (RFC 3339, xs:dateTime). */
export function formatTimestamp(atMs: number): string {
  return new Date(atMs).toISOString()
}

/** Reads an RFC 3339 date and time; undefined when it is none. */
export function parseTimestamp(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(text)) return undefined
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) ? undefined : atMs
}
