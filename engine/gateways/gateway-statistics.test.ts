import { describe, expect, it } from 'vitest'
import type { CallAttempt, CallRecord } from '../api/contract/call-record.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { GatewayStatistics } from './gateway-statistics.ts'

const createAttempt = (gateway: string): CallAttempt => ({
  gateway,
  address: '',
  callerSent: '',
  calleeSent: '',
  startedAtMs: 0,
  endedAtMs: 0,
  firstResponseAtMs: 0,
  result: 0,
})

function createRecord(): CallRecord {
  return {
    flowNo: 1,
    callerCallId: '',
    callerAccessE164: '',
    calleeAccessE164: '',
    callerE164: '',
    calleeE164: '',
    callerToGatewayE164: '',
    calleeToGatewayE164: '',
    mappingGateway: 'M',
    routingGateway: '',
    callerAddress: '',
    calleeAddress: '',
    startedAtMs: 0,
    ringingAtMs: 0,
    answeredAtMs: 0,
    endedAtMs: 0,
    setupDelayMs: 0,
    endDirection: 0,
    endReason: 0,
    switchCount: 0,
    attempts: [],
  }
}

type Course = 'silent' | 'busy' | 'ringing' | 'answered'

const start = () => {
  const clock = createFakeClock()
  const statistics = new GatewayStatistics(clock)
  const carry = (gateway: string, course: Course, seconds = 0): void => {
    const record = createRecord()
    const attempt = createAttempt(gateway)
    record.attempts.push(attempt)
    statistics.attemptStarted(record, attempt)
    if (course !== 'silent') statistics.attemptResponded(record, attempt)
    if (course === 'ringing' || course === 'answered') {
      statistics.callRinging(record)
      statistics.callRinging(record)
    }
    if (course === 'answered') {
      record.routingGateway = gateway
      record.answeredAtMs = 1000
      statistics.callAnswered(record)
      record.endedAtMs = 1000 + seconds * 1000
    }
    statistics.attemptEnded(record, attempt)
    statistics.callEnded(record)
  }
  return { clock, statistics, carry }
}

describe('gateway statistics', () => {
  it('counts attempts, responses, connects and answers, each call once', () => {
    const { statistics, carry } = start()
    carry('A', 'silent')
    carry('A', 'busy')
    carry('A', 'ringing')
    carry('A', 'answered', 30)
    carry('A', 'answered', 90)
    expect(statistics.figures('A')).toEqual({
      attempts: 5,
      responses: 4,
      connects: 3,
      answers: 2,
      callSeconds: 120,
      asr: 0.4,
      acd: 60,
      responseRatio: 0.8,
      connectedRatio: 0.6,
    })
    expect(statistics.callsCarried('A')).toBe(5)
  })

  it('is zero for a gateway that never had a call', () => {
    const { statistics } = start()
    expect(statistics.figures('A')).toMatchObject({ attempts: 0, asr: 0, acd: 0, responseRatio: 0 })
    expect(statistics.answerRate('A')).toBeUndefined()
  })

  it('has no answer rate for selection before ten attempts', () => {
    const { statistics, carry } = start()
    for (let i = 0; i < 9; i++) carry('A', 'answered')
    expect(statistics.answerRate('A')).toBeUndefined()
    carry('A', 'busy')
    expect(statistics.answerRate('A')).toBe(0.9)
  })

  it('looks back on the last 100 attempts', () => {
    const { statistics, carry } = start()
    for (let i = 0; i < 100; i++) carry('A', 'busy')
    for (let i = 0; i < 40; i++) carry('A', 'answered')
    expect(statistics.answerRate('A')).toBe(0.4)
    for (let i = 0; i < 100; i++) carry('A', 'answered')
    expect(statistics.answerRate('A')).toBe(1)
  })

  it('forgets attempts older than 15 minutes', () => {
    const { clock, statistics, carry } = start()
    for (let i = 0; i < 20; i++) carry('A', 'busy')
    clock.advance(10 * 60_000)
    for (let i = 0; i < 10; i++) carry('A', 'answered')
    expect(statistics.answerRate('A')).toBeCloseTo(1 / 3)
    clock.advance(5 * 60_000 + 1)
    expect(statistics.answerRate('A')).toBe(1)
    clock.advance(15 * 60_000)
    expect(statistics.answerRate('A')).toBeUndefined()
    expect(statistics.figures('A').attempts).toBe(30)
  })

  it('gives an answer to the gateway that answered, not to those tried before', () => {
    const { statistics } = start()
    const record = createRecord()
    for (const gateway of ['A', 'B']) {
      const attempt = createAttempt(gateway)
      record.attempts.push(attempt)
      statistics.attemptStarted(record, attempt)
      if (gateway === 'A') statistics.attemptEnded(record, attempt)
    }
    record.routingGateway = 'B'
    statistics.callAnswered(record)
    expect(statistics.figures('A')).toMatchObject({ attempts: 1, answers: 0, connects: 0 })
    expect(statistics.figures('B')).toMatchObject({ attempts: 1, answers: 1, connects: 1 })
  })

  it('tells what selection may look at, and forgets deleted gateways', () => {
    const { statistics, carry } = start()
    const changes: string[] = []
    statistics.onChange = (gateway) => changes.push(gateway)
    carry('A', 'busy')
    expect(changes).toEqual(['A', 'A'])
    statistics.forget('A')
    expect(statistics.callsCarried('A')).toBe(0)
  })
})
