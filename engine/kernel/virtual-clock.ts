import type { Clock, Timer } from './clock.ts'

interface VirtualTimer extends Timer {
  readonly dueAtMs: number
  /** Timers of one moment fire in the order in which they were started. */
  readonly order: number
  readonly onFire: () => void
  isPending: boolean
}

/** Time that stands still until it is moved: for tests, simulations and the lab. */
export interface VirtualClock extends Clock {
  /** Moves time forward, firing every timer that falls due, in order. */
  advance(byMs: number): void
  /** The same, with everything that a moment has set off brought to its end before the next one. */
  advanceSettled(byMs: number): Promise<void>
  /** Timers not yet fired or stopped. */
  readonly pendingTimers: number
}

/** Stopped timers that may lie in the heap before it is cleared of them. */
const mostStopped = 1024

export function createVirtualClock(startMs = 1_800_000_000_000): VirtualClock {
  const timers = new TimerHeap()
  let elapsedMs = 0
  let started = 0
  const fire = (timer: VirtualTimer): void => {
    elapsedMs = timer.dueAtMs
    timer.onFire()
  }
  return {
    nowMs: () => Math.floor(startMs + elapsedMs),
    monotonicMs: () => elapsedMs,
    startTimer(delayMs, onFire) {
      const dueAtMs = elapsedMs + Math.max(0, delayMs)
      return timers.add({ kind: 'timer', dueAtMs, order: started++, onFire, isPending: true })
    },
    // Every timer of this clock was made above.
    stopTimer: (timer) => timers.stop(timer as VirtualTimer),
    advance(byMs) {
      const untilMs = elapsedMs + byMs
      for (let due = timers.take(untilMs); due; due = timers.take(untilMs)) fire(due)
      elapsedMs = untilMs
    },
    async advanceSettled(byMs) {
      const untilMs = elapsedMs + byMs
      await settled()
      for (let due = timers.take(untilMs); due; due = timers.take(untilMs)) {
        fire(due)
        if (!timers.hasDue(elapsedMs)) await settled()
      }
      elapsedMs = untilMs
    },
    get pendingTimers() {
      return timers.pending
    },
  }
}

/** A binary heap by due time; what was stopped lies in it until its turn comes or there is too much of it. */
class TimerHeap {
  #heap: VirtualTimer[] = []
  #stopped = 0

  get pending(): number {
    return this.#heap.length - this.#stopped
  }

  add(timer: VirtualTimer): VirtualTimer {
    this.#heap.push(timer)
    this.#rise(this.#heap.length - 1)
    return timer
  }

  stop(timer: VirtualTimer): void {
    if (!timer.isPending) return
    timer.isPending = false
    this.#stopped++
    if (this.#stopped > mostStopped && this.#stopped * 2 > this.#heap.length) this.#clear()
  }

  hasDue(untilMs: number): boolean {
    const head = this.#head()
    return head !== undefined && head.dueAtMs <= untilMs
  }

  /** The next timer that falls due by then, taken off the heap. */
  take(untilMs: number): VirtualTimer | undefined {
    const head = this.#head()
    if (head === undefined || head.dueAtMs > untilMs) return undefined
    this.#dropHead()
    head.isPending = false
    return head
  }

  #head(): VirtualTimer | undefined {
    for (let head = this.#heap[0]; head; head = this.#heap[0]) {
      if (head.isPending) return head
      this.#dropHead()
      this.#stopped--
    }
    return undefined
  }

  #dropHead(): void {
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return
    this.#heap[0] = last
    this.#sink(0)
  }

  #clear(): void {
    // A sorted list is a heap.
    this.#heap = this.#heap.filter(({ isPending }) => isPending).sort(compareTimers)
    this.#stopped = 0
  }

  #rise(from: number): void {
    for (let index = from; index > 0;) {
      const parent = (index - 1) >> 1
      if (!this.#swapIfEarlier(index, parent)) return
      index = parent
    }
  }

  #sink(from: number): void {
    for (let index = from; ;) {
      const left = 2 * index + 1
      const child = this.#isEarlier(left + 1, left) ? left + 1 : left
      if (!this.#swapIfEarlier(child, index)) return
      index = child
    }
  }

  #isEarlier(a: number, b: number): boolean {
    const first = this.#heap[a]
    const second = this.#heap[b]
    return first !== undefined && second !== undefined && compareTimers(first, second) < 0
  }

  #swapIfEarlier(index: number, other: number): boolean {
    const timer = this.#heap[index]
    const second = this.#heap[other]
    if (timer === undefined || second === undefined || compareTimers(timer, second) >= 0) {
      return false
    }
    this.#heap[index] = second
    this.#heap[other] = timer
    return true
  }
}

const compareTimers = (a: VirtualTimer, b: VirtualTimer): number =>
  a.dueAtMs - b.dueAtMs || a.order - b.order

/** Promises that can go on have gone on, and so have those that waited for them. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
