import { expect, it } from 'vitest'
import { planQuestion } from '../../../engine/api/contract/plan-procedures.ts'
import { questionOfSystem, type SystemFacts } from './system-question.ts'

const before = planQuestion.parse({ expireSeconds: [30, 300], seed: 9 })
const facts: SystemFacts = {
  nodes: [{ kind: 'own' }, { kind: 'node' }, { kind: 'server' }],
  gateways: [
    { capacity: 30, allowPublish: true, prefix: '1,2' },
    { capacity: 10, allowPublish: true, prefix: '2' },
    { capacity: 0, allowPublish: true, prefix: '2' },
    { capacity: 500, allowPublish: false, prefix: '3' },
  ],
  callsPerSecond: 1.25,
  acdSeconds: [40, null, 60],
  coalescingMs: 500,
  expireSeconds: 120,
}

it('fills in what the system is, and leaves what it cannot know', () => {
  expect(questionOfSystem(facts, before)).toEqual({
    ...before,
    ...{ nodes: 2, gateways: 3, capacity: 20, gatewaysPerRoute: 2, callsPerSecond: 2.5 },
    ...{ talkSeconds: 50, coalescingMs: 500, expireSeconds: [30, 120, 300] },
  })
})

it('counts all gateways while none is published, and keeps what an empty system does not tell', () => {
  const unpublished = facts.gateways.map((each) => ({ ...each, allowPublish: false }))
  expect(questionOfSystem({ ...facts, gateways: unpublished }, before).gateways).toBe(4)
  const empty = { ...facts, gateways: [], callsPerSecond: 0, acdSeconds: [], expireSeconds: 300 }
  expect(questionOfSystem({ ...empty, nodes: [{ kind: 'own' }] }, before)).toEqual({
    ...before,
    ...{ nodes: 1, coalescingMs: 500 },
  })
})
