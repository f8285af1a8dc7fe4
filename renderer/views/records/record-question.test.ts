import { expect, it } from 'vitest'
import { recordFilterOf, type RecordQuestion } from './record-question.ts'

const empty: RecordQuestion = {
  period: { fromMs: 1, toMs: 2 },
  ...{ caller: '', callee: ' ', mappingGateway: '', routingGateway: '', answered: 'any' },
}

it('what is left empty does not count', () => {
  expect(recordFilterOf(empty)).toEqual({ fromMs: 1, toMs: 2 })
})

it('numbers are trimmed, gateways named, answered is asked either way', () => {
  const asked = { ...empty, callee: ' 8613* ', mappingGateway: 'MG', routingGateway: 'GW' }
  const common = { fromMs: 1, toMs: 2, calleeE164: '8613*', mappingGateways: ['MG'] }
  expect(recordFilterOf({ ...asked, answered: 'notAnswered' })).toEqual({
    ...{ ...common, routingGateway: 'GW', answered: false },
  })
  expect(recordFilterOf({ ...asked, answered: 'onlyAnswered' })).toEqual({
    ...{ ...common, routingGateway: 'GW', answered: true },
  })
})
