import { beforeEach, describe, expect, it } from 'vitest'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { silentLogger } from '../kernel/logger.ts'
import { HeaderFields } from '../sip/message/header-fields.ts'
import { SipRequest, SipResponse } from '../sip/message/message.ts'
import type { ClientTransactionListener } from '../sip/transaction/transaction-user.ts'
import type { Destination, Flow } from '../sip/transport/transport.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createNotifier } from './notifier.ts'
import type { Notifier } from './notifier.ts'

interface Sent {
  readonly request: SipRequest
  readonly destination: Destination
  readonly listener: ClientTransactionListener
  readonly atMs: number
}

const udp: Flow = {
  protocol: 'udp',
  local: { address: '192.0.2.1', port: 5060 },
  remote: { address: '192.0.2.9', port: 5080 },
  connection: 0,
}

/** A notifier on virtual time whose NOTIFY requests the test answers. */
class Bench {
  readonly clock = createFakeClock()
  readonly sent: Sent[] = []
  readonly resolving: (() => void)[] = []
  composed = 0
  isSlowName = false
  answer: number | undefined = 200
  readonly notifier: Notifier = createNotifier({
    clock: this.clock,
    ids: createSeededIdSource(5),
    log: silentLogger,
    eventPackage: {
      name: 'presence',
      contentType: 'application/pidf+xml',
      resourceOf: (request) => /^sip:(\w+)@/.exec(request.requestUri)?.[1],
      admit: () => undefined,
      compose: () => Buffer.from(`state ${String(++this.composed)}`),
    },
    transactions: {
      request: (request, destination, listener) => {
        this.sent.push({ request, destination, listener, atMs: this.clock.monotonicMs() })
        const { answer } = this
        if (answer !== undefined) {
          this.clock.startTimer(1, () => {
            listener.onResponse(new SipResponse(answer, '', new HeaderFields()), udp)
          })
        }
        return {
          request,
          destination,
          state: '',
          cancel: () => undefined,
          abandon: () => undefined,
        }
      },
    },
    localFor: () => ({ address: '192.0.2.1', port: 5060 }),
    resolver: {
      resolveNow: ({ host, port, protocol }) =>
        this.isSlowName ? undefined : [this.destination(host, port, protocol)],
      resolve: ({ host, port, protocol }) =>
        new Promise((resolve) => {
          this.resolving.push(() => {
            resolve([this.destination(host, port, protocol)])
          })
        }),
    },
  })

  destination(
    address: string,
    port = 5060,
    protocol: Destination['protocol'] = 'udp',
  ): Destination {
    return { protocol, remote: { address, port } }
  }

  subscribe(change: Readonly<Record<string, string>> = {}, flow = udp, callId = 'c'): SipResponse {
    const fields = new HeaderFields(['Via', 'SIP/2.0/UDP x;branch=z9hG4bKx'])
    const values = {
      From: '<sip:w@x>;tag=w',
      To: '<sip:G@x>',
      'Call-ID': callId,
      CSeq: '1 SUBSCRIBE',
      Event: 'presence',
      Contact: '<sip:w@192.0.2.9:5080>',
      Expires: '600',
      ...change,
    }
    for (const [name, value] of Object.entries(values)) fields.append(name, value)
    const request = new SipRequest('SUBSCRIBE', 'sip:G@x', fields)
    const responses: SipResponse[] = []
    this.notifier.onSubscribe(request, {
      request,
      flow,
      isFinished: false,
      discard: () => undefined,
      respond: (response) => responses.push(response),
      onCancel: undefined,
      onTimeout: undefined,
      onTransportError: undefined,
    })
    const [response] = responses
    if (response === undefined) throw new Error('one response was expected')
    return response
  }

  get states(): readonly (string | undefined)[] {
    return this.sent.map(({ request }) => request.fields.get('Subscription-State'))
  }
}

let bench: Bench
beforeEach(() => {
  bench = new Bench()
})

describe('a notifier', () => {
  it('says how long the subscription lasts, and that it is over when it is not refreshed', () => {
    bench.subscribe({ Expires: '60' })
    bench.clock.advance(20_000)
    bench.notifier.changed('G')
    bench.clock.advance(60_000)
    expect(bench.states).toEqual([
      'active;expires=60',
      'active;expires=40',
      'terminated;reason=timeout',
    ])
    expect(bench.sent[2]?.atMs).toBe(60_000)
    expect(bench.notifier.size).toBe(0)
    expect(bench.clock.pendingTimers).toBe(0)
  })

  it('sends at most one NOTIFY a second, the last one with the newest state', () => {
    bench.subscribe()
    for (let i = 0; i < 500; i++) {
      bench.clock.advance(10)
      bench.notifier.changed('G')
    }
    bench.clock.advance(5000)
    const gaps = bench.sent.slice(1).map((each, i) => each.atMs - (bench.sent[i]?.atMs ?? 0))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1000)
    expect(bench.sent).toHaveLength(7)
  })

  it('has one NOTIFY in flight per subscription', () => {
    bench.answer = undefined
    bench.subscribe()
    bench.notifier.changed('G')
    bench.clock.advance(10_000)
    expect(bench.sent).toHaveLength(1)
    bench.sent[0]?.listener.onResponse(new SipResponse(200, '', new HeaderFields()), udp)
    expect(bench.sent).toHaveLength(2)
  })

  it('sends the last NOTIFY after the one in flight', () => {
    bench.answer = undefined
    const { to } = bench.subscribe()
    bench.subscribe({ To: `<sip:G@x>;tag=${to.tag ?? ''}`, CSeq: '2 SUBSCRIBE', Expires: '0' })
    expect(bench.states).toEqual(['active;expires=600'])
    bench.sent[0]?.listener.onResponse(new SipResponse(200, '', new HeaderFields()), udp)
    expect(bench.states).toEqual(['active;expires=600', 'terminated;reason=timeout'])
  })

  it('composes the state once for all watchers of a resource', () => {
    for (let i = 0; i < 50; i++) bench.subscribe({}, udp, `c${String(i)}`)
    const before = bench.composed
    bench.clock.advance(5000)
    bench.notifier.changed('G')
    expect(bench.sent).toHaveLength(100)
    expect(bench.composed).toBe(before + 1)
  })

  it('uses the connection that the subscriber opened', () => {
    const tcp: Flow = { ...udp, protocol: 'tcp', connection: 7 }
    bench.subscribe({ Contact: '<sip:w@192.0.2.9:5080;transport=tcp>' }, tcp)
    expect(bench.sent[0]?.destination).toMatchObject({ protocol: 'tcp', connection: 7 })
    expect(bench.sent[0]?.request.fields.get('Contact')).toContain(';transport=tcp')
  })

  it('gives a strict router its place', () => {
    bench.subscribe({ 'Record-Route': '<sip:192.0.2.50>, <sip:192.0.2.51;lr>' })
    const [sent] = bench.sent
    expect(sent?.request.requestUri).toBe('sip:192.0.2.50')
    expect(sent?.request.fields.all('Route')).toEqual([
      '<sip:192.0.2.51;lr>',
      '<sip:w@192.0.2.9:5080>',
    ])
    expect(sent?.destination.remote.address).toBe('192.0.2.50')
  })

  it('waits for a name that has to be looked up', async () => {
    bench.isSlowName = true
    bench.subscribe()
    expect(bench.sent).toHaveLength(0)
    for (const resolve of bench.resolving) resolve()
    await Promise.resolve()
    expect(bench.sent).toHaveLength(1)
  })

  it.each([404, 405, 410, 416, 480, 481, 485, 489, 501, 604])(
    'removes the subscription when NOTIFY gets %i',
    (code) => {
      bench.answer = code
      bench.subscribe()
      bench.clock.advance(10)
      expect(bench.notifier.size).toBe(0)
      expect(bench.sent).toHaveLength(1)
    },
  )

  it.each([200, 401, 500, 503])('keeps it when NOTIFY gets %i', (code) => {
    bench.answer = code
    bench.subscribe()
    bench.clock.advance(10)
    expect(bench.notifier.size).toBe(1)
  })

  it('takes a bounded number of subscriptions', () => {
    for (let i = 0; i < 10_000; i++) bench.subscribe({}, udp, `c${String(i)}`)
    const refused = bench.subscribe({}, udp, 'one too many')
    expect(refused.statusCode).toBe(503)
    expect(refused.fields.has('Retry-After')).toBe(true)
  })

  it('ends every subscription when it stops', () => {
    bench.subscribe()
    bench.notifier.stop()
    expect(bench.states.at(-1)).toBe('terminated;reason=probation;retry-after=10')
    bench.clock.advance(10_000)
    expect(bench.clock.pendingTimers).toBe(0)
  })
})
