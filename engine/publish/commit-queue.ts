/** Most requests that wait for one resource. */
const mostWaiting = 1000

/** Order of arrival per key while a change of that key is being made durable. */
export class CommitQueue<T> {
  readonly #process: (key: string, item: T) => void
  readonly #waiting = new Map<string, T[]>()

  constructor(process: (key: string, item: T) => void) {
    this.#process = process
  }

  /** Processes the item now or after its predecessors; false when too many wait already. */
  enter(key: string, item: T): boolean {
    const waiting = this.#waiting.get(key)
    if (waiting === undefined) {
      this.#process(key, item)
      return true
    }
    if (waiting.length >= mostWaiting) return false
    waiting.push(item)
    return true
  }

  /** A change of this key has begun. */
  hold(key: string): void {
    this.#waiting.set(key, [])
  }

  /** The change is durable or has failed: those who waited are processed, as far as no new change begins. */
  release(key: string): void {
    const waiting = this.#waiting.get(key)
    this.#waiting.delete(key)
    if (waiting === undefined) return
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      this.#process(key, next)
      const again = this.#waiting.get(key)
      if (again !== undefined) {
        again.push(...waiting)
        return
      }
    }
  }
}
