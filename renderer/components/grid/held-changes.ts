/** What is held back of a stream's changes while the pointer is over the rows. */
export interface HeldChanges<R> {
  /** Takes new and changed rows; answers what may be shown at once: rows that are already there. */
  put(rows: readonly R[]): readonly R[]
  /** Takes removals; answers the keys that are shown and now wait to go. */
  remove(keys: readonly (string | number)[]): readonly string[]
  /** Everything that waited, in the order that keeps a key removed and put again correct. */
  release(): { readonly added: readonly R[]; readonly removed: readonly string[] }
  /** How many rows wait to come and to go. */
  readonly waiting: { readonly added: number; readonly removed: number }
}

/** Keeps additions and removals until they are asked for; changed rows pass at once, so that nothing moves under the pointer. */
export function createHeldChanges<R>(
  keyOf: (row: R) => string,
  isShown: (key: string) => boolean,
): HeldChanges<R> {
  const added = new Map<string, R>()
  const removed = new Set<string>()
  return {
    put(rows) {
      const updated: R[] = []
      for (const row of rows) {
        const key = keyOf(row)
        removed.delete(key)
        if (isShown(key)) updated.push(row)
        else added.set(key, row)
      }
      return updated
    },
    remove(keys) {
      const gone: string[] = []
      for (const each of keys) {
        const key = String(each)
        added.delete(key)
        if (!isShown(key)) continue
        removed.add(key)
        gone.push(key)
      }
      return gone
    },
    release() {
      const released = { added: [...added.values()], removed: [...removed] }
      added.clear()
      removed.clear()
      return released
    },
    get waiting() {
      return { added: added.size, removed: removed.size }
    },
  }
}
