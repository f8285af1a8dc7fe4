import { beforeEach, describe, expect, it } from 'vitest'
import { routingGateway, type RoutingGateway } from '../api/contract/gateways.ts'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { silentLogger } from '../kernel/logger.ts'
import type { ParameterValues } from '../parameters/parameter-catalogue.ts'
import { LocationService } from '../registrar/location-service.ts'
import { DigestAnswerer } from '../sip/authentication/digest-answerer.ts'
import { DigestChallenger } from '../sip/authentication/digest-challenger.ts'
import { createResponse, type SipRequest } from '../sip/message/message.ts'
import type { ServerTransaction } from '../sip/transaction/transaction-layer.ts'
import type { Destination } from '../sip/transport/transport.ts'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'
import { createMemoryNetwork } from '../sip/transport/memory-network.ts'
import { createTransactionNode, type TransactionNode } from '../testing/transaction-node.ts'
import { GatewayAvailability } from './gateway-availability.ts'
import { GatewayDestinations } from './gateway-destination.ts'
import { registrationTable } from './outbound-registration-fsm.ts'
import { OutboundRegistrations } from './outbound-registrations.ts'

type Parameters = Pick<
  ParameterValues,
  'SS_SIP_USER_AGENT_EXPIRE' | 'SS_SIP_USER_AGENT_RETRY_DELAY' | 'SS_SIP_USER_AGENT_SEND_UNREGISTER'
>
type Answer = (request: SipRequest, transaction: ServerTransaction) => void

let clock: FakeClock
let registrar: TransactionNode
let availability: GatewayAvailability
let registrations: OutboundRegistrations
let alarms: string[]
let parameters: { values: Parameters }
let challenger: DigestChallenger

beforeEach(async () => {
  clock = createFakeClock()
  const ids = createSeededIdSource(1)
  const network = createMemoryNetwork({ clock, ids })
  const createTransport: typeof network.createTransport = (options) =>
    network.createTransport(options)
  const own = createTransactionNode({ clock, ids, createTransport })
  await own.transport.listen({ protocol: 'udp', address: '10.0.0.1', port: 5060 })
  registrar = createTransactionNode({ clock, ids, createTransport })
  for (const address of ['10.0.0.2', '10.0.0.3']) {
    await registrar.transport.listen({ protocol: 'udp', address, port: 5060 })
  }
  challenger = new DigestChallenger({ clock, ids, realm: () => 'carrier.example' })
  parameters = {
    values: {
      SS_SIP_USER_AGENT_EXPIRE: 'Auto Negotiation',
      SS_SIP_USER_AGENT_RETRY_DELAY: 60,
      SS_SIP_USER_AGENT_SEND_UNREGISTER: true,
    },
  }
  alarms = []
  availability = new GatewayAvailability(clock)
  const udp = (address: string): Destination => ({
    protocol: 'udp',
    remote: { address, port: 5060 },
  })
  const resolver = {
    resolveNow: ({ host }: { readonly host: string }) =>
      host === 'pair.example' ? [udp('10.0.0.2'), udp('10.0.0.3')] : [udp(host)],
    resolve: () => Promise.resolve([]),
  }
  registrations = new OutboundRegistrations({
    clock,
    ids,
    log: silentLogger,
    parameters,
    alarms: {
      raise: ({ type, subject }) => alarms.push(`raise ${type} ${subject}`),
      clear: (type, subject) => alarms.push(`clear ${type} ${subject}`),
    },
    availability,
    answerer: new DigestAnswerer({ ids }),
    transactions: own.transactions,
    transport: own.transport,
    destinations: new GatewayDestinations(resolver, new LocationService({ clock })),
  })
})

const gateway = (fields: object = {}): RoutingGateway =>
  routingGateway.parse({
    name: 'GW',
    registerType: 2,
    registrar: '10.0.0.2',
    registerName: '4930555',
    authUser: 'trunk',
    password: 'secret',
    ...fields,
  })

/** Answers as a registrar that grants so many seconds. */
const grants =
  (seconds: number): Answer =>
  (request, transaction) => {
    const contact = request.fields.get('Contact') ?? ''
    const expires = request.fields.get('Expires') === '0' ? 0 : seconds
    const fields = [['Contact', `${contact};expires=${expires}`]] as const
    transaction.respond(createResponse(request, 200, { fields }))
  }

const refuses =
  (statusCode: number, ...fields: (readonly [string, string])[]): Answer =>
  (request, transaction) =>
    transaction.respond(createResponse(request, statusCode, { fields }))

const requests = (): SipRequest[] => registrar.requests.map(({ request }) => request)
const expiresSent = (): (string | undefined)[] =>
  requests().map((request) => request.fields.get('Expires'))
const state = () => registrations.stateOf('GW')

describe('outbound registration', () => {
  it('registers, takes calls from then on, and refreshes between 80 and 90 % of the lifetime', () => {
    registrar.answer = grants(100)
    registrations.set(gateway())
    expect(availability.isUsable('GW')).toBe(false)
    clock.advance(10)
    expect(availability.isUsable('GW')).toBe(true)
    expect(state()).toMatchObject({ state: 'registered', grantedSeconds: 100, lastError: '' })
    const [request] = requests()
    expect(request?.requestUri).toBe('sip:10.0.0.2')
    expect(request?.to.uriText).toBe('sip:4930555@10.0.0.2')
    expect(request?.fields.get('Contact')).toBe('<sip:4930555@10.0.0.1:5060>')
    clock.advance(79_000)
    expect(registrar.requests).toHaveLength(1)
    clock.advance(12_000)
    expect(registrar.requests).toHaveLength(2)
    expect(requests()[1]?.callId).toBe(request?.callId)
    expect(requests()[1]?.cseq.sequence).toBe(2)
  })

  it('asks for no lifetime at first and then follows the registrar (Auto Negotiation)', () => {
    registrar.answer = grants(120)
    registrations.set(gateway())
    clock.advance(200_000)
    expect(expiresSent().slice(0, 2)).toEqual([undefined, '120'])
  })

  it('asks for the lifetime that is set', () => {
    parameters.values = { ...parameters.values, SS_SIP_USER_AGENT_EXPIRE: 1800 }
    registrar.answer = grants(600)
    registrations.set(gateway())
    clock.advance(10)
    expect(expiresSent()).toEqual(['1800'])
    expect(state()?.grantedSeconds).toBe(600)
  })

  it.each([401, 407])('answers a %i challenge with the gateway’s user and password', (code) => {
    const [challengeField, credentialsField] =
      code === 401
        ? (['WWW-Authenticate', 'Authorization'] as const)
        : (['Proxy-Authenticate', 'Proxy-Authorization'] as const)
    registrar.answer = (request, transaction) => {
      const credentials = request.fields.get(credentialsField)
      const verdict =
        credentials &&
        challenger.verify(credentials, 'REGISTER', request.body, (user) =>
          user === 'trunk' ? 'secret' : undefined,
        )
      if (verdict === 'valid') grants(300)(request, transaction)
      else {
        const fields = challenger.challenge().map((value) => [challengeField, value] as const)
        refuses(code, ...fields)(request, transaction)
      }
    }
    registrations.set(gateway())
    clock.advance(10)
    expect(state()?.state).toBe('registered')
    expect(registrar.requests).toHaveLength(2)
  })

  it('gives up after the credentials were refused, raises an alarm and tries again after the delay', () => {
    registrar.answer = (request, transaction) => {
      const fields = challenger.challenge().map((value) => ['WWW-Authenticate', value] as const)
      refuses(401, ...fields)(request, transaction)
    }
    registrations.set(gateway())
    clock.advance(10)
    expect(registrar.requests).toHaveLength(2)
    expect(state()).toMatchObject({ state: 'failed', lastError: '401 Unauthorized' })
    expect(alarms.at(-1)).toBe('raise registrationFailed GW')
    expect(availability.isUsable('GW')).toBe(false)
    clock.advance(59_000)
    expect(registrar.requests).toHaveLength(2)
    registrar.answer = grants(300)
    clock.advance(2000)
    expect(state()?.state).toBe('registered')
    expect(alarms.at(-1)).toBe('clear registrationFailed GW')
    expect(availability.isUsable('GW')).toBe(true)
  })

  it('takes the Min-Expires of a 423 and keeps to it', () => {
    parameters.values = { ...parameters.values, SS_SIP_USER_AGENT_EXPIRE: 60 }
    registrar.answer = (request, transaction) => {
      const asked = Number(request.fields.get('Expires'))
      if (asked < 300) refuses(423, ['Min-Expires', '300'])(request, transaction)
      else grants(asked)(request, transaction)
    }
    registrations.set(gateway())
    clock.advance(300_000)
    expect(expiresSent().slice(0, 3)).toEqual(['60', '300', '300'])
  })

  it('gives up on a 423 that asks for no more than was offered', () => {
    parameters.values = { ...parameters.values, SS_SIP_USER_AGENT_EXPIRE: 60 }
    registrar.answer = refuses(423, ['Min-Expires', '60'])
    registrations.set(gateway())
    clock.advance(10)
    expect(registrar.requests).toHaveLength(1)
    expect(state()?.state).toBe('failed')
  })

  it('waits as long as Retry-After says when that is longer', () => {
    registrar.answer = refuses(503, ['Retry-After', '600'])
    registrations.set(gateway())
    clock.advance(599_000)
    expect(registrar.requests).toHaveLength(1)
    clock.advance(2000)
    expect(registrar.requests).toHaveLength(2)
  })

  it('obeys neither an endless Retry-After nor an endless lifetime', () => {
    registrar.answer = refuses(503, ['Retry-After', '4294967295'])
    registrations.set(gateway())
    clock.advance(10)
    registrar.answer = grants(4_294_967_295)
    clock.advance(3_600_000)
    expect(state()).toMatchObject({ state: 'registered', grantedSeconds: 604_800 })
    clock.advance(604_800_000)
    expect(state()?.state).toBe('registered')
    expect(requests()).toHaveLength(3)
  })

  it('tries the next address of the registrar', () => {
    registrar.answer = (request, transaction) => {
      if (transaction.flow.local.address === '10.0.0.3') grants(300)(request, transaction)
      else refuses(503)(request, transaction)
    }
    registrations.set(gateway({ registrar: 'pair.example' }))
    clock.advance(10)
    expect(state()?.state).toBe('registered')
  })

  it('keeps taking calls while a refresh goes unanswered, until the lifetime is over', () => {
    registrar.answer = grants(200)
    registrations.set(gateway())
    clock.advance(10)
    registrar.answer = () => undefined
    clock.advance(199_000)
    expect(availability.isUsable('GW')).toBe(true)
    clock.advance(1001)
    expect(availability.isUsable('GW')).toBe(false)
    expect(alarms.at(-1)).toBe('raise registrationFailed GW')
    registrar.answer = grants(200)
    clock.advance(120_000)
    expect(availability.isUsable('GW')).toBe(true)
  })

  it('loses the registration at once when the registrar refuses the refresh', () => {
    registrar.answer = grants(200)
    registrations.set(gateway())
    clock.advance(10)
    registrar.answer = refuses(403)
    clock.advance(181_000)
    expect(state()).toMatchObject({ state: 'failed', lastError: '403 Forbidden', expiresAtMs: 0 })
    expect(availability.isUsable('GW')).toBe(false)
  })

  it('un-registers when removed, unless the parameter is Off', () => {
    registrar.answer = grants(200)
    registrations.set(gateway())
    clock.advance(10)
    registrations.remove('GW')
    clock.advance(10)
    expect(expiresSent()).toEqual([undefined, '0'])
    expect(state()).toBeUndefined()
    parameters.values = { ...parameters.values, SS_SIP_USER_AGENT_SEND_UNREGISTER: false }
    registrations.set(gateway())
    clock.advance(10)
    registrations.remove('GW')
    clock.advance(10)
    expect(registrar.requests).toHaveLength(3)
    expect(availability.isUsable('GW')).toBe(true)
  })

  it('ends the old registration before it begins one with changed settings', () => {
    registrar.answer = grants(200)
    registrations.set(gateway())
    clock.advance(10)
    registrations.set(gateway({ password: 'new' }))
    registrations.set(gateway({ password: 'newer' }))
    clock.advance(10)
    expect(expiresSent()).toEqual([undefined, '0', undefined])
    registrations.set(gateway({ password: 'newer', memo: 'no change of the registration' }))
    clock.advance(10)
    expect(registrar.requests).toHaveLength(3)
    expect(state()?.state).toBe('registered')
  })

  it('stops within two seconds even when no registrar answers', async () => {
    registrar.answer = grants(200)
    registrations.set(gateway())
    registrations.set(gateway({ name: 'GW-2' }))
    clock.advance(50)
    registrar.answer = () => undefined
    let isStopped = false
    const stopped = registrations.stop().then(() => (isStopped = true))
    clock.advance(1999)
    await Promise.resolve()
    expect(isStopped).toBe(false)
    clock.advance(1)
    await stopped
    expect(expiresSent().filter((each) => each === '0')).toHaveLength(2)
  })

  it('stops at once when the registrars answer', async () => {
    registrar.answer = grants(200)
    registrations.set(gateway())
    clock.advance(10)
    const stopped = registrations.stop()
    clock.advance(10)
    await stopped
    expect(expiresSent()).toEqual([undefined, '0'])
  })
})

describe('a change while registrations run', () => {
  it('renews a binding with the lifetime that is asked for from now on', () => {
    registrar.answer = grants(3600)
    registrations.set(gateway())
    clock.advance(10)
    parameters.values = { ...parameters.values, SS_SIP_USER_AGENT_EXPIRE: 120 }
    registrations.renewAll()
    clock.advance(10)
    expect(expiresSent()).toEqual([undefined, '120'])
    expect(availability.isUsable('GW')).toBe(true)
  })

  it('renews again when the change overtook a request under way', () => {
    let answer: (() => void) | undefined
    registrar.answer = (request, transaction) => {
      answer = () => grants(3600)(request, transaction)
    }
    registrations.set(gateway())
    clock.advance(10)
    parameters.values = { ...parameters.values, SS_SIP_USER_AGENT_EXPIRE: 120 }
    registrations.renewAll()
    clock.advance(10)
    expect(expiresSent()).toEqual([undefined])
    answer?.()
    clock.advance(10)
    expect(expiresSent()).toEqual([undefined, '120'])
    answer?.()
    clock.advance(10)
    expect(expiresSent()).toHaveLength(2)
  })

  it('waits from now on for the retry delay that is set', () => {
    registrar.answer = refuses(403)
    registrations.set(gateway())
    clock.advance(20_000)
    parameters.values = { ...parameters.values, SS_SIP_USER_AGENT_RETRY_DELAY: 30 }
    registrations.retryDelayChanged()
    clock.advance(29_000)
    expect(registrar.requests).toHaveLength(1)
    clock.advance(2000)
    expect(registrar.requests).toHaveLength(2)
  })

  it('leaves alone what ended meanwhile', () => {
    registrar.answer = grants(3600)
    registrations.set(gateway())
    clock.advance(10)
    registrations.renewAll()
    registrations.remove('GW')
    registrations.retryDelayChanged()
    clock.advance(10)
    expect(expiresSent()).toEqual([undefined, '0'])
  })
})

describe('state table of outbound registration', () => {
  const inputs = [
    'start',
    'granted',
    'unanswered',
    'refused',
    'due',
    'expired',
    'stop',
    'ended',
  ] as const
  const next = {
    idle: 'registering - - - - - stopped -',
    registering: '- registered failed failed - - stopped -',
    registered: '- - - - refreshing registering unregistering -',
    refreshing: '- registered lapsing failed - registering unregistering -',
    lapsing: '- - - - refreshing failed unregistering -',
    failed: '- - - - registering - stopped -',
    unregistering: '- stopped stopped stopped - - - stopped',
    stopped: '- - - - - - - -',
  }
  it.each(Object.entries(next))('from %s', (from, row) => {
    const steps = registrationTable[from as keyof typeof next]
    expect(inputs.map((input) => steps[input]?.to ?? '-').join(' ')).toBe(row)
  })
})
