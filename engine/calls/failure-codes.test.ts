import { expect, test } from 'vitest'
import { endReasons } from '../api/contract/call-record.ts'
import { callerStatusCode, passedReason, reasonField, statusCodeOf } from './failure-codes.ts'

test.each([
  [486, '', 486],
  [404, '404:480', 480],
  [404, '0:500', 500],
  [404, '404:0,0:500', 404],
  [404, '403:480', 404],
  [302, '', 480],
  [401, '', 403],
  [407, '', 403],
  [422, '', 500],
  [endReasons.inviteTimeout, '', 408],
  [endReasons.inviteTimeout, '408:503', 503],
  [endReasons.ringingTimeout, '', 480],
  [endReasons.noRoute, '', 404],
  [endReasons.lineLimit, '', 503],
  [endReasons.internalError, '', 500],
])('result %i with rules "%s" gives the caller %i', (result, rules, code) => {
  expect(callerStatusCode(result, rules)).toBe(code)
})

test('every end reason of the server has a SIP code and a Q.850 cause', () => {
  for (const reason of Object.values(endReasons)) {
    expect(statusCodeOf(reason)).toBeGreaterThanOrEqual(200)
    expect(reasonField(reason)).toMatch(/^Q\.850;cause=\d+;text="[A-Z].+"$/)
  }
})

test('Reason values lose their texts and what is no cause', () => {
  expect(passedReason([])).toBeUndefined()
  expect(passedReason(['q.850 ;cause=16;text="at 10.1.1.1"', 'SIP;cause=600'])).toBe(
    'Q.850;cause=16, SIP;cause=600',
  )
  expect(passedReason(['Preemption;cause=1', 'Q.850;text="none"'])).toBeUndefined()
})
