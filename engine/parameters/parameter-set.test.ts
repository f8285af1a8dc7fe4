import { expect, test } from 'vitest'
import { EngineError } from '../api/contract/errors.ts'
import { checkParameters, createParameterSet } from './parameter-set.ts'

const faultOf = (work: () => unknown): EngineError => {
  try {
    work()
  } catch (error) {
    if (error instanceof EngineError) return error
  }
  throw new Error('expected an EngineError')
}

test('a change replaces the frozen values and leaves those that a call already holds', () => {
  const parameters = createParameterSet()
  const held = parameters.values
  parameters.replace(checkParameters({ SS_SIP_TIMEOUT_INVITE: '4' }))
  expect(held.SS_SIP_TIMEOUT_INVITE).toBe(10)
  expect(parameters.values.SS_SIP_TIMEOUT_INVITE).toBe(4)
  expect(Object.isFrozen(parameters.values)).toBe(true)
})

test('a refusal names the parameter, the value and what is allowed', () => {
  const fault = faultOf(() => checkParameters({ SS_SIP_PUBLISH_EXPIRE: '20' }))
  expect(fault.code).toBe('INVALID_VALUE')
  expect(fault.message).toBe(
    'SS_SIP_PUBLISH_EXPIRE: "20" is not allowed; allowed: whole number from 30 to 7200 s',
  )
})

test('an unknown name is refused by name', () => {
  const fault = faultOf(() => checkParameters({ SS_QOS_SIGNAL: '0xa0' }))
  expect(fault).toMatchObject({ code: 'UNKNOWN_NAME', details: { field: 'SS_QOS_SIGNAL' } })
})

test('a value of a kind that has no text is refused', () => {
  expect(faultOf(() => checkParameters({ SS_SIP_NAT_KEEP_ALIVE_MESSAGE: {} })).code).toBe(
    'INVALID_VALUE',
  )
})
