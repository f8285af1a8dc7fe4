import { describe, expect, test } from 'vitest'
import { createFakeClock } from '../../testing/fake-clock.ts'
import { DelayQueues, notDue } from './delay-queues.ts'
import type { Delayed } from './delay-queues.ts'

function createTested() {
  const clock = createFakeClock()
  const queues = new DelayQueues(clock)
  const fired: string[] = []
  const item = (name: string, onDue?: () => void): Delayed => ({
    dueAtMs: notDue,
    onDue() {
      fired.push(`${name}@${clock.monotonicMs()}`)
      onDue?.()
    },
  })
  return { clock, queues, fired, item }
}

describe('delay queues', () => {
  test('call each item once, in order, never early', () => {
    const { clock, queues, fired, item } = createTested()
    queues.schedule(item('long'), 1000)
    queues.schedule(item('short'), 500)
    clock.advance(499)
    expect(fired).toEqual([])
    clock.advance(5000)
    expect(fired).toEqual(['short@500', 'long@1000'])
    expect(clock.pendingTimers).toBe(0)
  })

  test('use one system timer for many items of one delay', () => {
    const { clock, queues, fired, item } = createTested()
    for (let i = 0; i < 100; i++) queues.schedule(item('x'), 32_000)
    expect(clock.pendingTimers).toBe(1)
    clock.advance(32_000)
    expect(fired).toHaveLength(100)
  })

  test('let items a moment apart gather, late by at most a hundredth of the delay', () => {
    const { clock, queues, fired, item } = createTested()
    for (let i = 0; i < 50; i++) {
      queues.schedule(item(String(i)), 500)
      clock.advance(1)
    }
    clock.advance(500)
    expect(fired).toHaveLength(50)
    for (const [i, each] of fired.entries()) {
      const lateMs = Number(each.split('@')[1]) - (500 + i)
      expect(lateMs).toBeGreaterThanOrEqual(0)
      expect(lateMs).toBeLessThanOrEqual(5)
    }
  })

  test('pass over what was cancelled or awaits something else by now', () => {
    const { clock, queues, fired, item } = createTested()
    const cancelled = item('cancelled')
    const moved = item('moved')
    queues.schedule(cancelled, 500)
    queues.schedule(moved, 500)
    queues.schedule(moved, 2000)
    queues.cancel(cancelled)
    clock.advance(1999)
    expect(fired).toEqual([])
    clock.advance(1)
    expect(fired).toEqual(['moved@2000'])
  })

  test('an item in two queues for the same moment is called once', () => {
    const { clock, queues, fired, item } = createTested()
    const twice = item('twice')
    queues.schedule(twice, 1000)
    clock.advance(500)
    queues.schedule(twice, 500)
    clock.advance(10_000)
    expect(fired).toEqual(['twice@1000'])
  })

  test('an item may schedule itself again while it is called', () => {
    const { clock, queues, fired, item } = createTested()
    const again: Delayed = item('again', () => {
      if (fired.length < 3) queues.schedule(again, 500)
    })
    queues.schedule(again, 500)
    clock.advance(10_000)
    expect(fired).toEqual(['again@500', 'again@1000', 'again@1500'])
  })

  test('forget everything on close, also from within a call', () => {
    const { clock, queues, fired, item } = createTested()
    queues.schedule(
      item('closing', () => queues.close()),
      500,
    )
    queues.schedule(item('never'), 500)
    queues.schedule(item('nor this'), 700)
    clock.advance(10_000)
    expect(fired).toEqual(['closing@500'])
    expect(clock.pendingTimers).toBe(0)
  })

  test('spare their memory while they are busy', () => {
    const { clock, queues, fired, item } = createTested()
    for (let i = 0; i < 10_000; i++) {
      queues.schedule(item('x'), 500)
      if (i % 10 === 0) clock.advance(1)
    }
    clock.advance(1000)
    expect(fired).toHaveLength(10_000)
    expect(clock.pendingTimers).toBe(0)
  })
})
