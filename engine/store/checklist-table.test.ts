import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryStore, type TemporaryStore } from '../../tests/harness/temporary-store.ts'

let temporary: TemporaryStore

beforeEach(() => {
  temporary = createTemporaryStore()
})
afterEach(() => temporary.remove())

test('what the checklist remembers is there after a crash, in its newest form', () => {
  const { checklist } = temporary.store
  checklist.put('note', '3', { text: 'first' })
  checklist.put('note', '3', { text: 'second' })
  checklist.put('exemption', '网关', { reason: 'a test trunk' })
  checklist.put('result', '3', { result: 'passed' })
  checklist.remove('result', '3')
  expect(temporary.crash().checklist.all()).toEqual([
    { kind: 'exemption', key: '网关', document: { reason: 'a test trunk' } },
    { kind: 'note', key: '3', document: { text: 'second' } },
  ])
})
