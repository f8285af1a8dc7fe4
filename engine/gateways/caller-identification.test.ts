import { beforeEach, describe, expect, it } from 'vitest'
import { mappingGateway } from '../api/contract/gateways.ts'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { silentLogger } from '../kernel/logger.ts'
import type { ParameterValues } from '../parameters/parameter-catalogue.ts'
import { SourceSuspension } from '../registrar/source-suspension.ts'
import { DigestAnswerer } from '../sip/authentication/digest-answerer.ts'
import { DigestChallenger } from '../sip/authentication/digest-challenger.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import { parseMessage } from '../sip/message/parse-message.ts'
import type { Flow } from '../sip/transport/transport.ts'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'
import { CallerIdentification } from './caller-identification.ts'
import type { CallerVerdict } from './caller-verdict.ts'

type Parameters = Pick<
  ParameterValues,
  | 'SS_SIP_AUTHENTICATION_CODE'
  | 'SS_REPLY_UNAUTHORIZED'
  | 'SS_AUTHENTICATION_MAX_RETRY'
  | 'SS_AUTHENTICATION_FAILED_SUSPEND'
>

let clock: FakeClock
let parameters: { values: Parameters }
let identification: CallerIdentification
let answerer: DigestAnswerer

beforeEach(() => {
  clock = createFakeClock()
  const ids = createSeededIdSource(1)
  parameters = {
    values: {
      SS_SIP_AUTHENTICATION_CODE: 407,
      SS_REPLY_UNAUTHORIZED: true,
      SS_AUTHENTICATION_MAX_RETRY: 3,
      SS_AUTHENTICATION_FAILED_SUSPEND: 180,
    },
  }
  identification = new CallerIdentification({
    ids,
    log: silentLogger,
    parameters,
    challenger: new DigestChallenger({ clock, ids, realm: () => 'example.com' }),
    suspension: new SourceSuspension({ clock, parameters }),
  })
  answerer = new DigestAnswerer({ ids })
})

const use = (...gateways: object[]): void =>
  identification.setGateways(gateways.map((each) => mappingGateway.parse(each)))

function flowFrom(source: string): Flow {
  const [address = '', port = '5060'] = source.split(' ')
  return {
    protocol: 'udp',
    local: { address: '10.0.0.1', port: 5060 },
    remote: { address, port: Number(port) },
    connection: 0,
  }
}

interface Invite {
  readonly uri?: string
  readonly from?: string
  readonly to?: string
  readonly more?: readonly string[]
}

function createInvite(fields: Invite = {}): SipRequest {
  const lines = [
    `INVITE ${fields.uri ?? 'sip:200@example.com'} SIP/2.0`,
    'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1',
    'Max-Forwards: 70',
    `From: ${fields.from ?? '<sip:100@example.net>'};tag=1`,
    `To: ${fields.to ?? '<sip:300@example.com>'}`,
    'Call-ID: 1',
    'CSeq: 1 INVITE',
    ...(fields.more ?? []),
    'Content-Length: 0',
    '',
    '',
  ]
  const outcome = parseMessage(Buffer.from(lines.join('\r\n')))
  if (!outcome.ok || outcome.message.kind !== 'request') {
    throw new Error('test request is malformed')
  }
  return outcome.message
}

/** Gateway name, response code or silence. */
function shown(verdict: CallerVerdict): string {
  if (verdict.kind === 'accepted') return verdict.gateway.name
  return verdict.kind === 'answer' ? String(verdict.response.statusCode) : 'silence'
}
const identify = (source: string): string =>
  shown(identification.identify(createInvite(), flowFrom(source)))

describe('identification by address', () => {
  it.each([
    ['192.0.2.1', 'address'],
    ['192.0.2.2', 'small'],
    ['192.0.9.9', 'large'],
    ['192.1.0.1', '403'],
    ['2001:db8::5', 'v6'],
    ['2001:db8:1::5', 'v6 block'],
    ['2001:db9::1', '403'],
    ['::ffff:192.0.2.1', 'address'],
  ])('a call from %s is %s: the most specific block wins', (source, expected) => {
    use(
      { name: 'large', remoteIps: '192.0.0.0/16' },
      { name: 'small', remoteIps: '198.51.100.1,192.0.2.0/24' },
      { name: 'address', remoteIps: '192.0.2.1' },
      { name: 'v6', remoteIps: '2001:0DB8::5' },
      { name: 'v6 block', remoteIps: '2001:db8::/32' },
    )
    expect(identify(source)).toBe(expected)
  })

  it('with a port goes before the same address without one', () => {
    use(
      { name: 'any port', remoteIps: '192.0.2.1,[2001:db8::1]' },
      { name: 'port', remoteIps: '192.0.2.1:5070,[2001:db8::1]:5070', sipAuthenticationMethod: 1 },
    )
    expect(identify('192.0.2.1 5070')).toBe('port')
    expect(identify('192.0.2.1 5060')).toBe('any port')
    expect(identify('2001:db8::1 5070')).toBe('port')
    expect(identify('2001:db8::1 5060')).toBe('any port')
  })

  it('ignores ports unless the method is IP+port', () => {
    use({ name: 'G', remoteIps: '192.0.2.1:5070' })
    expect(identify('192.0.2.1 9999')).toBe('G')
    use({ name: 'G', remoteIps: '192.0.2.1:5070', sipAuthenticationMethod: 1 })
    expect(identify('192.0.2.1 9999')).toBe('403')
  })

  it('decides between gateways of the same block by priority, then name', () => {
    use(
      { name: 'b', remoteIps: '192.0.2.1', priority: 2 },
      { name: 'c', remoteIps: '192.0.2.1', priority: 1 },
      { name: 'a', remoteIps: '192.0.2.1', priority: 2 },
    )
    expect(identify('192.0.2.1')).toBe('c')
  })

  it('refuses a locked gateway', () => {
    use({ name: 'G', remoteIps: '192.0.2.1', lockType: 3 })
    expect(identify('192.0.2.1')).toBe('403')
  })

  it('says nothing to unknown sources while SS_REPLY_UNAUTHORIZED is Off', () => {
    parameters.values = { ...parameters.values, SS_REPLY_UNAUTHORIZED: false }
    use({ name: 'G', remoteIps: '192.0.2.1' }, { name: 'empty' })
    expect(identify('192.0.2.9')).toBe('silence')
    expect(identify('192.0.2.1')).toBe('G')
  })

  it('knows which addresses need no rate limit', () => {
    use(
      { name: 'G', remoteIps: '192.0.2.0/24' },
      { name: 'port', remoteIps: '198.51.100.1:5070', sipAuthenticationMethod: 1 },
      { name: 'password', sipAuthenticationMethod: 2, password: 'x' },
    )
    expect(identification.knowsAddress('192.0.2.77')).toBe(true)
    expect(identification.knowsAddress('198.51.100.1')).toBe(true)
    expect(identification.knowsAddress('203.0.113.1')).toBe(false)
  })
})

describe('identification by password', () => {
  const password = { name: 'G', sipAuthenticationMethod: 2, password: 'secret' }

  function answer(challenge: SipResponse, { username = 'G', key = 'secret' } = {}): SipRequest {
    const request = createInvite()
    const isProxy = challenge.statusCode === 407
    const value = answerer.answer(
      challenge.fields.all(isProxy ? 'Proxy-Authenticate' : 'WWW-Authenticate'),
      {
        method: 'INVITE',
        uri: request.requestUri,
        username,
        password: key,
        body: request.body,
      },
    )
    request.fields.set(isProxy ? 'Proxy-Authorization' : 'Authorization', value ?? '')
    return request
  }

  function call(source = '203.0.113.1', credentials: object = {}): string {
    const verdict = identification.identify(createInvite(), flowFrom(source))
    if (verdict.kind !== 'answer' || verdict.response.statusCode === 403) return shown(verdict)
    const request = answer(verdict.response, credentials)
    return shown(identification.identify(request, flowFrom(source)))
  }

  it('challenges with SS_SIP_AUTHENTICATION_CODE and accepts the right password', () => {
    use(password)
    expect(identify('203.0.113.1')).toBe('407')
    expect(call()).toBe('G')
    parameters.values = { ...parameters.values, SS_SIP_AUTHENTICATION_CODE: 401 }
    expect(identify('203.0.113.1')).toBe('401')
    expect(call()).toBe('G')
  })

  it.each([
    ['a wrong password', { key: 'wrong' }],
    ['an unknown gateway', { username: 'nobody' }],
    ['a gateway in address mode', { username: 'A' }],
    ['a gateway with an empty password', { username: 'E', key: '' }],
    ['a gateway that must call from elsewhere', { username: 'R' }],
  ])('challenges %s again', (_what, credentials) => {
    use(
      password,
      { name: 'A', remoteIps: '192.0.2.1', password: 'secret' },
      { name: 'E', sipAuthenticationMethod: 2 },
      { ...password, name: 'R', remoteIps: '198.51.100.0/24' },
    )
    expect(call('203.0.113.1', credentials)).toBe('407')
  })

  it('may be bound to addresses', () => {
    use({ ...password, remoteIps: '198.51.100.0/24' })
    expect(call('198.51.100.7')).toBe('G')
    expect(call('203.0.113.1')).toBe('403')
  })

  it('is not asked of a source that is known by its address', () => {
    use(password, { name: 'A', remoteIps: '192.0.2.1' })
    expect(identify('192.0.2.1')).toBe('A')
  })

  it('does not accept the same credentials twice', () => {
    use(password)
    const flow = flowFrom('203.0.113.1')
    const verdict = identification.identify(createInvite(), flow)
    if (verdict.kind !== 'answer') throw new Error('no challenge')
    const request = answer(verdict.response)
    expect(shown(identification.identify(request, flow))).toBe('G')
    const again = identification.identify(request, flow)
    expect(shown(again)).toBe('407')
    expect(again.kind === 'answer' && again.response.fields.get('Proxy-Authenticate')).toContain(
      'stale=true',
    )
  })

  it('suspends a source after wrong passwords', () => {
    use(password)
    for (let i = 0; i < 3; i++) call('203.0.113.1', { key: 'wrong' })
    expect(call('203.0.113.1')).toBe('403')
    expect(call('203.0.113.2')).toBe('G')
    clock.advance(180_000)
    expect(call('203.0.113.1')).toBe('G')
  })
})

describe('numbers', () => {
  const read = (gateway: object, invite: Invite): string => {
    use({ name: 'G', remoteIps: '192.0.2.1', ...gateway })
    const verdict = identification.identify(createInvite(invite), flowFrom('192.0.2.1'))
    return verdict.kind === 'accepted' ? `${verdict.caller} > ${verdict.callee}` : shown(verdict)
  }
  const identities = [
    'Remote-Party-ID: "A" <sip:101@example.net>;party=calling',
    'P-Asserted-Identity: <sip:102@example.net>, <tel:+103>',
  ]

  it.each([
    ['the request line', {}, {}, '100 > 200'],
    ['To', { sipCalleeE164Domain: 0 }, {}, '100 > 300'],
    ['Remote-Party-ID', { sipCallerE164Domain: 1 }, { more: identities }, '101 > 200'],
    ['P-Asserted-Identity', { sipCallerE164Domain: 3 }, { more: identities }, '102 > 200'],
    ['From when that is missing', { sipCallerE164Domain: 3 }, {}, '100 > 200'],
    ['tel: URIs', {}, { uri: 'tel:+86;phone-context=x', from: '<tel:555>' }, '555 > +86'],
    ['escaped user parts', {}, { uri: 'sip:%2A67@example.com' }, '100 > *67'],
    ['user parts with parameters', {}, { uri: 'sip:86;npdi@example.com' }, '100 > 86'],
    ['anonymous callers', {}, { from: '<sip:anonymous@anonymous.invalid>' }, 'anonymous > 200'],
    ['a request line without a number as incomplete', {}, { uri: 'sip:example.com' }, '484'],
  ])('are read from %s', (_what, gateway, invite, expected) => {
    expect(read(gateway, invite)).toBe(expected)
  })
})
