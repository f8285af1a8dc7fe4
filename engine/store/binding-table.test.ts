import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryStore, type TemporaryStore } from '../../tests/harness/temporary-store.ts'
import type { Binding, StoredBinding } from '../registrar/binding.ts'

let temporary: TemporaryStore

const binding = (contact: string): StoredBinding => ({
  gateway: 'GW-Dynamic',
  contact,
  contactParameters: '',
  q: 1,
  callId: 'register@gw',
  cseq: 1,
  registeredAtMs: 1,
  updatedAtMs: 2,
  expiresAtMs: 3,
  flow: {
    protocol: 'udp',
    local: { address: '10.0.0.1', port: 5060 },
    remote: { address: '10.0.1.1', port: 5070 },
    connection: 0,
  },
  isBehindNat: true,
  userAgent: 'gateway/1.0',
})

beforeEach(() => {
  temporary = createTemporaryStore()
})
afterEach(() => temporary.remove())

test('bindings come back as they were after a crash, without what belongs to the process', () => {
  const inForce: Binding = {
    ...binding('sip:a@10.0.1.1'),
    dueMs: 17,
    uri: { scheme: 'tel', text: 'tel:1' },
  }
  temporary.store.bindings.replace('GW-Dynamic', [inForce, binding('sip:b@10.0.1.1')])
  temporary.clock.advance(100)
  expect(temporary.crash().bindings.load()).toEqual([
    binding('sip:a@10.0.1.1'),
    binding('sip:b@10.0.1.1'),
  ])
})

test('only the newest state of a gateway counts; without bindings it is forgotten', () => {
  const { bindings } = temporary.store
  bindings.replace('GW-Dynamic', [binding('sip:a@10.0.1.1')])
  bindings.replace('GW-Dynamic', [binding('sip:b@10.0.1.1')])
  temporary.clock.advance(100)
  expect(bindings.load()).toEqual([binding('sip:b@10.0.1.1')])
  bindings.replace('GW-Dynamic', [])
  temporary.clock.advance(100)
  expect(temporary.crash().bindings.load()).toEqual([])
})

test('bindings wait while the store refuses', () => {
  const other = temporary.otherProgram()
  other.exec('BEGIN IMMEDIATE')
  temporary.store.bindings.replace('GW-Dynamic', [binding('sip:a@10.0.1.1')])
  temporary.clock.advance(100)
  other.exec('ROLLBACK')
  temporary.clock.advance(1000)
  expect(temporary.crash().bindings.load()).toHaveLength(1)
})
