import { beforeEach, describe, expect, it } from 'vitest'
import type { AlarmCondition } from '../api/contract/alarms.ts'
import { engineSettings, publishTarget } from '../api/contract/engine-settings.ts'
import type { EngineSettings } from '../api/contract/engine-settings.ts'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { silentLogger } from '../kernel/logger.ts'
import { HeaderFields } from '../sip/message/header-fields.ts'
import { SipResponse } from '../sip/message/message.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { ClientTransactionListener } from '../sip/transaction/transaction-user.ts'
import type { Destination, Flow } from '../sip/transport/transport.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import type { AgentPublicationView } from './agent-publication.ts'
import { createEventPublicationAgent } from './event-publication-agent.ts'
import type { EventPublicationAgent } from './event-publication-agent.ts'
import type { GatewayStatus, StatusWord } from './gateway-status.ts'
import { readPidf } from './pidf.ts'

interface Sent {
  readonly request: SipRequest
  readonly destination: Destination
  readonly listener: ClientTransactionListener
  readonly atMs: number
}
type Answer = readonly [statusCode: number, ...fields: string[]] | 'timeout' | 'transport error'

const flow: Flow = {
  protocol: 'udp',
  local: { address: '127.0.0.1', port: 5060 },
  remote: { address: '127.0.0.1', port: 5060 },
  connection: 0,
}

/** An agent on virtual time whose requests are answered by `answers`, at once or after `delayMs`. */
class Bench {
  readonly clock = createFakeClock()
  readonly sent: Sent[] = []
  readonly alarms = new Map<string, AlarmCondition>()
  readonly parameters = { values: { SS_SIP_PUBLISH_EXPIRE: 300 } }
  settings: { values: EngineSettings } = { values: engineSettings.parse({}) }
  gateways = new Set(['GW-A'])
  active = 0
  word: StatusWord = 'available'
  answers: (request: SipRequest, index: number) => Answer | undefined = accept
  delayMs = 1
  readonly agent: EventPublicationAgent

  constructor(settings: Partial<EngineSettings> = {}) {
    this.settings.values = { ...this.settings.values, ...settings }
    this.agent = createEventPublicationAgent({
      clock: this.clock,
      ids: createSeededIdSource(3),
      log: silentLogger,
      transactions: {
        request: (request, destination, listener) => this.#request(request, destination, listener),
      },
      resolver: {
        resolveNow: ({ host, port, protocol }) =>
          host === 'nowhere.example' ? [] : [{ protocol, remote: { address: host, port } }],
        resolve: () => Promise.resolve([]),
      },
      parameters: this.parameters,
      settings: this.settings,
      alarms: {
        raise: (condition) => this.alarms.set(condition.type, condition),
        clear: (type) => this.alarms.delete(type),
      },
      version: '0.1.0',
      gateways: () => [...this.gateways].map((name) => ({ name })),
      isPublished: (name) => this.gateways.has(name),
      statusOf: (name) => this.#statusOf(name),
      ownTarget: () => ({ protocol: 'udp', remote: { address: '127.0.0.1', port: 5060 } }),
    })
  }

  get last(): SipRequest {
    const last = this.sent.at(-1)
    if (last === undefined) throw new Error('nothing was sent')
    return last.request
  }

  get view(): AgentPublicationView | undefined {
    return [...this.agent.publications()][0]
  }

  #statusOf(gatewayId: string): GatewayStatus {
    const { active, word: status } = this
    return {
      gatewayId,
      node: 'node-1',
      active,
      capacity: 0,
      status,
      attempts: 0,
      answers: 0,
      sequence: 0,
    }
  }

  #request(request: SipRequest, destination: Destination, listener: ClientTransactionListener) {
    const index = this.sent.length
    this.sent.push({ request, destination, listener, atMs: this.clock.monotonicMs() })
    const answer = this.answers(request, index)
    if (answer !== undefined) {
      const delayMs = answer === 'timeout' ? 31_500 : this.delayMs
      this.clock.startTimer(delayMs, () => {
        if (answer === 'timeout') listener.onTimeout()
        else if (answer === 'transport error') listener.onTransportError('refused')
        else listener.onResponse(responseOf(answer), flow)
      })
    }
    return {
      request,
      destination,
      state: 'trying',
      cancel: () => undefined,
      abandon: () => undefined,
    }
  }
}

const responseOf = ([statusCode, ...fields]: readonly [number, ...string[]]): SipResponse =>
  new SipResponse(statusCode, 'Reason', new HeaderFields(fields))

function accept(request: SipRequest, index: number): Answer {
  return [200, 'SIP-ETag', `tag-${String(index)}`, 'Expires', request.fields.get('Expires') ?? '']
}

const opening = ({ fields, body }: SipRequest): string => {
  if (fields.get('Expires') === '0') return 'remove'
  if (!fields.has('SIP-If-Match')) return 'initial'
  return body.length > 0 ? 'modify' : 'refresh'
}

let bench: Bench
const start = (settings: Partial<EngineSettings> = {}): Bench => {
  bench = new Bench(settings)
  return bench
}
const kinds = (): readonly string[] => bench.sent.map(({ request }) => opening(request))

beforeEach(() => {
  start()
})

describe('an event publication agent', () => {
  it('publishes every gateway with Allow Publish at the start, by the form of the specification', () => {
    bench.gateways = new Set(['GW A&b'])
    bench.agent.start()
    bench.clock.advance(10)
    const { last } = bench
    expect(last.requestUri).toBe('sip:gateway-status@trunkline.local;gateway=GW%20A%26b')
    expect(last.fields.get('From')).toMatch(/^<sip:GW%20A%26b@trunkline\.local>;tag=\w+$/)
    expect(last.fields.get('To')).toBe('<sip:GW%20A%26b@trunkline.local>')
    expect(last.fields.all('Event')).toEqual(['presence'])
    expect(last.fields.get('Expires')).toBe('300')
    expect(last.fields.get('Content-Type')).toBe('application/pidf+xml')
    expect(last.fields.has('SIP-If-Match')).toBe(false)
    const body = readPidf(last.body)
    expect(body.ok && body.value).toMatchObject({
      entity: 'pres:GW%20A%26b@trunkline.local',
      tuples: [{ status: { gatewayId: 'GW A&b', node: 'node-1', sequence: 1 } }],
      announcement: { name: 'node-1', publishExpireSeconds: 300 },
    })
    expect(bench.view).toMatchObject({ state: 'published', entityTag: 'tag-0' })
  })

  it('refreshes between 80 and 90 % of the granted lifetime, without a body, with the tag of the last 2xx', () => {
    bench.answers = (_request, index) => [200, 'SIP-ETag', `t${String(index)}`, 'Expires', '100']
    bench.agent.start()
    bench.clock.advance(3_600_000)
    const gaps = bench.sent.slice(1).map((each, i) => each.atMs - (bench.sent[i]?.atMs ?? 0))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(80_000)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(90_000)
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeGreaterThan(3000)
    expect(new Set(kinds().slice(1))).toEqual(new Set(['refresh']))
    bench.sent.slice(1).forEach(({ request }, i) => {
      expect(request.fields.all('SIP-If-Match')).toEqual([`t${String(i)}`])
      expect(request.fields.has('Content-Type')).toBe(false)
    })
    const sequence = bench.sent.map(({ request }) => request.cseq.sequence)
    expect(sequence).toEqual(sequence.map((_, i) => i + 1))
    expect(new Set(bench.sent.map(({ request }) => request.callId)).size).toBe(1)
  })

  it('takes the lifetime it asked for when the 2xx grants more or says nothing', () => {
    bench.answers = () => [200, 'SIP-ETag', 'x', 'Expires', '99999']
    bench.agent.start()
    bench.clock.advance(10)
    expect(bench.view?.grantedSeconds).toBe(300)
  })

  it('sends a refresh whose numbers changed as a modify with a body', () => {
    bench.agent.start()
    bench.clock.advance(10)
    bench.active = 5
    bench.agent.numbersChanged('GW-A')
    bench.clock.advance(200_000)
    expect(kinds()).toEqual(['initial'])
    bench.clock.advance(80_000)
    expect(kinds()).toEqual(['initial', 'modify'])
  })

  it('with "threshold" sends a new status word at once, coalesced with what was sent just before', () => {
    bench.agent.start()
    bench.clock.advance(5000)
    bench.word = 'full'
    bench.agent.numbersChanged('GW-A')
    expect(kinds()).toEqual(['initial', 'modify'])
    bench.clock.advance(100)
    bench.word = 'available'
    bench.agent.numbersChanged('GW-A')
    bench.word = 'reduced'
    bench.agent.numbersChanged('GW-A')
    bench.clock.advance(850)
    expect(kinds()).toHaveLength(2)
    bench.clock.advance(100)
    expect(kinds()).toEqual(['initial', 'modify', 'modify'])
    expect(bench.last.body.toString()).toContain('status="reduced"')
  })

  it('with "threshold" sends nothing for a word that came back before its turn', () => {
    bench.agent.start()
    bench.clock.advance(10)
    bench.word = 'full'
    bench.agent.numbersChanged('GW-A')
    bench.word = 'available'
    bench.clock.advance(5000)
    expect(kinds()).toEqual(['initial'])
  })

  it('with "every change" coalesces changes', () => {
    start({ publishOnChange: 'every change', publishCoalescingMs: 500 })
    bench.agent.start()
    bench.clock.advance(5000)
    for (let i = 0; i < 1000; i++) {
      bench.active++
      bench.agent.numbersChanged('GW-A')
      bench.clock.advance(10)
    }
    expect(kinds().length).toBeGreaterThan(15)
    expect(kinds().length).toBeLessThanOrEqual(22)
  })

  it('with "refresh only" lets numbers travel with the refresh alone', () => {
    start({ publishOnChange: 'refresh only' })
    bench.agent.start()
    bench.clock.advance(5000)
    bench.word = 'full'
    bench.agent.numbersChanged('GW-A')
    bench.clock.advance(200_000)
    expect(kinds()).toEqual(['initial'])
    bench.clock.advance(80_000)
    expect(kinds()).toEqual(['initial', 'modify'])
  })

  it('has one request in flight per publication and folds what happens meanwhile', () => {
    bench.delayMs = 3000
    bench.agent.start()
    bench.clock.advance(100)
    for (const word of ['full', 'reduced', 'last-resort'] as const) {
      bench.word = word
      bench.agent.numbersChanged('GW-A')
      bench.clock.advance(100)
    }
    expect(kinds()).toEqual(['initial'])
    bench.clock.advance(3000)
    expect(kinds()).toEqual(['initial', 'modify'])
    expect(bench.last.body.toString()).toContain('status="last-resort"')
  })

  it('removes with Expires 0, the tag and no body when the box is unchecked', () => {
    bench.agent.start()
    bench.clock.advance(10)
    bench.gateways.clear()
    bench.agent.gatewayChanged('GW-A')
    bench.clock.advance(10)
    expect(kinds()).toEqual(['initial', 'remove'])
    expect(bench.last.fields.get('SIP-If-Match')).toBe('tag-0')
    expect(bench.last.body).toHaveLength(0)
    expect(bench.view).toBeUndefined()
    bench.clock.advance(1_000_000)
    expect(kinds()).toHaveLength(2)
    expect(bench.clock.pendingTimers).toBe(0)
  })

  it('publishes again when the box is checked while the removal is under way', () => {
    bench.delayMs = 100
    bench.agent.start()
    bench.clock.advance(200)
    bench.gateways.clear()
    bench.agent.gatewayChanged('GW-A')
    bench.clock.advance(50)
    bench.gateways.add('GW-A')
    bench.agent.gatewayChanged('GW-A')
    bench.clock.advance(500)
    expect(kinds()).toEqual(['initial', 'remove', 'initial'])
  })

  it('removes as soon as the initial publication is answered when the box was unchecked meanwhile', () => {
    bench.delayMs = 1000
    bench.agent.start()
    bench.clock.advance(10)
    bench.gateways.clear()
    bench.agent.gatewayChanged('GW-A')
    bench.clock.advance(5000)
    expect(kinds()).toEqual(['initial', 'remove'])
    expect(bench.view).toBeUndefined()
  })

  it('publishes everything anew within ten seconds when the parameter changes, body included', () => {
    start({ publishPacePerSecond: 100 })
    bench.gateways = new Set(Array.from({ length: 2000 }, (_, i) => `G${String(i)}`))
    bench.agent.start()
    bench.clock.advance(60_000)
    expect(kinds()).toHaveLength(2000)
    bench.parameters.values.SS_SIP_PUBLISH_EXPIRE = 60
    bench.agent.parameterChanged()
    bench.clock.advance(10_000)
    const anew = bench.sent.slice(2000)
    expect(anew).toHaveLength(2000)
    expect(anew.every(({ request }) => request.fields.get('Expires') === '60')).toBe(true)
    expect(anew.every(({ request }) => opening(request) === 'modify')).toBe(true)
  })

  it('paces its start: never more than so many a second', () => {
    start({ publishPacePerSecond: 50 })
    bench.gateways = new Set(Array.from({ length: 200 }, (_, i) => `G${String(i)}`))
    bench.agent.start()
    const perSecond: number[] = []
    for (let second = 0; second < 5; second++) {
      const before = bench.sent.length
      bench.clock.advance(1000)
      perSecond.push(bench.sent.length - before)
    }
    expect(Math.max(...perSecond)).toBeLessThanOrEqual(51)
    expect(bench.sent).toHaveLength(200)
  })

  it('removes everything at an orderly stop, quickly and without pace', async () => {
    start({ publishPacePerSecond: 500 })
    bench.gateways = new Set(Array.from({ length: 1000 }, (_, i) => `G${String(i)}`))
    bench.agent.start()
    bench.clock.advance(10_000)
    const stopped = bench.agent.stop()
    bench.clock.advance(100)
    await stopped
    expect(kinds().filter((kind) => kind === 'remove')).toHaveLength(1000)
    expect(bench.clock.pendingTimers).toBe(0)
  })

  it('gives up an orderly stop after five seconds and keeps no timer', async () => {
    bench.agent.start()
    bench.clock.advance(10)
    bench.answers = () => 'timeout'
    const stopped = bench.agent.stop()
    bench.clock.advance(5001)
    await stopped
    bench.clock.advance(1_000_000)
    expect(bench.clock.pendingTimers).toBe(0)
  })
})

describe('answers other than 200', () => {
  it('412: forgets the tag and publishes afresh at once, with a body', () => {
    bench.answers = (request, index) => (index === 1 ? [412] : accept(request, index))
    bench.agent.start()
    bench.clock.advance(300_000)
    expect(kinds().slice(0, 3)).toEqual(['initial', 'refresh', 'initial'])
    expect((bench.sent[2]?.atMs ?? 0) - (bench.sent[1]?.atMs ?? 0)).toBeLessThan(5)
  })

  it('423: takes Min-Expires, raises an alarm that names both values, and ends it with the parameter', () => {
    bench.answers = (request, index) =>
      Number(request.fields.get('Expires')) < 600
        ? [423, 'Min-Expires', '600']
        : accept(request, index)
    bench.agent.start()
    bench.clock.advance(100)
    expect(bench.sent.map(({ request }) => request.fields.get('Expires'))).toEqual(['300', '600'])
    expect(bench.alarms.get('minExpiresConflict')?.text).toMatch(/600 s.*300 s/)
    expect(bench.view?.grantedSeconds).toBe(600)
    bench.parameters.values.SS_SIP_PUBLISH_EXPIRE = 700
    bench.agent.parameterChanged()
    expect(bench.alarms.has('minExpiresConflict')).toBe(false)
  })

  it('a peer node that refused is asked again soon after it publishes about the gateway itself', () => {
    const peer = publishTarget.parse({ name: 'peer', address: 'udp:10.0.0.2:5060' })
    const bench = new Bench({ publishTargets: [peer] })
    const toPeer = (): Sent[] =>
      bench.sent.filter(({ destination }) => destination.remote.address === '10.0.0.2')
    bench.answers = (request, index) =>
      bench.sent[index]?.destination.remote.address === '10.0.0.2' ? [404] : accept(request, index)
    bench.agent.start()
    bench.clock.advance(100)
    expect(toPeer()).toHaveLength(1)
    // However often it speaks, the delays double.
    for (let second = 0; second < 200; second++) {
      bench.agent.publishedElsewhere('GW-A')
      bench.clock.advance(1000)
    }
    const gaps = toPeer()
      .slice(1)
      .map(({ atMs }, i) => atMs - (toPeer()[i]?.atMs ?? 0))
    expect(gaps.map((gap) => Math.round(gap / 1000))).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
    bench.answers = accept
    bench.agent.publishedElsewhere('GW-A')
    bench.clock.advance(60_000)
    expect(bench.alarms.has('publishTargetUnfit')).toBe(false)
  })

  it('numbers that waited for a refresh go out when every change is to be published', () => {
    const bench = new Bench()
    bench.agent.start()
    bench.clock.advance(5000)
    bench.active = 5
    bench.agent.numbersChanged('GW-A')
    bench.clock.advance(5000)
    expect(bench.sent).toHaveLength(1)
    bench.settings.values = { ...bench.settings.values, publishOnChange: 'every change' }
    bench.agent.settingsChanged()
    bench.clock.advance(1100)
    expect(bench.sent).toHaveLength(2)
  })

  it.each([404, 405, 415, 489])(
    '%i: marks the target unfit, raises an alarm and asks again hourly',
    (code) => {
      bench.answers = () => [code]
      bench.agent.start()
      bench.clock.advance(3_599_000)
      expect(kinds()).toEqual(['initial'])
      expect(bench.view?.state).toBe('unfit')
      expect(bench.alarms.get('publishTargetUnfit')?.text).toContain(String(code))
      bench.answers = accept
      bench.clock.advance(2000)
      expect(kinds()).toEqual(['initial', 'initial'])
      expect(bench.alarms.has('publishTargetUnfit')).toBe(false)
    },
  )

  it('405 speaks for the whole target: the other gateways are not tried', () => {
    bench.gateways = new Set(Array.from({ length: 500 }, (_, i) => `G${String(i)}`))
    bench.answers = () => [405]
    bench.agent.start()
    bench.clock.advance(60_000)
    expect(bench.sent.length).toBeLessThan(20)
  })

  it('503: obeys Retry-After, for every gateway at that target', () => {
    bench.gateways = new Set(['GW-A', 'GW-B'])
    bench.answers = (request, index) =>
      index === 0 ? [503, 'Retry-After', '90 (busy)'] : accept(request, index)
    start()
    bench.gateways = new Set(['GW-A'])
    bench.answers = (request, index) =>
      index === 0 ? [503, 'Retry-After', '90 (busy)'] : accept(request, index)
    bench.agent.start()
    bench.clock.advance(10)
    bench.gateways.add('GW-B')
    bench.agent.gatewayChanged('GW-B')
    bench.clock.advance(89_000)
    expect(kinds()).toHaveLength(1)
    bench.clock.advance(2000)
    expect(kinds()).toHaveLength(3)
  })

  it('a timeout is tried again with doubling delay up to 60 s; alarms tell of target and lapse', () => {
    bench.agent.start()
    bench.clock.advance(10)
    bench.answers = () => 'timeout'
    bench.clock.advance(299_000)
    expect(bench.alarms.has('publishTargetUnreachable')).toBe(true)
    expect(bench.view?.hasExpiredAtTarget).toBe(false)
    bench.clock.advance(20_000)
    expect(bench.view?.hasExpiredAtTarget).toBe(true)
    expect(bench.alarms.get('publicationExpiredAtTarget')?.text).toContain('GW-A')
    bench.clock.advance(1_000_000)
    const waits = bench.sent
      .slice(2)
      .map((each, i) => each.atMs - (bench.sent[i + 1]?.atMs ?? 0) - 31_500)
    expect(waits.slice(0, 8)).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
    bench.answers = accept
    bench.clock.advance(150_000)
    expect(bench.view).toMatchObject({
      state: 'published',
      hasExpiredAtTarget: false,
      lastError: '',
    })
    expect(bench.alarms.size).toBe(0)
    expect(kinds().at(-1)).toBe('initial')
  })

  it('a lapse is noticed while a request is still under way', () => {
    bench.parameters.values.SS_SIP_PUBLISH_EXPIRE = 30
    bench.agent.start()
    bench.clock.advance(10)
    bench.answers = () => 'timeout'
    bench.clock.advance(30_000)
    expect(bench.view).toMatchObject({ state: 'refreshing', hasExpiredAtTarget: true })
  })

  it('a 200 without a SIP-ETag counts as a failure', () => {
    bench.answers = () => [200, 'Expires', '60']
    bench.agent.start()
    bench.clock.advance(500)
    expect(bench.view).toMatchObject({ state: 'retrying', entityTag: undefined })
  })

  it('a modify that was lost is repeated as a modify, not as a refresh', () => {
    bench.agent.start()
    bench.clock.advance(5000)
    bench.answers = (request, index) => (index === 1 ? [500] : accept(request, index))
    bench.word = 'full'
    bench.agent.numbersChanged('GW-A')
    bench.clock.advance(5000)
    expect(kinds()).toEqual(['initial', 'modify', 'modify'])
  })

  it('a transport error is a failure like any other', () => {
    bench.answers = (request, index) => (index === 0 ? 'transport error' : accept(request, index))
    bench.agent.start()
    bench.clock.advance(2000)
    expect(kinds()).toEqual(['initial', 'initial'])
    expect(bench.alarms.size).toBe(0)
  })
})

describe('further targets', () => {
  const peer = publishTarget.parse({ name: 'peer', address: 'udp:192.0.2.1:5070' })
  const server = publishTarget.parse({
    name: 'server',
    address: 'tcp:192.0.2.2',
    kind: 'server',
    domain: 'presence.example',
    user: 'node',
    password: 'secret',
  })
  const to = (address: string): readonly Sent[] =>
    bench.sent.filter((each) => each.destination.remote.address === address)

  it('get the same publication, each in its own form', () => {
    start({ publishTargets: [peer, server] })
    bench.agent.start()
    bench.clock.advance(10)
    expect(bench.sent).toHaveLength(3)
    expect(to('192.0.2.1')[0]?.request.requestUri).toBe(
      'sip:gateway-status@trunkline.local;gateway=GW-A',
    )
    const atServer = to('192.0.2.2')[0]
    expect(atServer?.request.requestUri).toBe('sip:GW-A@presence.example')
    expect(atServer?.request.fields.get('To')).toBe('<sip:GW-A@presence.example>')
    expect(atServer?.destination).toMatchObject({ protocol: 'tcp', remote: { port: 5060 } })
    expect(Buffer.from(atServer?.request.body ?? []).toString()).toContain(
      'pres:GW-A@presence.example',
    )
  })

  it.each([
    [401, 'WWW-Authenticate', 'Authorization'],
    [407, 'Proxy-Authenticate', 'Proxy-Authorization'],
  ])(
    'answer %i is met with digest, and the next request carries it at once',
    (code, challenge, answer) => {
      start({ publishTargets: [server] })
      bench.answers = (request, index) => {
        if (request.requestUri.includes('gateway-status')) return accept(request, index)
        if (request.fields.has(answer)) return accept(request, index)
        return [code, challenge, 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5']
      }
      bench.agent.start()
      bench.clock.advance(100)
      expect(to('192.0.2.2')).toHaveLength(2)
      const [first, second] = to('192.0.2.2')
      expect(second?.request.cseq.sequence).toBe((first?.request.cseq.sequence ?? 0) + 1)
      expect(second?.request.callId).toBe(first?.request.callId)
      expect(second?.request.fields.get(answer)).toContain('username="node"')
      bench.clock.advance(280_000)
      expect(to('192.0.2.2')).toHaveLength(3)
      expect(to('192.0.2.2')[2]?.request.fields.get(answer)).toContain('nc=00000002')
    },
  )

  it('with a wrong password are not hammered', () => {
    start({ publishTargets: [server] })
    bench.answers = (request, index) =>
      request.requestUri.includes('gateway-status')
        ? accept(request, index)
        : [401, 'WWW-Authenticate', 'Digest realm="r", nonce="n", qop="auth"']
    bench.agent.start()
    bench.clock.advance(600_000)
    expect(to('192.0.2.2').length).toBeLessThan(60)
    expect([...bench.agent.publications()].find((each) => each.target === 'server')).toMatchObject({
      lastError: '401 Reason',
    })
  })

  it('are un-published when they are taken from the settings, and published at when added', () => {
    bench.agent.start()
    bench.clock.advance(10)
    bench.settings.values = { ...bench.settings.values, publishTargets: [peer] }
    bench.agent.settingsChanged()
    bench.clock.advance(100)
    expect(to('192.0.2.1').map(({ request }) => opening(request))).toEqual(['initial'])
    bench.settings.values = { ...bench.settings.values, publishTargets: [] }
    bench.agent.settingsChanged()
    bench.clock.advance(100)
    expect(to('192.0.2.1').map(({ request }) => opening(request))).toEqual(['initial', 'remove'])
    expect([...bench.agent.targets()].map((each) => each.name)).toEqual(['own compositor'])
  })

  it('that are dead do not disturb the others, and only a few requests probe them', () => {
    start({ publishTargets: [peer] })
    bench.gateways = new Set(Array.from({ length: 1000 }, (_, i) => `G${String(i)}`))
    bench.answers = (request, index) =>
      bench.sent[index]?.destination.remote.address === '192.0.2.1'
        ? 'timeout'
        : accept(request, index)
    bench.agent.start()
    bench.clock.advance(120_000)
    const states = [...bench.agent.publications()]
    expect(
      states.filter((each) => each.target === 'own compositor' && each.state === 'published'),
    ).toHaveLength(1000)
    expect(to('192.0.2.1').length).toBeLessThan(320)
  })

  it('without an address are an alarm, not a fault', () => {
    start({
      publishTargets: [publishTarget.parse({ name: 'dns', address: 'udp:nowhere.example' })],
    })
    bench.agent.start()
    bench.clock.advance(10_000)
    expect(bench.alarms.get('publishTargetUnreachable')?.subject).toBe('dns')
  })

  it('change with domain and node name: everything is removed and published under the new ones', () => {
    bench.agent.start()
    bench.clock.advance(10)
    bench.settings.values = { ...bench.settings.values, domain: 'new.example' }
    bench.agent.settingsChanged()
    bench.clock.advance(100)
    expect(kinds().toSorted()).toEqual(['initial', 'initial', 'remove'])
    expect(bench.view?.state).toBe('published')
  })
})

describe('ten thousand gateways at 30 s', () => {
  it('are each refreshed inside their window on one timer', () => {
    start()
    bench.parameters.values.SS_SIP_PUBLISH_EXPIRE = 30
    bench.gateways = new Set(Array.from({ length: 10_000 }, (_, i) => `G${String(i)}`))
    bench.agent.start()
    bench.clock.advance(120_000)
    const lastAt = new Map<string, number>()
    let worst = 0
    for (const { request, atMs } of bench.sent) {
      const before = lastAt.get(request.callId)
      if (before !== undefined) worst = Math.max(worst, atMs - before)
      lastAt.set(request.callId, atMs)
    }
    expect(lastAt.size).toBe(10_000)
    expect(worst).toBeLessThanOrEqual(27_200)
    expect(bench.alarms.size).toBe(0)
  })
})

describe('requests of the own agent', () => {
  it('are known by their Call-ID while they are under way, from the own address only', () => {
    bench.answers = () => undefined
    bench.agent.start()
    bench.clock.advance(10)
    expect(bench.agent.isOwnRequest(bench.last, flow)).toBe(true)
    const far: Flow = { ...flow, remote: { address: '192.0.2.9', port: 5060 } }
    expect(bench.agent.isOwnRequest(bench.last, far)).toBe(false)
    bench.sent[0]?.listener.onResponse(responseOf([200, 'SIP-ETag', 'x']), flow)
    expect(bench.agent.isOwnRequest(bench.last, flow)).toBe(false)
  })

  it('are sent at once by hand', () => {
    bench.agent.start()
    bench.clock.advance(10)
    expect(bench.agent.refreshNow('GW-A')).toBe(true)
    expect(kinds()).toEqual(['initial', 'refresh'])
    expect(bench.agent.refreshNow('nobody')).toBe(false)
  })
})
