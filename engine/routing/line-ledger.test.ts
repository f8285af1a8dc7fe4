import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { admitCall } from './admission.ts'
import { auditLedger } from './ledger-audit.ts'
import { LineLedger } from './line-ledger.ts'

describe('line ledger', () => {
  it('gives lines up to the limit and not one more', () => {
    const ledger = new LineLedger()
    expect([1, 2, 3].map(() => ledger.reserve('A', 2))).toEqual([true, true, false])
    expect(ledger.active('A')).toBe(2)
  })

  it('counts lines that are active elsewhere against the limit', () => {
    const ledger = new LineLedger()
    expect(ledger.reserve('A', 10, 9)).toBe(true)
    expect(ledger.reserve('A', 10, 9)).toBe(false)
  })

  it('never refuses while the limit is 0', () => {
    const ledger = new LineLedger()
    for (let i = 0; i < 1000; i++) expect(ledger.reserve('A', 0, 1_000_000)).toBe(true)
  })

  it('refuses and counts a release that matches no reservation', () => {
    const ledger = new LineLedger()
    expect(ledger.release('A')).toBe(false)
    expect([ledger.active('A'), ledger.total, ledger.refusedReleases]).toEqual([0, 0, 1])
  })

  it('tells every change with the new count', () => {
    const ledger = new LineLedger()
    const changes: string[] = []
    ledger.onChange = (gateway, active) => changes.push(`${gateway} ${active}`)
    ledger.reserve('A', 1)
    ledger.reserve('A', 1)
    ledger.release('A')
    expect(changes).toEqual(['A 1', 'A 0'])
  })

  it('neither leaks nor goes negative nor exceeds a limit under any interleaving', () => {
    const step = fc.record({ gateway: fc.constantFrom('A', 'B', 'C'), takes: fc.boolean() })
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 200 }),
        fc.integer({ min: 1, max: 5 }),
        (steps, limit) => {
          const ledger = new LineLedger()
          const held = new Map<string, number>()
          for (const { gateway, takes } of steps) {
            const before = held.get(gateway) ?? 0
            if (takes && ledger.reserve(gateway, limit)) held.set(gateway, before + 1)
            if (!takes && ledger.release(gateway)) held.set(gateway, before - 1)
            const after = held.get(gateway) ?? 0
            expect(ledger.active(gateway)).toBe(after)
            expect(after >= 0 && after <= limit).toBe(true)
          }
          for (const [gateway, count] of held) {
            for (let i = 0; i < count; i++) ledger.release(gateway)
          }
          expect([ledger.total, [...ledger.entries()].length]).toEqual([0, 0])
        },
      ),
    )
  })
})

describe('admission', () => {
  const gateway = { name: 'A', enforceCapacity: true }

  it('refuses a call when composed concurrency has reached the limit', () => {
    const ledger = new LineLedger()
    expect(admitCall(ledger, gateway, { active: 10, capacity: 10 })).toBe(false)
    expect(admitCall(ledger, gateway, { active: 9, capacity: 10 })).toBe(true)
    expect(ledger.active('A')).toBe(1)
  })

  it('does not count our own lines twice', () => {
    const ledger = new LineLedger()
    for (let i = 0; i < 3; i++) {
      expect(admitCall(ledger, gateway, { active: i, capacity: 3 })).toBe(true)
    }
    expect(admitCall(ledger, gateway, { active: 3, capacity: 3 })).toBe(false)
  })

  it('counts but never refuses with enforcement off', () => {
    const ledger = new LineLedger()
    const unenforced = { name: 'A', enforceCapacity: false }
    expect(admitCall(ledger, unenforced, { active: 50, capacity: 10 })).toBe(true)
    expect(ledger.active('A')).toBe(1)
  })
})

describe('ledger audit', () => {
  it('finds nothing while ledger and live calls agree', () => {
    const ledger = new LineLedger()
    ledger.reserve('A', 0)
    expect(auditLedger(ledger, new Map([['A', 1]]))).toEqual([])
  })

  it('tells and repairs lines without a call and calls without a line', () => {
    const ledger = new LineLedger()
    ledger.reserve('A', 0)
    ledger.reserve('A', 0)
    expect(auditLedger(ledger, new Map([['B', 1]]))).toEqual([
      { gateway: 'B', reserved: 0, live: 1 },
      { gateway: 'A', reserved: 2, live: 0 },
    ])
    expect([ledger.active('A'), ledger.active('B'), ledger.total]).toEqual([0, 1, 1])
  })
})
