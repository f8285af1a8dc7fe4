import { expect, it } from 'vitest'
import type { AuditRow } from '../../../engine/api/contract/configuration-procedures.ts'
import { changesInWords, changesOf } from './audit-changes.ts'

const row = (before: AuditRow['before'], after: AuditRow['after']): AuditRow => ({
  ...{ id: 1, atMs: 0, actor: { name: 'admin', from: '127.0.0.1' } },
  ...{ action: 'routingGateway.modify', object: 'GW', before, after },
})

it('a change names its field with both values', () => {
  const changed = row({ capacity: 10, prefix: '86' }, { capacity: 20, prefix: '86,49' })
  expect(changesInWords(changed)).toBe('capacity: 10 → 20; prefix: 86 → 86,49')
})

it('what was created has no before, what was removed no after', () => {
  expect(changesOf(row(null, { capacity: 5 }))).toEqual([
    { field: 'capacity', before: undefined, after: '5' },
  ])
  expect(changesInWords(row({ capacity: 5 }, null))).toBe('capacity: 5 → –')
})

it('structures are shown as they are', () => {
  expect(changesInWords(row({ listen: [] }, { listen: ['udp:127.0.0.1:5060'] }))).toBe(
    'listen: [] → ["udp:127.0.0.1:5060"]',
  )
})
