type Key = string | number

/** Rows that somebody can look at and follow. */
export interface LiveRows<R> {
  all(): readonly R[]
  /** The row as it is now; undefined = there is none. */
  row(key: Key): R | undefined
  /** Tells which rows may have changed, until the returned function is called. */
  watch(onChanged: (key: Key) => void): () => void
}

/** Things by key, in the order in which they came, with rows for whoever looks. */
export class LiveList<T, R> implements LiveRows<R> {
  readonly #rowOf: (thing: T) => R
  readonly #things = new Map<Key, T>()
  readonly #listeners = new Set<(key: Key) => void>()

  constructor(rowOf: (thing: T) => R) {
    this.#rowOf = rowOf
  }

  get size(): number {
    return this.#things.size
  }

  get(key: Key): T | undefined {
    return this.#things.get(key)
  }

  things(): T[] {
    return [...this.#things.values()]
  }

  add(key: Key, thing: T): void {
    this.#things.set(key, thing)
    this.changed(key)
  }

  delete(key: Key): void {
    if (this.#things.delete(key)) this.changed(key)
  }

  changed(key: Key): void {
    for (const listener of this.#listeners) listener(key)
  }

  all(): R[] {
    return this.things().map(this.#rowOf)
  }

  row(key: Key): R | undefined {
    const thing = this.#things.get(key)
    return thing === undefined ? undefined : this.#rowOf(thing)
  }

  watch(onChanged: (key: Key) => void): () => void {
    const listener = (key: Key): void => onChanged(key)
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
