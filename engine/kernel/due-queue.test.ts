import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createSeededIdSource } from './id-source.ts'
import { DueQueue, type DueItem } from './due-queue.ts'

interface Item extends DueItem {
  readonly name: string
}
const item = (name: string): Item => ({ name, dueAtMs: 0, heapIndex: -1 })

describe('a due queue', () => {
  it('fires items in the order of their due times on one timer', () => {
    const clock = createFakeClock()
    const fired: string[] = []
    const queue = new DueQueue<Item>(clock, (each) => fired.push(each.name))
    queue.schedule(item('late'), 300)
    queue.schedule(item('early'), 100)
    queue.schedule(item('middle'), 200)
    expect(clock.pendingTimers).toBe(1)
    clock.advance(250)
    expect(fired).toEqual(['early', 'middle'])
    clock.advance(100)
    expect(fired).toEqual(['early', 'middle', 'late'])
    expect(clock.pendingTimers).toBe(0)
  })

  it('moves an item that is scheduled again and forgets one that is cancelled', () => {
    const clock = createFakeClock()
    const fired: string[] = []
    const queue = new DueQueue<Item>(clock, (each) =>
      fired.push(`${each.name}@${clock.monotonicMs()}`),
    )
    const moved = item('moved')
    const cancelled = item('cancelled')
    queue.schedule(moved, 100)
    queue.schedule(cancelled, 150)
    queue.schedule(moved, 400)
    queue.cancel(cancelled)
    queue.cancel(cancelled)
    clock.advance(1000)
    expect(fired).toEqual(['moved@400'])
  })

  it('lets an item schedule itself again while it fires', () => {
    const clock = createFakeClock()
    let count = 0
    const queue = new DueQueue<Item>(clock, (each) => {
      if (++count < 3) queue.schedule(each, clock.monotonicMs() + 10)
    })
    queue.schedule(item('again'), 10)
    clock.advance(100)
    expect(count).toBe(3)
  })

  it('keeps order through 2,000 random changes', () => {
    const clock = createFakeClock()
    const ids = createSeededIdSource(7)
    const fired: number[] = []
    const queue = new DueQueue<Item>(clock, (each) => fired.push(each.dueAtMs))
    const items = Array.from({ length: 500 }, (_, i) => item(String(i)))
    for (let round = 0; round < 2000; round++) {
      const each = items[Math.floor(ids.fraction() * items.length)]
      if (!each) continue
      if (ids.fraction() < 0.25) queue.cancel(each)
      else queue.schedule(each, 1 + Math.floor(ids.fraction() * 10_000))
    }
    const waiting = queue.size
    clock.advance(20_000)
    expect(fired).toHaveLength(waiting)
    expect(fired).toEqual([...fired].sort((a, b) => a - b))
    expect(clock.pendingTimers).toBe(0)
  })

  it('stops its timer when it is cleared', () => {
    const clock = createFakeClock()
    const queue = new DueQueue<Item>(clock, () => undefined)
    const each = item('a')
    queue.schedule(each, 10)
    queue.clear()
    expect(clock.pendingTimers).toBe(0)
    queue.schedule(each, 10)
    expect(queue.size).toBe(1)
  })
})
