import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryStore, type TemporaryStore } from '../../tests/harness/temporary-store.ts'
import type { AuditFilter, AuditStatement } from '../api/contract/audit-entry.ts'

let temporary: TemporaryStore
const startMs = 1_800_000_000_000

const statement = (actor: string, action: string, object: string): AuditStatement => ({
  actor: { name: actor, from: '10.0.0.9' },
  action,
  object,
  before: null,
  after: { reason: 'test' },
})

beforeEach(() => {
  temporary = createTemporaryStore()
  const { auditLog } = temporary.store
  for (const [actor, action, object] of [
    ['ada', 'signIn.succeed', 'ada'],
    ['bob', 'signIn.fail', 'bob'],
    ['ada', 'call.disconnect', '17'],
    ['ada', 'routingGateway.modify', 'GW-A'],
  ] as const) {
    auditLog.append(statement(actor, action, object))
    temporary.clock.advance(1000)
  }
})
afterEach(() => temporary.remove())

const ids = (filter: AuditFilter): number[] =>
  temporary.store.auditLog.read(filter).map((entry) => entry.id)

test('a line is durable 100 ms after it was added', () => {
  temporary.store.auditLog.append(statement('eve', 'signIn.fail', 'eve'))
  temporary.clock.advance(100)
  const [newest] = temporary.crash().auditLog.read({ limit: 1 })
  expect(newest).toEqual({
    id: 5,
    atMs: temporary.clock.nowMs(),
    ...statement('eve', 'signIn.fail', 'eve'),
  })
})

test.each<[string, AuditFilter, number[]]>([
  ['everything, newest first', {}, [4, 3, 2, 1]],
  ['an actor', { actor: 'bob' }, [2]],
  ['an action', { action: 'signIn.fail' }, [2]],
  ['a noun', { action: 'signIn' }, [2, 1]],
  ['an object', { object: 'GW-A' }, [4]],
  ['a time range', { fromMs: startMs + 1000, toMs: startMs + 3000 }, [3, 2]],
  ['the next page', { beforeId: 3, limit: 1 }, [2]],
])('the filter finds %s', (_case, filter, expected) => {
  expect(ids(filter)).toEqual(expected)
})

test('no line can be changed or deleted, by any program', () => {
  const other = temporary.otherProgram()
  expect(() => other.exec("UPDATE audit_log SET actor = 'x'")).toThrow(/only added to/)
  expect(() => other.exec('DELETE FROM audit_log')).toThrow(/only added to/)
})
