import { beforeEach, describe, expect, test } from 'vitest'
import type { ExpiresCheckRow } from '../api/contract/trace-procedures.ts'
import { parseMessage } from '../sip/message/parse-message.ts'
import type { Flow } from '../sip/transport/transport.ts'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'
import { checkExpires } from './expires-check.ts'
import { TraceRing } from './trace-ring.ts'

const ownCompositor: Flow = {
  protocol: 'udp',
  local: { address: '127.0.0.1', port: 5060 },
  remote: { address: '127.0.0.1', port: 5060 },
  connection: 0,
}
const node2: Flow = { ...ownCompositor, remote: { address: '10.0.0.2', port: 5060 } }

let clock: FakeClock
let ring: TraceRing
let cseq: number

beforeEach(() => {
  clock = createFakeClock()
  ring = new TraceRing({ clock, limits: { messages: 1_000_000, bytes: 512 * 1024 * 1024 } })
  cseq = 0
})

function record(direction: 'sent' | 'received', lines: readonly string[], flow: Flow): void {
  const bytes = Buffer.from([...lines, 'Content-Length: 0', '', ''].join('\r\n'))
  const outcome = parseMessage(bytes)
  ring[direction](bytes, flow, outcome.ok ? outcome.message : undefined)
}

const headOf = (gateway: string, flow: Flow, number: number): string[] => [
  `Via: SIP/2.0/UDP 127.0.0.1:5060;branch=z9hG4bK${String(number)}`,
  `From: <sip:${encodeURIComponent(gateway)}@example.com>;tag=1`,
  `To: <sip:${encodeURIComponent(gateway)}@example.com>`,
  `Call-ID: ${encodeURIComponent(gateway)}-${flow.remote.address}`,
  `CSeq: ${String(number)} PUBLISH`,
]

interface Exchange {
  readonly flow?: Flow
  /** undefined = no answer comes. */
  readonly statusCode?: number | undefined
  readonly granted?: number
}

/** A PUBLISH of the agent, seen by the trace as it leaves, and the answer. */
function publish(gateway: string, expires: number, exchange: Exchange = {}): void {
  const { flow = ownCompositor, granted = expires } = exchange
  const statusCode = 'statusCode' in exchange ? exchange.statusCode : 200
  const head = headOf(gateway, flow, ++cseq)
  const uri = `sip:gateway-status@example.com;gateway=${encodeURIComponent(gateway)}`
  record(
    'sent',
    [`PUBLISH ${uri} SIP/2.0`, 'Max-Forwards: 70', ...head, `Expires: ${String(expires)}`],
    flow,
  )
  if (statusCode === undefined) return
  record(
    'received',
    [`SIP/2.0 ${String(statusCode)} Text`, ...head, `Expires: ${String(granted)}`],
    flow,
  )
}

interface Question {
  readonly allowPublish?: boolean
  readonly parameterSeconds?: number
  readonly fromMs?: number
  readonly gateway?: string
}

function check(question: Question = {}): ExpiresCheckRow | undefined {
  const { gateway = 'GW', allowPublish = true, parameterSeconds = 300, fromMs = 0 } = question
  const work = checkExpires(ring, {
    gateways: [{ name: gateway, allowPublish }],
    fromMs,
    standard: () => ({
      parameterSeconds,
      nowMs: clock.nowMs(),
      completeSinceMs: ring.completeSinceMs,
    }),
  })
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value[0]
  }
}

describe('publications as the parameter says', () => {
  test('one PUBLISH per lifetime is in order', () => {
    for (const afterSeconds of [0, 250, 260, 240]) {
      clock.advance(afterSeconds * 1000)
      publish('GW', 300)
    }
    expect(check()).toEqual({
      ...{ gateway: 'GW', shouldPublish: true, sent: 4, withParameter: 4, expiresSeen: [300] },
      ...{ lastSentMs: clock.nowMs(), lastSequence: 6, refused: 0, verdict: 'ok' },
      ...{ intervalMeanSeconds: 250, intervalMinSeconds: 240, intervalMaxSeconds: 260 },
    })
  })

  test('each target has refreshes of its own', () => {
    publish('GW', 300)
    clock.advance(100_000)
    publish('GW', 300, { flow: node2 })
    clock.advance(150_000)
    publish('GW', 300)
    expect(check()).toMatchObject({
      ...{ sent: 3, intervalMeanSeconds: 250, intervalMinSeconds: 250, verdict: 'ok' },
    })
  })

  test('retransmissions are one request', () => {
    publish('GW', 300, { statusCode: undefined })
    cseq--
    clock.advance(500)
    publish('GW', 300)
    cseq--
    publish('GW', 300)
    expect(check()).toMatchObject({ sent: 1, lastSequence: 0, intervalMeanSeconds: null })
  })

  test('a challenge is no refusal and no refresh', () => {
    publish('GW', 300)
    clock.advance(250_000)
    publish('GW', 300, { statusCode: 401 })
    publish('GW', 300)
    expect(check()).toMatchObject({ sent: 3, refused: 0, intervalMinSeconds: 250, verdict: 'ok' })
  })

  test('a name beyond ASCII is read from the escaped From', () => {
    publish('网关 1', 300)
    expect(check({ gateway: '网关 1' })).toMatchObject({ sent: 1, verdict: 'ok' })
  })
})

describe('what the verdict says', () => {
  test('Expires values are listed newest first, and the newest decides', () => {
    publish('GW', 300)
    clock.advance(1000)
    publish('GW', 45)
    expect(check({ parameterSeconds: 45 })).toMatchObject({
      ...{ expiresSeen: [45, 300], withParameter: 1, sent: 2, verdict: 'ok' },
    })
    clock.advance(1000)
    publish('GW', 300)
    expect(check({ parameterSeconds: 45 })).toMatchObject({
      ...{ expiresSeen: [300, 45], withParameter: 1, verdict: 'differs' },
    })
  })

  test('a refresh after the end of the granted lifetime is irregular', () => {
    publish('GW', 300, { granted: 100 })
    clock.advance(99_000)
    publish('GW', 300, { granted: 100 })
    expect(check()).toMatchObject({ verdict: 'ok' })
    clock.advance(101_000)
    publish('GW', 300, { statusCode: 412 })
    publish('GW', 300)
    expect(check()).toMatchObject({ intervalMaxSeconds: 101, refused: 0, verdict: 'irregular' })
  })

  test('after a removal the next publication is a new one', () => {
    publish('GW', 300)
    publish('GW', 0)
    clock.advance(1_000_000)
    publish('GW', 300)
    expect(check()).toMatchObject({ sent: 2, intervalMaxSeconds: null, verdict: 'ok' })
  })

  test('without Allow Publish a live publication is unexpected, a removed or ended one is not', () => {
    publish('GW', 300)
    expect(check({ allowPublish: false })).toMatchObject({ verdict: 'unexpected', sent: 1 })
    clock.advance(300_000)
    expect(check({ allowPublish: false })).toMatchObject({ verdict: 'none' })
    publish('GW', 300)
    publish('GW', 0)
    expect(check({ allowPublish: false })).toMatchObject({ verdict: 'none', sent: 2 })
  })

  test('a gateway that never publishes is silent once the trace spans a lifetime', () => {
    clock.advance(299_000)
    expect(check()).toMatchObject({ sent: 0, lastSentMs: null, verdict: 'not yet' })
    clock.advance(1000)
    expect(check()).toMatchObject({ verdict: 'silent' })
  })

  test('a gateway that stopped refreshing is silent', () => {
    publish('GW', 300)
    clock.advance(301_000)
    expect(check()).toMatchObject({ sent: 1, verdict: 'silent' })
  })

  test('nothing is concluded from a trace that is off or was just switched on', () => {
    clock.advance(1_000_000)
    ring.isEnabled = false
    expect(check()).toMatchObject({ verdict: 'not yet' })
    ring.isEnabled = true
    expect(check()).toMatchObject({ verdict: 'not yet' })
  })

  test('refusals are counted, and leave a publication as it was', () => {
    publish('GW', 300)
    publish('GW', 300, { statusCode: 503 })
    publish('GW', 300, { statusCode: 423 })
    expect(check()).toMatchObject({ sent: 3, refused: 2, verdict: 'ok' })
  })

  test('a target that has forgotten the publication and refuses another has none', () => {
    publish('GW', 300)
    publish('GW', 300, { statusCode: 412 })
    publish('GW', 300, { statusCode: 500 })
    expect(check({ allowPublish: false })).toMatchObject({ refused: 1, verdict: 'none' })
  })

  test('only requests from the moment asked for count', () => {
    publish('GW', 300)
    clock.advance(10_000)
    publish('GW', 45)
    expect(check({ fromMs: clock.nowMs() })).toMatchObject({ sent: 1, expiresSeen: [45] })
  })
})

test('a long trace is read in many turns, and what is overwritten meanwhile is left out', () => {
  for (let index = 0; index < 1200; index++) publish('GW', 300)
  const work = checkExpires(ring, {
    gateways: [{ name: 'GW', allowPublish: true }],
    fromMs: 0,
    standard: () => ({ parameterSeconds: 300, nowMs: clock.nowMs(), completeSinceMs: 0 }),
  })
  let turns = 0
  let step = work.next()
  for (; step.done !== true; step = work.next()) {
    turns++
    if (turns === 1) ring.setLimits({ messages: 1000, bytes: 512 * 1024 * 1024 })
  }
  expect(turns).toBe(5)
  // 100 requests with their answers in the first turn, and the 500 that were left.
  expect(step.value).toMatchObject([{ sent: 600 }])
})
