/** Something that the palette can open or run. */
export interface PaletteEntry {
  readonly id: string
  readonly title: string
  /** What kind of thing it is, in words. */
  readonly kind: string
  /** Words beside the title that find it. */
  readonly also: string
  readonly keys?: string | undefined
  readonly run: () => void
}

/** How well an entry fits what was typed: smaller is better, undefined = not at all. Every word must be found. */
export function fitOf(entry: PaletteEntry, typed: string): number | undefined {
  const title = entry.title.toLowerCase()
  const all = `${title} ${entry.kind} ${entry.also}`.toLowerCase()
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (!words.every((word) => all.includes(word))) return undefined
  const [first = ''] = words
  if (title === typed.trim().toLowerCase()) return 0
  if (title.startsWith(first)) return 1
  if (title.split(/[\s-]/).some((word) => word.startsWith(first))) return 2
  return title.includes(first) ? 3 : 4
}

/** The entries that fit, best first; at most `most`. */
export function chosenEntries(
  entries: readonly PaletteEntry[],
  typed: string,
  most: number,
): readonly PaletteEntry[] {
  return entries
    .map((entry, index) => ({ entry, index, fit: fitOf(entry, typed) }))
    .filter((each): each is typeof each & { readonly fit: number } => each.fit !== undefined)
    .sort((a, b) => a.fit - b.fit || a.index - b.index)
    .slice(0, most)
    .map(({ entry }) => entry)
}
