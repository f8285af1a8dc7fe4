import { expect, it } from 'vitest'
import { rateProfile } from '../../../engine/api/contract/lab-peers.ts'
import { isPerSecond, newRates, rateFields, withRateNumbers, type RateKind } from './rate-form.ts'

it.each(Object.keys(rateFields) as RateKind[])('shows every field of the rate %s', (kind) => {
  const rate = newRates[kind]
  expect(rateProfile.parse(rate)).toEqual(rate)
  expect(['kind', ...rateFields[kind]].toSorted()).toEqual(Object.keys(rate).toSorted())
})

it('takes typed digits for numbers and leaves everything else to be refused', () => {
  const typed = {
    name: '1',
    rate: { kind: 'ramp', fromPerSecond: '0.5 ', toPerSecond: 'x', seconds: '' },
  }
  expect(withRateNumbers(typed)).toEqual({
    ...{ name: '1', rate: { kind: 'ramp', fromPerSecond: 0.5, toPerSecond: 'x', seconds: '' } },
  })
  expect(withRateNumbers({ name: 'a' })).toEqual({ name: 'a' })
})

it('tells rates from times', () => {
  expect(['perSecond', 'toPerSecond'].every((name) => isPerSecond(name as 'perSecond'))).toBe(true)
  expect(isPerSecond('fromSecond')).toBe(false)
})
