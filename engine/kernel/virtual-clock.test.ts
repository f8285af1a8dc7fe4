import { describe, expect, it } from 'vitest'
import { createSeededIdSource } from './id-source.ts'
import { createVirtualClock } from './virtual-clock.ts'

describe('a virtual clock', () => {
  it('fires what falls due in order of time, then of starting, and stands still otherwise', () => {
    const clock = createVirtualClock(1000)
    const fired: string[] = []
    const note = (name: string) => () => void fired.push(`${name} at ${clock.nowMs()}`)
    clock.startTimer(20, note('late'))
    clock.startTimer(10, note('first'))
    clock.startTimer(10, note('second'))
    clock.startTimer(-5, note('at once'))
    expect(fired).toEqual([])
    clock.advance(15)
    expect(fired).toEqual(['at once at 1000', 'first at 1010', 'second at 1010'])
    expect([clock.nowMs(), clock.monotonicMs(), clock.pendingTimers]).toEqual([1015, 15, 1])
    clock.advance(100)
    expect(fired.at(-1)).toBe('late at 1020')
    expect(clock.pendingTimers).toBe(0)
  })

  it('tells the time of day in whole milliseconds, as the machine does', () => {
    const clock = createVirtualClock(1000)
    clock.advance(0.75)
    expect([clock.nowMs(), clock.monotonicMs()]).toEqual([1000, 0.75])
  })

  it('never fires a stopped timer, not even one stopped in the same moment', () => {
    const clock = createVirtualClock()
    const fired: string[] = []
    const stopped = clock.startTimer(10, () => void fired.push('stopped'))
    clock.startTimer(5, () => clock.stopTimer(stopped))
    clock.stopTimer(clock.startTimer(1, () => void fired.push('stopped at once')))
    clock.advance(100)
    clock.stopTimer(stopped)
    expect(fired).toEqual([])
    expect(clock.pendingTimers).toBe(0)
  })

  it('keeps order through 20,000 random starts and stops, and forgets what was stopped', () => {
    const clock = createVirtualClock()
    const ids = createSeededIdSource(3)
    const fired: number[] = []
    let isStopped = 0
    for (let round = 0; round < 20_000; round++) {
      const delayMs = Math.floor(ids.fraction() * 100_000)
      const timer = clock.startTimer(delayMs, () => void fired.push(delayMs))
      if (ids.fraction() < 0.75) {
        clock.stopTimer(timer)
        isStopped++
      }
    }
    expect(clock.pendingTimers).toBe(20_000 - isStopped)
    clock.advance(100_000)
    expect(fired).toHaveLength(20_000 - isStopped)
    expect(fired).toEqual([...fired].sort((a, b) => a - b))
  })

  it('lets promises of one moment go on before the next one comes', async () => {
    const clock = createVirtualClock()
    const order: string[] = []
    clock.startTimer(10, () => {
      order.push('first')
      void Promise.resolve()
        .then(() => Promise.resolve())
        .then(() => {
          order.push('its promise')
          clock.startTimer(5, () => void order.push('started by the promise'))
        })
    })
    clock.startTimer(20, () => void order.push('second'))
    await clock.advanceSettled(20)
    expect(order).toEqual(['first', 'its promise', 'started by the promise', 'second'])
    expect(clock.monotonicMs()).toBe(20)
  })
})
