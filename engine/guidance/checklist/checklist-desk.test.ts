import { beforeEach, expect, it } from 'vitest'
import { routingGateway } from '../../api/contract/gateways.ts'
import { silentLogger } from '../../kernel/logger.ts'
import {
  createMapMemory,
  createSeenEngine,
  createSeenFacts,
  type SeenFacts,
} from '../../testing/memory-checklist.ts'
import { createChecklistDesk, type ChecklistDesk } from './checklist-desk.ts'

let facts: SeenFacts
let memory: ReturnType<typeof createMapMemory>
let desk: ChecklistDesk
const open = (): ChecklistDesk =>
  createChecklistDesk(() => ({ engine: createSeenEngine(facts), memory, log: silentLogger }))
beforeEach(() => {
  facts = createSeenFacts()
  facts.routingGateways = [routingGateway.parse({ name: 'GW', capacity: 10, allowPublish: true })]
  memory = createMapMemory()
  desk = open()
})

const row = (point: number) => desk.rows.all()[point - 1]
const ended = async (): Promise<void> => {
  while (desk.rows.all().some(({ state }) => state !== 'idle')) {
    await new Promise((resolve) => setImmediate(resolve))
  }
}

it('points are verified one after the other, and their results outlive the process', async () => {
  expect(row(1)).toMatchObject({ state: 'idle', result: null, verifiedAtMs: null })
  expect(desk.run({ points: [7, 1], minutes: 60 }, 'ada')).toEqual([1, 7])
  expect([row(1)?.state, row(7)?.state, row(2)?.state]).toEqual(['running', 'waiting', 'idle'])
  expect(() => desk.run({ minutes: 60 }, 'bob')).toThrow(/is being run/)
  await ended()
  expect(row(1)).toMatchObject({ result: 'passed', verifiedBy: 'ada', verifiedAtMs: facts.nowMs })
  expect(row(2)).toMatchObject({ result: null })
  const before = desk.rows.all()
  desk = open()
  expect(desk.rows.all()).toEqual(before)
})

it('a run that is stopped leaves the earlier result of the point under way', async () => {
  desk.run({ points: [6], minutes: 60 }, 'ada')
  await ended()
  expect(row(6)).toMatchObject({ result: 'not yet', fault: 'no lab in this test' })
  facts.runTwin = ({ signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('stopped')))
    })
  desk.run({ points: [6, 7], minutes: 60 }, 'bob')
  await desk.stop()
  expect(row(6)).toMatchObject({ state: 'idle', verifiedBy: 'ada' })
  expect(row(7)).toMatchObject({ state: 'idle', result: null })
})

it('the progress of a twin is told to whoever follows', async () => {
  const seen: unknown[] = []
  desk.rows.watch((key) => {
    const { progress = 0 } = desk.rows.row(key) ?? {}
    if (key === 6 && progress > 0) seen.push(progress)
  })
  const { runTwin } = facts
  facts.runTwin = (question) => {
    question.onProgress(0.5)
    return runTwin(question)
  }
  desk.run({ points: [6], minutes: 60 }, 'ada')
  await ended()
  expect(seen).toContain(0.5)
})

it('only one gateway is looked at when one is named, and an unknown one is refused', async () => {
  facts.routingGateways = ['GW', 'Other'].map((name) =>
    routingGateway.parse({ name, capacity: name === 'GW' ? 10 : 0, allowPublish: true }),
  )
  expect(() => desk.run({ gateway: 'Nobody', minutes: 60 }, 'ada')).toThrow(/no routing gateway/)
  desk.run({ points: [3], gateway: 'GW', minutes: 60 }, 'ada')
  await ended()
  expect(row(3)).toMatchObject({ result: 'passed', gateway: 'GW' })
  expect(row(3)?.evidence).toHaveLength(1)
})

it('notes and exemptions are kept with who wrote them, and can be taken away', () => {
  desk.note(3, 'limits of the contract', 'ada')
  desk.exempt('GW', 'a test trunk', 'ada')
  expect(() => desk.exempt('Nobody', 'x', 'ada')).toThrow(/no routing gateway is named "Nobody"/)
  desk = open()
  const said = { by: 'ada', atMs: facts.nowMs }
  expect(row(3)?.note).toEqual({ text: 'limits of the contract', ...said })
  expect(row(2)?.exemptions).toEqual([{ gateway: 'GW', reason: 'a test trunk', ...said }])
  desk.note(3, '  ', 'bob')
  desk.unexempt('GW')
  expect(() => desk.unexempt('GW')).toThrow(/no exemption is kept for "GW"/)
  expect([row(3)?.note, row(2)?.exemptions]).toEqual([null, []])
  expect(memory.documents.size).toBe(0)
})

it('what a later version has written into the memory counts as nothing', () => {
  memory.put('result', '1', { result: 'splendid' })
  memory.put('result', '9', {})
  memory.put('note', '3', 'text')
  memory.put('exemption', 'GW', null)
  expect(row(1)).toMatchObject({ result: null })
  expect([row(3)?.note, row(2)?.exemptions]).toEqual([null, []])
})
