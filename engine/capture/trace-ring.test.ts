import { describe, expect, it } from 'vitest'
import { parseMessage } from '../sip/message/parse-message.ts'
import type { SipMessage } from '../sip/message/message.ts'
import type { Flow } from '../sip/transport/transport.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { TraceRing } from './trace-ring.ts'
import { searchTrace } from './trace-search.ts'
import { readTail, type TraceTail } from './trace-tail.ts'
import type { TracedMessage, TraceFilter } from './traced-message.ts'

const carrierA: Flow = {
  protocol: 'udp',
  local: { address: '10.0.0.1', port: 5060 },
  remote: { address: '192.0.2.1', port: 5060 },
  connection: 0,
}
const carrierB: Flow = { ...carrierA, remote: { address: '192.0.2.2', port: 5080 } }

interface Wire {
  readonly startLine?: string
  readonly method?: string
  readonly callId?: string
  readonly from?: string
  readonly extra?: readonly string[]
  readonly body?: string
}

const wireOf = ({
  startLine,
  method = 'INVITE',
  callId = 'c1',
  from = 'a',
  extra = [],
  body = '',
}: Wire): Buffer =>
  Buffer.from(
    [
      startLine ?? `${method} sip:100@10.0.0.1 SIP/2.0`,
      'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1',
      'Max-Forwards: 70',
      `From: <sip:${from}@192.0.2.1>;tag=1`,
      'To: <sip:100@10.0.0.1>',
      `Call-ID: ${callId}`,
      `CSeq: 7 ${method}`,
      ...extra,
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n'),
  )

const parsed = (bytes: Buffer): SipMessage | undefined => {
  const outcome = parseMessage(bytes)
  return outcome.ok ? outcome.message : undefined
}

const receive = (ring: TraceRing, wire: Wire, flow = carrierA): Buffer => {
  const bytes = wireOf(wire)
  ring.received(bytes, flow, parsed(bytes))
  return bytes
}

const send = (ring: TraceRing, wire: Wire, flow = carrierA): void => {
  const bytes = wireOf(wire)
  ring.sent(bytes, flow, parsed(bytes))
}

const found = (ring: TraceRing, filter: TraceFilter): readonly TracedMessage[] =>
  searchTrace(ring, filter, { limit: 1000 }).messages

const callIdsOf = (messages: readonly TracedMessage[]): readonly string[] =>
  messages.map((message) => message.callId)

const newRing = (messages = 1000): TraceRing =>
  new TraceRing({
    clock: createFakeClock(),
    limits: { messages, bytes: 1024 * 1024 },
    gatewaysAt: ({ address }) => (address === '192.0.2.1' ? ['GW-A', 'GW-A-in'] : []),
  })

describe('the trace ring', () => {
  it('keeps the bytes as they were on the wire, whatever the sender does with its buffer', () => {
    const ring = newRing()
    const bytes = receive(ring, { body: 'v=0\r\n' })
    const before = Buffer.from(bytes)
    bytes.fill(0)
    expect(ring.bytesOf(0)).toEqual(before)
  })

  it('describes a message by what a person looks for', () => {
    const ring = newRing()
    send(ring, { startLine: 'SIP/2.0 180 Ringing', callId: 'x@y' })
    expect(ring.describe(0)).toEqual({
      sequence: 0,
      timeMs: 1_800_000_000_000,
      direction: 'sent',
      protocol: 'udp',
      local: { address: '10.0.0.1', port: 5060 },
      remote: { address: '192.0.2.1', port: 5060 },
      connection: 0,
      gateways: ['GW-A', 'GW-A-in'],
      statusCode: 180,
      startLine: 'SIP/2.0 180 Ringing',
      callId: 'x@y',
      cseq: '7 INVITE',
      lengthBytes: wireOf({ startLine: 'SIP/2.0 180 Ringing', callId: 'x@y' }).length,
      isParsed: true,
    })
  })

  it('keeps what is no SIP message, and says so', () => {
    const ring = newRing()
    ring.received(Buffer.from('hello\r\n\r\n'), carrierA, undefined)
    expect(ring.describe(0)).toMatchObject({ isParsed: false, startLine: 'hello', callId: '' })
  })

  it('takes a refusal without Call-ID and CSeq', () => {
    const ring = newRing()
    const bytes = Buffer.from('SIP/2.0 400 Bad Request\r\nVia: SIP/2.0/UDP 192.0.2.1\r\n\r\n')
    const response = parsed(wireOf({ startLine: 'SIP/2.0 400 Bad Request' }))
    response?.fields.remove('Call-ID')
    response?.fields.remove('CSeq')
    response?.forget()
    ring.sent(bytes, carrierA, response)
    expect(ring.describe(0)).toMatchObject({ statusCode: 400, callId: '', cseq: '' })
  })

  it('drops the oldest message when the limit of messages is reached', () => {
    const ring = newRing(100)
    for (let i = 0; i < 250; i++) receive(ring, { callId: `c${i}` })
    expect(ring.oldestSequence).toBe(150)
    expect(ring.describe(149)).toBeUndefined()
    expect(callIdsOf(found(ring, {}))).toEqual(Array.from({ length: 100 }, (_, i) => `c${249 - i}`))
  })

  it('drops the oldest messages when the limit of bytes is reached, and never shows torn ones', () => {
    const ring = newRing(100_000)
    const body = 'b'.repeat(5000)
    for (let i = 0; i < 1000; i++) receive(ring, { callId: `c${i}`, body: body.slice(i) })
    const messages = found(ring, {})
    const held = messages.reduce((sum, message) => sum + message.lengthBytes, 0)
    expect(held).toBeLessThanOrEqual(1024 * 1024)
    expect(held).toBeGreaterThan(1000 * 1024)
    for (const { sequence } of messages) {
      const expected = wireOf({ callId: `c${sequence}`, body: body.slice(sequence) })
      expect(ring.bytesOf(sequence)?.equals(expected)).toBe(true)
    }
  })

  it('records nothing while it is switched off, and keeps what it has', () => {
    const ring = newRing()
    receive(ring, { callId: 'before' })
    ring.isEnabled = false
    receive(ring, { callId: 'meanwhile' })
    ring.isEnabled = true
    receive(ring, { callId: 'after' })
    expect(callIdsOf(found(ring, {}))).toEqual(['after', 'before'])
  })

  it('keeps the newest messages and their numbers when the limits change', () => {
    const ring = newRing(1000)
    for (let i = 0; i < 500; i++) receive(ring, { callId: `c${i}` })
    ring.setLimits({ messages: 200, bytes: 2 * 1024 * 1024 })
    expect(ring.limits).toEqual({ messages: 200, bytes: 2 * 1024 * 1024 })
    expect(ring.oldestSequence).toBe(300)
    ring.setLimits({ messages: 5000, bytes: 1024 * 1024 })
    for (let i = 500; i < 600; i++) receive(ring, { callId: `c${i}` })
    const messages = found(ring, {})
    expect(messages.map((message) => message.sequence)).toEqual(
      Array.from({ length: 300 }, (_, i) => 599 - i),
    )
    expect(callIdsOf(messages)).toEqual(messages.map((message) => `c${message.sequence}`))
  })

  it('forgets everything when it is cleared', () => {
    const ring = newRing()
    receive(ring, {})
    ring.clear()
    expect(found(ring, {})).toEqual([])
    receive(ring, {})
    expect(found(ring, {}).map((message) => message.sequence)).toEqual([1])
  })

  it('does not fill the memory with flows of messages that are gone', () => {
    const ring = newRing(100)
    for (let i = 0; i < 30_000; i++) {
      const bytes = wireOf({})
      const remote = { address: '192.0.2.9', port: 1 + i }
      ring.received(bytes, { ...carrierA, remote }, undefined)
    }
    expect(ring.flowCount).toBeLessThan(10_000)
    expect(ring.describe(29_950)?.remote.port).toBe(29_951)
  })
})

describe('a search in the trace', () => {
  const ring = newRing()
  receive(ring, { method: 'INVITE', callId: 'call-1' })
  send(ring, { startLine: 'SIP/2.0 100 Trying', callId: 'call-1' })
  send(ring, { method: 'INVITE', callId: 'call-2' }, carrierB)
  receive(ring, { method: 'PUBLISH', callId: 'pub-1', extra: ['SIP-If-Match: abc'] })
  send(ring, {
    startLine: 'SIP/2.0 412 Conditional Request Failed',
    method: 'PUBLISH',
    callId: 'pub-1',
  })
  receive(ring, { method: 'FROBNICATE', callId: 'odd' }, carrierB)
  receive(ring, {
    method: 'REGISTER',
    callId: 'reg-1',
    extra: ['Authorization: Digest username="7", response="0123abcd"', 'Subject: grüße'],
  })

  const cases: readonly (readonly [string, TraceFilter, readonly string[]])[] = [
    ['a method finds requests and responses', { method: 'PUBLISH' }, ['pub-1', 'pub-1']],
    ['a method without a number of its own is found', { method: 'FROBNICATE' }, ['odd']],
    ['any of several methods', { method: ['PUBLISH', 'REGISTER'] }, ['reg-1', 'pub-1', 'pub-1']],
    ['with and without a number', { method: ['REGISTER', 'FROBNICATE'] }, ['reg-1', 'odd']],
    ['no method at all', { method: [] }, []],
    ['another such method is not', { method: 'FROB' }, []],
    ['a status code', { statusCode: 412 }, ['pub-1']],
    ['both legs of a call', { callIds: ['call-1', 'call-2'] }, ['call-2', 'call-1', 'call-1']],
    ['a direction', { direction: 'sent', method: 'INVITE' }, ['call-2', 'call-1']],
    ['any gateway of an address', { gateway: 'GW-A-in', method: 'INVITE' }, ['call-1', 'call-1']],
    ['an unknown gateway', { gateway: 'GW-Z' }, []],
    ['text', { text: 'SIP-If-Match: abc' }, ['pub-1']],
    ['text beyond ASCII', { text: 'grüße' }, ['reg-1']],
    ['a name of a hidden field', { text: 'Authorization:' }, ['reg-1']],
    ['a hidden value is not found', { text: '0123abcd' }, []],
    ['a time in the past', { untilMs: 1_799_999_999_999 }, []],
    ['a time span', { fromMs: 1_800_000_000_000, statusCode: 100 }, ['call-1']],
  ]
  it.each(cases)('%s', (_, filter, expected) => {
    expect(callIdsOf(found(ring, filter))).toEqual(expected)
  })

  it('of a gateway finds what is published of it, wherever that goes', () => {
    const publishing = newRing()
    const wire = { method: 'PUBLISH', callId: 'pub-2', from: 'GW-P' }
    send(publishing, wire, carrierB)
    receive(publishing, { ...wire, startLine: 'SIP/2.0 200 OK' }, carrierB)
    send(publishing, { ...wire, callId: 'pub-3', from: 'GW-Other' }, carrierB)
    receive(publishing, { method: 'INVITE', callId: 'call-3', from: 'GW-P' })
    const messages = found(publishing, { gateway: 'GW-P' })
    expect(callIdsOf(messages)).toEqual(['pub-2', 'pub-2'])
    expect(messages.map(({ speaksOf }) => speaksOf)).toEqual(['GW-P', 'GW-P'])
    expect(publishing.describe(3)).not.toHaveProperty('speaksOf')
  })

  it('gives pages, newest first, until everything has been seen', () => {
    const busy = newRing(1000)
    for (let i = 0; i < 250; i++) receive(busy, { callId: `c${i}`, method: i % 2 ? 'BYE' : 'ACK' })
    const seen: number[] = []
    let before: number | undefined
    do {
      const paging = before === undefined ? { limit: 50 } : { limit: 50, before }
      const page = searchTrace(busy, { method: 'BYE' }, paging)
      seen.push(...page.messages.map((message) => message.sequence))
      before = page.next
    } while (before !== undefined)
    expect(seen).toEqual(Array.from({ length: 125 }, (_, i) => 249 - 2 * i))
  })

  it('for text stops after a while and says where to go on', () => {
    const large = new TraceRing({
      clock: createFakeClock(),
      limits: { messages: 10_000, bytes: 32 * 1024 * 1024 },
    })
    const filler = 'x'.repeat(20_000)
    receive(large, { callId: 'wanted', body: `needle${filler}` })
    for (let i = 0; i < 1000; i++) receive(large, { callId: `c${i}`, body: filler })
    const pages = []
    let page = searchTrace(large, { text: 'needle' }, { limit: 10 })
    while (page.next !== undefined && pages.length < 10) {
      pages.push(page)
      page = searchTrace(large, { text: 'needle' }, { limit: 10, before: page.next })
    }
    expect(pages.length).toBeGreaterThan(1)
    expect(callIdsOf(page.messages)).toEqual(['wanted'])
  })
})

describe('credentials in the trace', () => {
  const shown = (extra: readonly string[]): string => {
    const ring = newRing()
    receive(ring, { extra })
    return ring.textOf(0) ?? ''
  }

  it.each([
    ['Authorization: Digest username="alice", response="5ecre7"'],
    ['proxy-authorization : Digest username="alice",\r\n response="5ecre7"'],
    ['AUTHORIZATION:\r\n\tDigest response="5ecre7"'],
  ])('are starred out: %s', (line) => {
    const text = shown([line])
    expect(text).not.toContain('5ecre7')
    expect(text).not.toContain('alice')
    expect(text).toContain('\r\nContent-Length: 0\r\n')
    expect(text.length).toBe(wireOf({ extra: [line] }).length)
  })

  it('leave other header fields alone', () => {
    const line = 'WWW-Authenticate: Digest realm="Authorization: x", nonce="n0nce"'
    expect(shown([line])).toContain(line)
  })
})

describe('following the trace', () => {
  it('gives the newest fitting messages since the last look, and counts those left out', () => {
    const ring = new TraceRing({ clock: createFakeClock() })
    receive(ring, { callId: 'old' })
    const look = (from: number): TraceTail => readTail(ring, { method: 'INVITE' }, from, 2)
    const start = ring.nextSequence
    expect(look(start)).toEqual({ messages: [], omitted: 0, next: start })
    for (const callId of ['a', 'b', 'c']) receive(ring, { callId })
    receive(ring, { method: 'BYE', callId: 'a' })
    const first = look(start)
    receive(ring, { callId: 'd' })
    const second = look(first.next)
    expect([first, second].map(({ messages, omitted }) => [callIdsOf(messages), omitted])).toEqual([
      [['b', 'c'], 1],
      [['d'], 0],
    ])
    expect(look(second.next).messages).toEqual([])
  })
})

describe('what the trace tells of itself', () => {
  it('says how much it holds, and of which time', () => {
    const clock = createFakeClock()
    const ring = new TraceRing({ clock, limits: { messages: 100, bytes: 1024 * 1024 } })
    expect(ring.holding).toEqual({ messages: 0, bytes: 0, oldestMs: 0, newestMs: 0 })
    const { length } = receive(ring, {})
    clock.advance(5000)
    receive(ring, {})
    expect(ring.holding).toEqual({
      ...{ messages: 2, bytes: 2 * length },
      ...{ oldestMs: clock.nowMs() - 5000, newestMs: clock.nowMs() },
    })
    for (let index = 0; index < 100; index++) receive(ring, {})
    expect(ring.holding).toMatchObject({ messages: 100, oldestMs: clock.nowMs() })
  })

  it('knows since when nothing is missing', () => {
    const clock = createFakeClock()
    const startMs = clock.nowMs()
    const ring = new TraceRing({ clock, limits: { messages: 100, bytes: 1024 * 1024 } })
    receive(ring, {})
    clock.advance(1000)
    expect(ring.completeSinceMs).toBe(startMs)
    ring.isEnabled = false
    expect(ring.completeSinceMs).toBe(Infinity)
    clock.advance(1000)
    ring.isEnabled = true
    expect(ring.completeSinceMs).toBe(startMs + 2000)
    clock.advance(1000)
    for (let index = 0; index < 101; index++) receive(ring, {})
    expect(ring.completeSinceMs).toBe(startMs + 3000)
  })
})
