import { expect, it } from 'vitest'
import { callGenerator, simulatedGateway } from '../../../engine/api/contract/lab-peers.ts'
import { faultsBelow, peerKinds, type PeerKind } from './peer-form.ts'

const shown = (kind: PeerKind): readonly string[] =>
  peerKinds[kind].pages.flatMap(({ fields }) => fields.map(({ name }) => name)).toSorted()

it('shows every field of a simulated gateway and of a call generator once', () => {
  expect(shown('gateway')).toEqual(Object.keys(simulatedGateway.shape).toSorted())
  expect(shown('generator')).toEqual(Object.keys(callGenerator.shape).toSorted())
})

it('takes a plan as it is typed', () => {
  const { schema, newFields } = peerKinds.generator
  const typed = {
    ...newFields,
    name: 'G',
    totalCalls: '20',
    rate: { kind: 'constant', perSecond: '2.5' },
  }
  expect(schema.parse(typed)).toMatchObject({ totalCalls: 20, rate: { perSecond: 2.5 } })
  expect(schema.safeParse({ ...typed, rate: { kind: 'constant', perSecond: '' } }).success).toBe(
    false,
  )
})

it('gives a field the faults of its parts', () => {
  const faults = { 'ring.ms': 'a', name: 'b', 'failures.1.weight': 'c', ringing: 'd' }
  expect(faultsBelow(faults, 'ring')).toEqual({ ms: 'a' })
  expect(faultsBelow(faults, 'name')).toEqual({ '': 'b' })
  expect(faultsBelow(faults, 'failures')).toEqual({ '1.weight': 'c' })
})
