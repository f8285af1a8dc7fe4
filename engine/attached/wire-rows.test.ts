import { describe, expect, test } from 'vitest'
import { callOf, gatewayOf, onlineRowsOf, recordOf } from './wire-rows.ts'
import { flagOrNull, numberOf, rowsOf, textOf } from './wire-values.ts'

describe('values as softswitches write them', () => {
  test.each([
    [5, 5],
    ['5', 5],
    [' 5.5 ', 5.5],
    ['-11', -11],
    ['', 0],
    ['many', 0],
    ['1e999', 0],
    [null, 0],
    [undefined, 0],
    [true, 0],
    [{}, 0],
    [[7], 0],
  ])('%j is the number %d', (value, number) => expect(numberOf(value)).toBe(number))

  test.each([
    ['text', 'text'],
    [1002, '1002'],
    [null, ''],
    [{}, ''],
  ])('%j is the text %j', (value, text) => expect(textOf(value)).toBe(text))

  test.each([
    [true, true],
    ['true', true],
    ['1', true],
    [0, false],
    ['false', false],
    [null, null],
    ['maybe', null],
  ])('%j is the flag %j', (value, flag) => expect(flagOrNull(value)).toBe(flag))

  test('a list may be missing, null, one object, or hold what is no row', () => {
    expect(rowsOf(undefined)).toEqual([])
    expect(rowsOf(null)).toEqual([])
    expect(rowsOf({ name: 'one' })).toEqual([{ name: 'one' }])
    expect(rowsOf([{ name: 'one' }, null, 5, [], { name: 'two' }])).toHaveLength(2)
  })
})

describe('rows of its answers', () => {
  test('a gateway loses its passwords, and what it does not say is not made up', () => {
    const gateway = gatewayOf({
      ...{ name: 'GW', capacity: '100', lockType: '3', memo: null, signalPort: '5060' },
      ...{ password: 'secret-1', customerPassword: 'secret-2' },
    })
    expect(gateway).toMatchObject({ capacity: 100, lockType: 3, memo: '', allowPublish: null })
    expect(JSON.stringify(gateway)).not.toContain('secret')
    expect(gatewayOf({ name: 'GW', allowPublish: false })).toMatchObject({ allowPublish: false })
  })

  test('rates are fractions, whether they came so or in per cent', () => {
    const percent = onlineRowsOf([{ asr: '47.5' }, { asr: '0.5' }, { asr: 200 }], 0)
    expect(percent.map(({ asr }) => asr)).toEqual([0.475, 0.005, 1])
    const fractions = onlineRowsOf([{ asr: 0.475, responseRatio: 1 }, { asr: 0 }], 0)
    expect(fractions.map(({ asr }) => asr)).toEqual([0.475, 0])
  })

  test('Retry-After is a span, or the moment at which it ends', () => {
    const nowMs = 1_800_000_000_000
    const rows = [{ retryAfter: '30000' }, { retryAfter: nowMs + 5000 }, { retryAfter: nowMs - 1 }]
    expect(onlineRowsOf(rows, nowMs).map(({ retryAfter }) => retryAfter)).toEqual([30_000, 5000, 0])
  })

  test('a call has talk time, or the name of its state', () => {
    expect(callOf({ keepTime: '61000' })).toMatchObject({ state: 'Talking', talkMs: 61_000 })
    expect(callOf({ keepTime: -11 })).toMatchObject({ state: 'Ringing', talkMs: 0 })
    expect(callOf({ keepTime: -99 })).toMatchObject({ state: '-99', talkMs: 0 })
  })

  test('a call record takes numbers as texts and texts as numbers', () => {
    const row = { flowNo: '9', callerE164: 1001, start: '1800000000000', fee: '0.12', stop: null }
    expect(recordOf(row)).toMatchObject({
      ...{ flowNo: 9, callerE164: '1001', startMs: 1_800_000_000_000, stopMs: 0, fee: 0.12 },
    })
  })
})
