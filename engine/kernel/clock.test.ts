import { expect, test } from 'vitest'
import { systemClock } from './clock.ts'

test('a timer fires once, a stopped one never', async () => {
  const fired: string[] = []
  await new Promise<void>((resolve) => {
    const stopped = systemClock.startTimer(1, () => void fired.push('stopped'))
    systemClock.stopTimer(stopped)
    systemClock.stopTimer(stopped)
    systemClock.startTimer(0, () => void fired.push('first'))
    systemClock.startTimer(10, resolve)
  })
  expect(fired).toEqual(['first'])
})

test('a delay beyond what the platform takes is not taken for none', async () => {
  let hasFired = false
  const timer = systemClock.startTimer(1e12, () => (hasFired = true))
  await new Promise<void>((resolve) => systemClock.startTimer(5, resolve))
  systemClock.stopTimer(timer)
  expect(hasFired).toBe(false)
})

test('both times are in milliseconds and go forward', () => {
  const [wall, monotonic] = [systemClock.nowMs(), systemClock.monotonicMs()]
  expect(Math.abs(wall - Date.now())).toBeLessThan(1000)
  expect(systemClock.monotonicMs()).toBeGreaterThanOrEqual(monotonic)
})
