import { expect, test } from 'vitest'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { DigestChallenger } from '../sip/authentication/digest-challenger.ts'
import type { HeaderFields } from '../sip/message/header-fields.ts'
import { createCallScene, expectSettled } from '../testing/call-scene.ts'
import type { CallSceneOptions } from '../testing/call-scene.ts'

const identities = [
  ...['P-Asserted-Identity', '"Ann" <sip:2001@10.0.1.1>, <tel:+4420>'],
  ...['P-Preferred-Identity', '<sip:2002@10.0.1.1>', 'Privacy', 'user'],
]

/** Header fields of the INVITE that a gateway gets from a caller that gives every identity. */
async function sentFields(options: CallSceneOptions): Promise<HeaderFields & { uri?: string }> {
  const scene = await createCallScene(options)
  const call = scene.caller.invite(scene.switchEndpoint, '1002', { fields: identities })
  scene.clock.advance(0)
  const request = scene.gateway.request()
  call.cancel()
  scene.clock.advance(300)
  expectSettled(scene)
  return Object.assign(request.fields, { uri: request.requestUri })
}

test('a gateway is told the numbers and no identity unless it asks for one', async () => {
  const fields = await sentFields({ gateways: [{}] })
  expect(fields.uri).toBe('sip:1002@10.0.2.1')
  expect(fields.get('From')).toMatch(/^<sip:1001@10\.0\.0\.1>;tag=/)
  expect(fields.get('To')).toBe('<sip:1002@10.0.2.1>')
  expect(fields.get('Contact')).toBe('<sip:10.0.0.1:5060>')
  expect(fields.get('Max-Forwards')).toBe('69')
  for (const name of [
    'Privacy',
    'P-Asserted-Identity',
    'P-Preferred-Identity',
    'Remote-Party-ID',
  ]) {
    expect(fields.has(name)).toBe(false)
  }
})

test('passthrough keeps the identities and replaces the caller’s host', async () => {
  const gateway = { sipPrivacy: 1, sipPAssertedIdentity: 1, sipPPreferredIdentity: 1 } as const
  const fields = await sentFields({ gateways: [gateway] })
  expect(fields.get('Privacy')).toBe('user')
  expect(fields.all('P-Asserted-Identity')).toEqual(['"Ann" <sip:2001@10.0.0.1>', '<tel:+4420>'])
  expect(fields.all('P-Preferred-Identity')).toEqual(['<sip:2002@10.0.0.1>'])
})

test('the caller number stands in the identity header fields that ask for it', async () => {
  const gateway = { sipPAssertedIdentity: 2, sipPPreferredIdentity: 2, sipPrivacy: 2 } as const
  const fields = await sentFields({ gateways: [{ ...gateway, sipRemotePartyId: true }] })
  expect(fields.get('Privacy')).toBe('id')
  expect(fields.get('P-Asserted-Identity')).toBe('<sip:1001@10.0.0.1>')
  expect(fields.get('P-Preferred-Identity')).toBe('<sip:1001@10.0.0.1>')
  expect(fields.get('Remote-Party-ID')).toBe(
    '<sip:1001@10.0.0.1>;party=calling;screen=yes;privacy=full',
  )
})

test('the display name follows SS_SIP_E164_DISPLAY_FROM unless the gateway takes none', async () => {
  const from = async (options: CallSceneOptions): Promise<string | undefined> =>
    (await sentFields(options)).get('From')?.replace(/;tag=.*/, '')
  const caller = { SS_SIP_E164_DISPLAY_FROM: 'Caller' } as const
  expect(await from({ parameters: caller })).toBe('"1001" <sip:1001@10.0.0.1>')
  expect(await from({ parameters: caller, gateways: [{ sipDisplay: false }] })).toBe(
    '<sip:1001@10.0.0.1>',
  )
})

test('a registration gateway sees the name under which we are registered, and its privacy parameter', async () => {
  const gateway = { registerType: 2, registerName: 'trunk7', registrar: 'sip.example.net' } as const
  const fields = await sentFields({
    gateways: [gateway],
    parameters: { SS_SIP_USER_AGENT_PRIVACY: 'Id' },
  })
  expect(fields.get('From')).toMatch(/^<sip:trunk7@sip\.example\.net>/)
  expect(fields.get('Contact')).toBe('<sip:trunk7@10.0.0.1:5060>')
  expect(fields.get('Privacy')).toBe('id')
  expect(fields.uri).toBe('sip:1002@sip.example.net')
})

test('a challenge of the gateway is answered once, on the same line', async () => {
  const scene = await createCallScene({
    gateways: [{ registerType: 2, registerName: 'trunk7', password: 'secret' }],
  })
  const { clock } = scene
  const ids = createSeededIdSource(9)
  const challenger = new DigestChallenger({ clock, ids, realm: () => 'carrier' })
  scene.gateway.onInvite = (each, invite) => {
    const given = invite.fields.get('Authorization')
    const isValid =
      given !== undefined &&
      challenger.verify(given, 'INVITE', invite.body, () => 'secret') === 'valid'
    const fields = challenger.challenge().flatMap((value) => ['WWW-Authenticate', value])
    if (isValid) each.answer()
    else each.respond(401, { fields })
  }
  const call = scene.caller.invite(scene.switchEndpoint, '1002')
  clock.advance(0)
  expect(call.outcomes).toEqual(['100', '200'])
  expect(scene.gateway.node.requests.map(({ request }) => request.cseq.sequence)).toEqual([1, 2])
  expect(scene.lines.active('gw1')).toBe(1)
  call.ack()
  clock.advance(0)
  // RFC 3261 §13.2.2.4: the ACK carries the credentials of its INVITE.
  expect(scene.gateway.call().acks[0]?.fields.has('Authorization')).toBe(true)
  call.bye()
  clock.advance(0)
  expectSettled(scene)
})

test('a gateway that refuses the credentials fails, and its challenge stays on its side', async () => {
  const scene = await createCallScene({ gateways: [{ password: 'secret' }] })
  const { clock } = scene
  const challenger = new DigestChallenger({ clock, ids: createSeededIdSource(9), realm: () => 'x' })
  scene.gateway.onInvite = (each) => {
    const fields = challenger.challenge().flatMap((value) => ['Proxy-Authenticate', value])
    each.respond(407, { fields })
  }
  const call = scene.caller.invite(scene.switchEndpoint, '1002')
  clock.advance(0)
  expect(scene.gateway.node.requests).toHaveLength(2)
  expect(call.outcomes).toEqual(['100', '403'])
  expect(call.response(403).fields.has('Proxy-Authenticate')).toBe(false)
  expect(scene.records[0]).toMatchObject({ endReason: 407, endDirection: 1 })
  expectSettled(scene)
})

test.each([
  [0, 'sip:peer@10.0.2.1:5060'],
  [1, 'sip:peer@10.0.2.1:5060'],
  [2, 'sip:peer@10.0.2.1:5060'],
] as const)(
  'requests within the call reach the gateway by address method %i',
  async (method, uri) => {
    const scene = await createCallScene({ gateways: [{ sipRequestAddressMethod: method }] })
    scene.gateway.onInvite = (each) => each.answer()
    const call = scene.caller.invite(scene.switchEndpoint, '1002')
    scene.clock.advance(0)
    call.ack()
    call.bye()
    scene.clock.advance(0)
    expect(scene.gateway.call().received[0]?.requestUri).toBe(uri)
    expectSettled(scene)
  },
)
