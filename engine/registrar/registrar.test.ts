import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import { routingGateway, type RoutingGateway } from '../api/contract/gateways.ts'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { silentLogger } from '../kernel/logger.ts'
import { DigestAnswerer } from '../sip/authentication/digest-answerer.ts'
import { DigestChallenger } from '../sip/authentication/digest-challenger.ts'
import { parseMessage } from '../sip/message/parse-message.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import type { Flow } from '../sip/transport/transport.ts'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'
import type { Binding, StoredBinding } from './binding.ts'
import { LocationService } from './location-service.ts'
import { Registrar } from './registrar.ts'
import { SourceSuspension } from './source-suspension.ts'

const flow: Flow = {
  protocol: 'udp',
  local: { address: '10.0.0.1', port: 5060 },
  remote: { address: '192.0.2.4', port: 5060 },
  connection: 0,
}

let clock: FakeClock
let locations: LocationService
let registrar: Registrar
let answerer: DigestAnswerer
let changes: string[]
let gateways: Map<string, RoutingGateway>
let parameters: {
  values: Record<keyof typeof defaults, number> & { SS_REPLY_UNAUTHORIZED: boolean }
}
const defaults = {
  SS_ENDPOINT_EXPIRE: 3600,
  SS_AUTHENTICATION_MAX_RETRY: 6,
  SS_AUTHENTICATION_FAILED_SUSPEND: 180,
}

beforeEach(() => {
  clock = createFakeClock()
  const ids = createSeededIdSource(1)
  changes = []
  gateways = new Map()
  parameters = { values: { ...defaults, SS_REPLY_UNAUTHORIZED: true } }
  for (const fields of [
    { name: 'GW-1', registerType: 1, password: 'secret' },
    { name: 'GW-2', registerType: 1, password: 'other' },
    { name: 'Büro 1', registerType: 1, password: 'pässword' },
    { name: 'open', registerType: 1 },
    { name: 'static', password: 'secret' },
  ]) {
    gateways.set(fields.name, routingGateway.parse(fields))
  }
  locations = new LocationService({
    clock,
    onBindingsChanged: (gateway, bindings) =>
      changes.push(`${gateway}: ${bindings.map((each) => each.contact).join(' ')}`),
  })
  registrar = new Registrar({
    clock,
    ids,
    log: silentLogger,
    parameters,
    challenger: new DigestChallenger({ clock, ids, realm: () => 'example.com' }),
    suspension: new SourceSuspension({ clock, parameters }),
    locations,
    isOwnHost: (host) => host === 'example.com' || host === '10.0.0.1',
    gatewayOf: (name) => gateways.get(name),
  })
  answerer = new DigestAnswerer({ ids })
})

interface Register {
  readonly user?: string
  readonly contact?: string | readonly string[]
  readonly expires?: string
  readonly cseq?: number
  readonly callId?: string
  readonly uri?: string
  readonly via?: string
  readonly more?: readonly string[]
}

function createRegister(fields: Register): SipRequest {
  const { user = 'GW-1', contact = [], uri = 'sip:example.com', cseq = 1, callId = 'a' } = fields
  const lines = [
    `REGISTER ${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP ${fields.via ?? '192.0.2.4'};branch=z9hG4bK${cseq}`,
    'Max-Forwards: 70',
    `From: <sip:${user}@example.com>;tag=1`,
    `To: <sip:${user}@${uri.slice(4)}>`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq} REGISTER`,
    ...[contact].flat().map((each) => `Contact: ${each}`),
    ...(fields.expires === undefined ? [] : [`Expires: ${fields.expires}`]),
    ...(fields.more ?? []),
    'Content-Length: 0',
    '',
    '',
  ]
  return parsed(Buffer.from(lines.join('\r\n'), 'utf8'))
}

function parsed(bytes: Buffer): SipRequest {
  const outcome = parseMessage(bytes)
  if (!outcome.ok || outcome.message.kind !== 'request') {
    throw new Error('test request is malformed')
  }
  return outcome.message
}

function answered(request: SipRequest, from: Flow = flow): SipResponse {
  const response = registrar.answer(request, from)
  if (!response) throw new Error('no response')
  return response
}

/** Registers the way a client does: challenge, then credentials. */
function register(
  fields: Register,
  { username = 'GW-1', password = 'secret', from = flow } = {},
): SipResponse {
  const request = createRegister(fields)
  const challenge = answered(request, from)
  if (challenge.statusCode !== 401) return challenge
  const credentials = answerer.answer(challenge.fields.all('WWW-Authenticate'), {
    method: 'REGISTER',
    uri: request.requestUri,
    username,
    password,
    body: request.body,
  })
  request.fields.set('Authorization', credentials ?? '')
  return answered(request, from)
}

const contacts = (response: SipResponse): readonly string[] => response.fields.list('Contact')
const contact = '<sip:192.0.2.4>'

describe('a REGISTER', () => {
  it('without credentials is challenged, in SHA-256 and MD5', () => {
    const response = answered(createRegister({ contact }))
    expect(response.statusCode).toBe(401)
    expect(response.fields.all('WWW-Authenticate').join()).toMatch(/SHA-256.*MD5/)
    expect(response.to.tag).toBeDefined()
    expect(changes).toEqual([])
  })

  it('with the gateway’s password makes a binding', () => {
    const response = register({ contact, expires: '300' })
    expect(response.statusCode).toBe(200)
    expect(contacts(response)).toEqual(['<sip:192.0.2.4>;expires=300'])
    expect(locations.current('GW-1')?.flow).toBe(flow)
    expect(changes).toEqual(['GW-1: sip:192.0.2.4'])
  })

  it.each([
    ['with a wrong password', {}, { password: 'wrong' }, 401],
    ['of an unknown gateway', { user: 'nobody' }, { username: 'nobody' }, 401],
    ['of a gateway that is not dynamic', { user: 'static' }, { username: 'static' }, 401],
    ['of a gateway without a password', { user: 'open' }, { username: 'open', password: '' }, 401],
    ['for another gateway', { user: 'GW-2' }, {}, 403],
    ['for an address-of-record that does not exist', { user: 'nobody' }, {}, 404],
    ['for another domain', { uri: 'sip:elsewhere.net' }, {}, 404],
    ['that requires an extension', { more: ['Require: gruu'] }, {}, 420],
    ['with a lifetime under 60 s', { contact, expires: '59' }, {}, 423],
    ['with * and a lifetime', { contact: '*', expires: '60' }, {}, 400],
    ['with * and no Expires', { contact: '*' }, {}, 400],
    ['with * and another contact', { contact: ['*', contact], expires: '0' }, {}, 400],
    ['with a contact that is no SIP URI', { contact: '<mailto:a@example.com>' }, {}, 400],
  ])('%s is refused', (_what, fields: Register, credentials, statusCode) => {
    expect(register(fields, credentials).statusCode).toBe(statusCode)
    expect(changes).toEqual([])
  })

  it('for one of our listen addresses is accepted', () => {
    expect(register({ uri: 'sip:10.0.0.1', contact }).statusCode).toBe(200)
  })

  it('names the extension it cannot have and the lifetime it may have', () => {
    expect(register({ more: ['Require: gruu'] }).fields.get('Unsupported')).toBe('gruu')
    expect(register({ contact, expires: '59' }).fields.get('Min-Expires')).toBe('60')
  })

  it('works for names and passwords beyond ASCII', () => {
    const credentials = { username: 'Büro 1', password: 'pässword' }
    expect(register({ user: 'B%C3%BCro%201', contact }, credentials).statusCode).toBe(200)
    expect(locations.current('Büro 1')).toBeDefined()
  })
})

describe('lifetime', () => {
  it.each([
    ['is what the contact asks for', '<sip:192.0.2.4>;expires=120', '300', 120],
    ['else what Expires asks for', contact, '300', 300],
    ['else SS_ENDPOINT_EXPIRE', contact, undefined, 3600],
    ['is cut to SS_ENDPOINT_EXPIRE', contact, '99999', 3600],
    ['is 3600 when malformed', '<sip:192.0.2.4>;expires=soon', undefined, 3600],
  ])('%s', (_what, value, expires, granted) => {
    const response = register({ contact: value, ...(expires === undefined ? {} : { expires }) })
    expect(contacts(response)[0]).toMatch(new RegExp(`;expires=${granted}$`))
  })

  it('ends the binding exactly', () => {
    register({ contact, expires: '60' })
    clock.advance(59_999)
    expect(locations.current('GW-1')).toBeDefined()
    clock.advance(1)
    expect(locations.current('GW-1')).toBeUndefined()
    expect(changes.at(-1)).toBe('GW-1: ')
    expect(clock.pendingTimers).toBe(0)
  })

  it('is extended by a refresh and shown as it runs down', () => {
    register({ contact, expires: '100' })
    clock.advance(40_000)
    expect(contacts(register({ cseq: 2 }))).toEqual(['<sip:192.0.2.4>;expires=60'])
    register({ contact, expires: '100', cseq: 3 })
    clock.advance(99_000)
    expect(locations.current('GW-1')).toBeDefined()
  })
})

describe('several contacts', () => {
  const first = '<sip:a@192.0.2.4>'
  const second = '<sip:b@192.0.2.4>'

  it('are all kept; calls go to the highest q, else the newest', () => {
    register({ contact: `${first};q=0.5`, callId: 'a' })
    clock.advance(1000)
    register({ contact: `${second};q=0.5`, callId: 'b' })
    expect(locations.current('GW-1')?.contact).toBe('sip:b@192.0.2.4')
    register({ contact: `${first};q=0.9`, callId: 'a', cseq: 2 })
    expect(locations.current('GW-1')?.contact).toBe('sip:a@192.0.2.4')
    expect(locations.bindings('GW-1')).toHaveLength(2)
  })

  it('expire one by one', () => {
    register({ contact: [`${first};expires=60`, `${second};expires=90`] })
    clock.advance(60_000)
    expect(locations.bindings('GW-1').map((each) => each.contact)).toEqual(['sip:b@192.0.2.4'])
  })

  it('are removed one by one, or all by *', () => {
    register({ contact: [first, second] })
    expect(contacts(register({ contact: `${first};expires=0`, cseq: 2 }))).toHaveLength(1)
    expect(contacts(register({ contact: '*', expires: '0', cseq: 3 }))).toEqual([])
  })

  it('are bounded', () => {
    const many = Array.from({ length: 11 }, (_, i) => `<sip:${i}@192.0.2.4>`)
    expect(register({ contact: many }).statusCode).toBe(403)
    expect(locations.bindings('GW-1')).toEqual([])
  })
})

describe('order', () => {
  it.each([
    ['a lower CSeq of the same Call-ID', 4],
    ['the same CSeq of the same Call-ID', 5],
  ])('%s changes nothing, not even the contacts that would pass', (_what, cseq) => {
    register({ contact, cseq: 5 })
    const before = locations.bindings('GW-1')
    expect(register({ contact: ['<sip:new@192.0.2.4>', contact], cseq }).statusCode).toBe(500)
    expect(register({ contact: '*', expires: '0', cseq }).statusCode).toBe(500)
    expect(locations.bindings('GW-1')).toBe(before)
  })

  it('another Call-ID may update and remove whatever its CSeq', () => {
    register({ contact, cseq: 5 })
    expect(register({ contact, cseq: 1, callId: 'b' }).statusCode).toBe(200)
    expect(register({ contact: '*', expires: '0', cseq: 1, callId: 'c' }).statusCode).toBe(200)
    expect(locations.bindings('GW-1')).toEqual([])
  })

  it('contacts are compared as URIs', () => {
    register({ contact: '<sip:a%61@EXAMPLE.net>' })
    register({ contact: '<sip:aa@example.NET>', cseq: 2 })
    expect(locations.bindings('GW-1')).toHaveLength(1)
  })
})

describe('suspension of sources', () => {
  it('refuses even the right password until it is over', () => {
    for (let i = 0; i < 6; i++) register({}, { password: 'wrong' })
    expect(register({ contact }).statusCode).toBe(403)
    const elsewhere = { ...flow, remote: { address: '192.0.2.5', port: 5060 } }
    expect(register({ contact }, { from: elsewhere }).statusCode).toBe(200)
    clock.advance(180_000)
    expect(register({ contact, cseq: 2 }).statusCode).toBe(200)
  })

  it('is silent while SS_REPLY_UNAUTHORIZED is Off', () => {
    parameters.values.SS_REPLY_UNAUTHORIZED = false
    for (let i = 0; i < 6; i++) register({}, { password: 'wrong' })
    expect(registrar.answer(createRegister({ contact }), flow)).toBeUndefined()
  })
})

describe('NAT', () => {
  it.each([
    ['a contact that shows the source', contact, '192.0.2.4', false],
    ['a contact with a private address', '<sip:10.1.1.1:5060>', '192.0.2.4', true],
    ['a client that knows its address only', '<sip:192.0.2.4:5062>', '192.0.2.4:5062;rport', true],
    ['a contact of another socket', '<sip:192.0.2.4:5062>', '192.0.2.4:40000;rport', false],
    [
      'a client that does not listen where it sends',
      '<sip:192.0.2.4:5062>',
      '192.0.2.4:5062',
      false,
    ],
    ['a Via with a private address', contact, '10.1.1.1', true],
    ['host names', '<sip:gw.example.net>', 'gw.example.net', false],
  ])('is told by %s', (_what, value, via, expected) => {
    register({ contact: value, via })
    expect(locations.current('GW-1')?.isBehindNat).toBe(expected)
  })
})

describe('stored bindings', () => {
  it('come back after a restart unless they expired meanwhile', () => {
    register({ contact: ['<sip:a@192.0.2.4>;expires=60', '<sip:b@192.0.2.4>;expires=600'] })
    const stored: StoredBinding[] = JSON.parse(
      JSON.stringify(locations.bindings('GW-1')),
    ) as Binding[]
    locations.stop()
    expect(clock.pendingTimers).toBe(0)
    clock.advance(100_000)
    locations.restore(stored)
    expect(locations.bindings('GW-1').map((each) => each.contact)).toEqual(['sip:b@192.0.2.4'])
    clock.advance(500_000)
    expect(locations.bindings('GW-1')).toEqual([])
  })

  it('go when the gateway goes', () => {
    register({ contact })
    locations.forget('GW-1')
    expect([...locations.all()]).toEqual([])
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('RFC 4475', () => {
  const torture = (name: string): Buffer =>
    readFileSync(new URL(`../../tests/data/rfc4475/wire/${name}.dat`, import.meta.url))
  const statusOf = (name: string): number => {
    const outcome = parseMessage(torture(name))
    if (!outcome.ok) return outcome.reply?.statusCode ?? 0
    if (outcome.message.kind !== 'request') return 0
    return registrar.answer(outcome.message, flow)?.statusCode ?? 0
  }

  it.each([
    ['regaut01', 401],
    ['regbadct', 400],
    ['unksm2', 400],
    ['escnull', 401],
    ['cparam01', 401],
  ])('%s is answered %i', (name, statusCode) => {
    expect(statusOf(name)).toBe(statusCode)
  })

  it.each([
    ['cparam01', ['<sip:+19725552222@gw1.example.net>;unknownparam;expires=3600']],
    ['cparam02', ['<sip:+19725552222@gw1.example.net;unknownparam>;expires=3600']],
    ['regescrt', ['<sip:user@example.com?Route=%3Csip:sip.example.com%3E>;expires=3600']],
    [
      'escnull',
      ['<sip:%00%00@host5.example.com>;expires=3600', '<sip:%00@host5.example.com>;expires=3600'],
    ],
  ])('%s: contacts come back as they were sent', (name, expected) => {
    const text = torture(name).toString('latin1')
    const registered = text.replace(/^((?:To|From): sip:)[^@]+/gm, '$1GW-1')
    const request = parsed(Buffer.from(registered, 'latin1'))
    const challenges = answered(request).fields.all('WWW-Authenticate')
    const enquiry = { method: 'REGISTER', uri: request.requestUri, body: request.body }
    const credentials = answerer.answer(challenges, {
      ...enquiry,
      username: 'GW-1',
      password: 'secret',
    })
    request.fields.set('Authorization', credentials ?? '')
    const response = answered(request)
    expect(response.statusCode).toBe(200)
    expect([...contacts(response)].sort()).toEqual([...expected].sort())
  })
})
