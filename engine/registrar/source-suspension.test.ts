import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../testing/fake-clock.ts'
import { SourceSuspension } from './source-suspension.ts'

const values = { SS_AUTHENTICATION_MAX_RETRY: 3, SS_AUTHENTICATION_FAILED_SUSPEND: 180 }
const start = (changes: Partial<typeof values> = {}, capacity = 100) => {
  const clock = createFakeClock()
  const parameters = { values: { ...values, ...changes } }
  return { clock, suspension: new SourceSuspension({ clock, parameters, capacity }) }
}

describe('source suspension', () => {
  it('suspends a source after SS_AUTHENTICATION_MAX_RETRY wrong passwords', () => {
    const { suspension } = start()
    expect([1, 2, 3].map(() => suspension.failed('10.0.0.1'))).toEqual([false, false, true])
    expect(suspension.isSuspended('10.0.0.1')).toBe(true)
    expect(suspension.isSuspended('10.0.0.2')).toBe(false)
  })

  it('lasts SS_AUTHENTICATION_FAILED_SUSPEND and then starts from nothing', () => {
    const { clock, suspension } = start()
    for (let i = 0; i < 3; i++) suspension.failed('10.0.0.1')
    expect(suspension.suspended()).toEqual([
      { source: '10.0.0.1', untilMs: clock.nowMs() + 180_000 },
    ])
    clock.advance(179_999)
    expect(suspension.isSuspended('10.0.0.1')).toBe(true)
    clock.advance(1)
    expect(suspension.isSuspended('10.0.0.1')).toBe(false)
    expect(suspension.failed('10.0.0.1')).toBe(false)
  })

  it('never suspends while the parameter is 0', () => {
    const { suspension } = start({ SS_AUTHENTICATION_MAX_RETRY: 0 })
    for (let i = 0; i < 50; i++) expect(suspension.failed('10.0.0.1')).toBe(false)
    expect(suspension.isSuspended('10.0.0.1')).toBe(false)
  })

  it('clears the count on a right password', () => {
    const { suspension } = start()
    suspension.failed('10.0.0.1')
    suspension.failed('10.0.0.1')
    suspension.succeeded('10.0.0.1')
    expect(suspension.failed('10.0.0.1')).toBe(false)
  })

  it('forgets wrong passwords of long ago', () => {
    const { clock, suspension } = start()
    suspension.failed('10.0.0.1')
    suspension.failed('10.0.0.1')
    clock.advance(180_000)
    expect(suspension.failed('10.0.0.1')).toBe(false)
  })

  it('can be lifted by hand', () => {
    const { suspension } = start()
    for (let i = 0; i < 3; i++) suspension.failed('10.0.0.1')
    suspension.release('10.0.0.1')
    expect(suspension.isSuspended('10.0.0.1')).toBe(false)
  })

  it('remembers a bounded number of sources', () => {
    const { suspension } = start({ SS_AUTHENTICATION_MAX_RETRY: 1 }, 10)
    for (let i = 0; i < 1000; i++) suspension.failed(`10.0.${i >> 8}.${i & 255}`)
    expect(suspension.suspended()).toHaveLength(10)
  })
})
