import { expect, it } from 'vitest'
import { planQuestion } from '../../../engine/api/contract/plan-procedures.ts'
import { readQuestion, sections, typedOf } from './question-form.ts'

const defaults = planQuestion.parse({})

it('shows every field of a question once', () => {
  const shown = sections.flatMap(({ fields }) => fields)
  expect(shown.toSorted()).toEqual(Object.keys(planQuestion.shape).toSorted())
})

it('reads a question as it was put into the form', () => {
  expect(readQuestion(typedOf(defaults))).toEqual({ ok: true, question: defaults })
  const other = planQuestion.parse({
    ...{ nodes: 3, gatewaysPerRoute: 8, callsPerSecond: 0.6, modes: ['every change'] },
    ...{ expireSeconds: [30, 45], talkTime: 'fixed', lossPercent: 0.5, seed: 7 },
  })
  expect(readQuestion(typedOf(other))).toEqual({ ok: true, question: other })
})

it('takes lifetimes in any spelling, each once, and the modes in their own order', () => {
  const typed = {
    ...typedOf(defaults),
    expireSeconds: ' 60，30  30;120 ',
    modes: ['every change', 'refresh only'],
  }
  const read = readQuestion(typed)
  expect(read.ok && read.question.expireSeconds).toEqual([60, 30, 120])
  expect(read.ok && read.question.modes).toEqual(['refresh only', 'every change'])
})

it.each([
  ['nodes', '0', 'whole number from 1 to 1000'],
  ['nodes', '', 'whole number from 1 to 1000'],
  ['callsPerSecond', 'many', 'number from 0.001 to 1000000 calls/s'],
  ['expireSeconds', '30, 29', 'whole number from 30 to 7200 s'],
  ['expireSeconds', ' ', 'at least one value'],
  ['modes', [], 'at least one mode'],
])('says why %s may not be %j', (field, text, sentence) => {
  expect(readQuestion({ ...typedOf(defaults), [field]: text })).toEqual({
    ok: false,
    faults: { [field]: sentence },
  })
})
