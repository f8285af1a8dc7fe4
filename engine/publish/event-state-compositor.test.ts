import { beforeEach, describe, expect, it } from 'vitest'
import type { AlarmCondition } from '../api/contract/alarms.ts'
import { publishTarget } from '../api/contract/engine-settings.ts'
import { routingGateway } from '../api/contract/gateways.ts'
import type { RoutingGateway } from '../api/contract/gateways.ts'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { silentLogger } from '../kernel/logger.ts'
import { HeaderFields } from '../sip/message/header-fields.ts'
import { SipRequest } from '../sip/message/message.ts'
import type { SipResponse } from '../sip/message/message.ts'
import type { Flow } from '../sip/transport/transport.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { createEventStateCompositor } from './event-state-compositor.ts'
import type { EventStateCompositor } from './event-state-compositor.ts'
import { writePidf } from './pidf.ts'
import { PublishAuthorisation } from './publish-authorisation.ts'
import type { PublicationChange, StoredPublication } from './publication.ts'

const domain = 'trunkline.local'
const peerAddress = '192.0.2.2'
const gatewayAddress = '192.0.2.7'

/** A compositor on virtual time with one peer node and two gateways. */
class Bench {
  readonly clock = createFakeClock()
  wallOffsetMs = 0
  readonly alarms = new Map<string, AlarmCondition>()
  readonly gateways = new Map<string, RoutingGateway>()
  readonly changes: PublicationChange[] = []
  readonly causes: string[] = []
  readonly parameters = { values: { SS_SIP_PUBLISH_EXPIRE: 300 } }
  stored: readonly StoredPublication[] = []
  ownCallId = ''
  compositor: EventStateCompositor
  #sequence = 0

  constructor() {
    this.setGateway({ name: 'G', allowPublish: true, remoteIp: gatewayAddress })
    this.setGateway({ name: 'H', allowPublish: true })
    this.compositor = this.create()
  }

  create(): EventStateCompositor {
    const { clock } = this
    const ids = createSeededIdSource(11)
    const peer = publishTarget.parse({ name: 'peer', address: `udp:${peerAddress}` })
    const gateway = (name: string): RoutingGateway | undefined => this.gateways.get(name)
    const authorisation = new PublishAuthorisation({
      digest: {
        challenge: () => ['Digest nonce="n"'],
        credentialsAmong: (values) => values[0],
        verify: (value, _method, _body, passwordOf) =>
          passwordOf(value, domain) === undefined ? 'unknown-user' : 'valid',
        usernameOf: (value) => value,
      },
      isOwnRequest: (request) => request.callId === this.ownCallId,
      gateway,
      gatewayAddress: (each) => each.remoteIp,
      monotonicMs: () => clock.monotonicMs(),
      publishTargets: () => [peer],
      targetDestinations: () => [{ protocol: 'udp', remote: { address: peerAddress, port: 5060 } }],
    })
    return createEventStateCompositor({
      clock: { ...clock, nowMs: () => clock.nowMs() + this.wallOffsetMs },
      ids,
      log: silentLogger,
      parameters: this.parameters,
      settings: { values: { domain, nodeName: 'node-1', stalePolicy: 'hold last' } },
      gateway,
      listenAddresses: () => [],
      authorisation,
      persistence: {
        load: () => this.stored,
        commit: (change, onDone) => {
          this.changes.push(change)
          onDone(true)
        },
      },
      alarms: {
        raise: (condition) => this.alarms.set(condition.type, condition),
        clear: (type) => this.alarms.delete(type),
      },
      onChange: (gatewayName, cause) => this.causes.push(`${gatewayName} ${cause}`),
    })
  }

  setGateway(fields: Partial<RoutingGateway>): void {
    const gateway = routingGateway.parse(fields)
    this.gateways.set(gateway.name, gateway)
  }

  publish(parts: {
    readonly gateway?: string
    readonly from?: string
    readonly tag?: string
    readonly expires?: number
    readonly body?: string
    readonly callId?: string
  }): SipResponse {
    const { gateway = 'G', from = peerAddress, tag, expires = 60, body = '' } = parts
    const callId = parts.callId ?? `c${String(++this.#sequence)}`
    const fields = new HeaderFields([
      ...['Via', 'SIP/2.0/UDP x;branch=z9hG4bKx', 'From', '<sip:p@x>;tag=1', 'To', '<sip:p@x>'],
      ...['Call-ID', callId, 'CSeq', '1 PUBLISH', 'Event', 'presence', 'Expires', String(expires)],
    ])
    if (tag !== undefined) fields.append('SIP-If-Match', tag)
    if (body !== '') fields.append('Content-Type', 'application/pidf+xml')
    const uri = `sip:gateway-status@${domain};gateway=${gateway}`
    const request = new SipRequest('PUBLISH', uri, fields, Buffer.from(body))
    const flow: Flow = {
      protocol: 'udp',
      local: { address: '192.0.2.1', port: 5060 },
      remote: { address: from, port: 5060 },
      connection: 0,
    }
    const responses: SipResponse[] = []
    this.compositor.onPublish(request, {
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
    if (response === undefined || responses.length > 1) throw new Error('one response was expected')
    return response
  }

  body(active: number, change: { node?: string; expire?: number; skewMs?: number } = {}): string {
    const { node = 'node-2', expire = 300, skewMs = 0 } = change
    const nowMs = this.clock.nowMs()
    return writePidf(
      {
        gatewayId: 'G',
        node,
        active,
        capacity: 0,
        status: 'available',
        attempts: 0,
        answers: 0,
        sequence: 1,
      },
      domain,
      { name: node, version: '1', publishExpireSeconds: expire, clockMs: nowMs + skewMs },
      nowMs,
    )
  }

  tag(response: SipResponse): string {
    expect(response.statusCode).toBe(200)
    return response.fields.get('SIP-ETag') ?? ''
  }
}

let bench: Bench
beforeEach(() => {
  bench = new Bench()
})
const views = () => [...bench.compositor.publications()]

describe('an event state compositor', () => {
  it('keeps a publication exactly as long as it granted, whatever the wall clock does', () => {
    bench.tag(bench.publish({ body: bench.body(3) }))
    bench.wallOffsetMs = 3_600_000
    bench.clock.advance(59_999)
    expect(bench.compositor.size).toBe(1)
    bench.wallOffsetMs = -3_600_000
    bench.clock.advance(2)
    expect(bench.compositor.size).toBe(0)
    expect(views().map((each) => each.phase)).toEqual(['held'])
    expect(bench.changes.at(-1)).toMatchObject({ kind: 'remove' })
    expect(bench.causes).toEqual(['G published', 'G expired'])
  })

  it('tells the store what replaces what', () => {
    const first = bench.tag(bench.publish({ body: bench.body(3) }))
    const second = bench.tag(bench.publish({ tag: first }))
    bench.publish({ tag: second, expires: 0 })
    expect(bench.changes).toMatchObject([
      { kind: 'put', publication: { entityTag: first } },
      { kind: 'put', publication: { entityTag: second, sequence: 2 }, replaces: first },
      { kind: 'remove', entityTag: second },
    ])
    expect(bench.changes[0]).not.toHaveProperty('replaces')
  })

  it('names the publisher after the node that speaks, not after the target it is known by', () => {
    bench.publish({ body: bench.body(3, { node: 'node-2' }) })
    expect(views()[0]?.stored).toMatchObject({ publisher: 'node-2', publisherKind: 'node' })
  })

  it('knows its own agent, and gateways by their address about themselves only', () => {
    bench.ownCallId = 'mine'
    bench.publish({ body: bench.body(1), callId: 'mine', from: '192.0.2.1' })
    bench.publish({ body: bench.body(2), from: gatewayAddress })
    expect(views().map((each) => each.stored.publisherKind)).toEqual(['own', 'gateway'])
    expect(bench.publish({ gateway: 'H', from: gatewayAddress }).statusCode).toBe(401)
  })

  it('keeps gateways from touching what nodes publish about others', () => {
    const tag = bench.tag(bench.publish({ body: bench.body(3) }))
    expect(bench.publish({ tag, from: '192.0.2.99' }).statusCode).toBe(401)
    expect(bench.publish({ tag, from: gatewayAddress }).statusCode).toBe(200)
  })

  it('takes the removal of a gateway whose box was unchecked or that was deleted', () => {
    bench.ownCallId = 'mine'
    const send = (tag?: string, expires?: number): SipResponse =>
      bench.publish({
        callId: 'mine',
        ...(tag === undefined ? { body: bench.body(1) } : { tag }),
        ...(expires === undefined ? {} : { expires }),
      })
    const first = bench.tag(send())
    const second = bench.tag(send())
    bench.setGateway({ name: 'G', allowPublish: false })
    bench.compositor.gatewayChanged('G')
    expect(bench.compositor.size).toBe(2)
    expect(send(first).statusCode).toBe(403)
    expect(send(first, 0).statusCode).toBe(200)
    bench.gateways.delete('G')
    bench.compositor.gatewayChanged('G')
    expect(send(second).statusCode).toBe(404)
    expect(send(second, 0).statusCode).toBe(200)
    expect(bench.compositor.size).toBe(0)
  })

  it('drops what others publish about a gateway whose box is unchecked, without an alarm', () => {
    bench.publish({ body: bench.body(3) })
    bench.setGateway({ name: 'G', allowPublish: false })
    bench.compositor.gatewayChanged('G')
    bench.clock.advance(200_000)
    expect(views()).toEqual([])
    expect(bench.alarms.size).toBe(0)
  })

  it('lets an operator remove a publication or a tombstone', () => {
    const tag = bench.tag(bench.publish({ body: bench.body(3) }))
    bench.publish({ body: bench.body(4, { node: 'node-3' }) })
    expect(bench.compositor.removeByOperator(tag)).toBe(true)
    expect(bench.publish({ tag }).statusCode).toBe(412)
    bench.clock.advance(61_000)
    expect(bench.alarms.has('publicationStale')).toBe(true)
    expect(bench.compositor.removeByOperator(views()[0]?.stored.entityTag ?? '')).toBe(true)
    expect(bench.alarms.has('publicationStale')).toBe(false)
    expect(bench.compositor.removeByOperator('unknown')).toBe(false)
  })

  it('after a restart goes on with what is left of each lifetime', () => {
    bench.publish({ body: bench.body(3) })
    bench.publish({ body: bench.body(4, { node: 'node-3' }), expires: 600 })
    bench.stored = views().map((each) => each.stored)
    bench.compositor.stop()
    bench.wallOffsetMs = 90_000
    bench.compositor = bench.create()
    bench.compositor.load()
    bench.clock.advance(1)
    expect(views().map((each) => [each.stored.publisher, each.phase])).toEqual([
      ['node-3', 'live'],
      ['node-2', 'held'],
    ])
    bench.clock.advance(30_000)
    expect(views().map((each) => each.phase)).toEqual(['live', 'dropped'])
    bench.clock.advance(480_000)
    expect(bench.compositor.size).toBe(0)
  })

  it('after a restart with the clock set back grants no more than before', () => {
    bench.publish({ body: bench.body(3) })
    bench.stored = views().map((each) => each.stored)
    bench.wallOffsetMs = -3_600_000
    bench.compositor = bench.create()
    bench.compositor.load()
    bench.clock.advance(60_001)
    expect(bench.compositor.size).toBe(0)
  })
})

describe('what other nodes announce', () => {
  it('is compared: SS_SIP_PUBLISH_EXPIRE differs, and is equal again', () => {
    const tag = bench.tag(bench.publish({ body: bench.body(1, { expire: 60 }) }))
    expect(bench.alarms.get('publishExpireDiffers')?.text).toBe(
      'SS_SIP_PUBLISH_EXPIRE is 300 s on node-1 and 60 s on node-2',
    )
    bench.publish({ tag, body: bench.body(1) })
    expect(bench.alarms.size).toBe(0)
    bench.parameters.values.SS_SIP_PUBLISH_EXPIRE = 60
    bench.compositor.parameterChanged()
    expect(bench.alarms.has('publishExpireDiffers')).toBe(true)
  })

  it.each([
    [6000, '6.0 s ahead of'],
    [-7500, '7.5 s behind'],
  ])('is compared: a clock off by %i ms', (skewMs, words) => {
    const tag = bench.tag(bench.publish({ body: bench.body(1, { skewMs }) }))
    expect(bench.alarms.get('clockSkew')?.text).toBe(
      `the clock of node-2 is ${words} the clock of node-1`,
    )
    bench.publish({ tag, body: bench.body(1, { skewMs: 4900 }) })
    expect(bench.alarms.has('clockSkew')).toBe(false)
  })

  it('is forgotten with the last publication of the node', () => {
    const tag = bench.tag(bench.publish({ body: bench.body(1, { expire: 60 }) }))
    expect([...bench.compositor.nodes()]).toMatchObject([{ name: 'node-2', version: '1' }])
    bench.publish({ tag, expires: 0 })
    expect([...bench.compositor.nodes()]).toEqual([])
    expect(bench.alarms.size).toBe(0)
  })
})
