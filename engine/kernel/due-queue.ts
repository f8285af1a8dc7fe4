import type { Clock, Timer } from './clock.ts'

/** Something that falls due; the queue keeps its place in the heap inside the item itself. */
export interface DueItem {
  /** Monotonic time; written by the queue only. */
  dueAtMs: number
  /** Place in the heap, -1 = not queued; written by the queue only. */
  heapIndex: number
}

/** Many due times on one timer: a binary heap by monotonic time, cost O(log n) per change. */
export class DueQueue<T extends DueItem> {
  readonly #clock: Clock
  readonly #onDue: (item: T) => void
  readonly #heap: T[] = []
  #timer: Timer | undefined
  #armedAtMs = Infinity

  constructor(clock: Clock, onDue: (item: T) => void) {
    this.#clock = clock
    this.#onDue = onDue
  }

  get size(): number {
    return this.#heap.length
  }

  /** Queues the item, or moves it if it is queued already. */
  schedule(item: T, dueAtMs: number): void {
    item.dueAtMs = dueAtMs
    if (item.heapIndex < 0) {
      item.heapIndex = this.#heap.length
      this.#heap.push(item)
      this.#rise(item)
    } else {
      this.#rise(item)
      this.#sink(item)
    }
    this.#arm()
  }

  cancel(item: T): void {
    const index = item.heapIndex
    if (index < 0) return
    item.heapIndex = -1
    const last = this.#heap.pop()
    if (last === undefined || last === item) return
    this.#put(last, index)
    this.#rise(last)
    this.#sink(last)
  }

  /** Forgets every item and stops the timer. */
  clear(): void {
    for (const item of this.#heap) item.heapIndex = -1
    this.#heap.length = 0
    this.#disarm()
  }

  #disarm(): void {
    if (this.#timer !== undefined) this.#clock.stopTimer(this.#timer)
    this.#timer = undefined
    this.#armedAtMs = Infinity
  }

  /** A timer that fires too early only re-arms itself, so it is restarted for an earlier head alone. */
  #arm(): void {
    const head = this.#heap[0]
    if (head === undefined || head.dueAtMs >= this.#armedAtMs) return
    this.#disarm()
    this.#armedAtMs = head.dueAtMs
    const delayMs = Math.max(0, Math.ceil(head.dueAtMs - this.#clock.monotonicMs()))
    this.#timer = this.#clock.startTimer(delayMs, () => {
      this.#timer = undefined
      this.#armedAtMs = Infinity
      this.#fire()
    })
  }

  #fire(): void {
    const nowMs = this.#clock.monotonicMs()
    for (let head = this.#heap[0]; head && head.dueAtMs <= nowMs; head = this.#heap[0]) {
      this.cancel(head)
      this.#onDue(head)
    }
    this.#arm()
  }

  #put(item: T, index: number): void {
    this.#heap[index] = item
    item.heapIndex = index
  }

  #rise(item: T): void {
    let index = item.heapIndex
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = this.#heap[parentIndex]
      if (parent === undefined || parent.dueAtMs <= item.dueAtMs) break
      this.#put(parent, index)
      index = parentIndex
    }
    this.#put(item, index)
  }

  #sink(item: T): void {
    let index = item.heapIndex
    for (;;) {
      const left = this.#heap[2 * index + 1]
      const right = this.#heap[2 * index + 2]
      const child = right && left && right.dueAtMs < left.dueAtMs ? right : left
      if (child === undefined || child.dueAtMs >= item.dueAtMs) break
      const childIndex = child.heapIndex
      this.#put(child, index)
      index = childIndex
    }
    this.#put(item, index)
  }
}
