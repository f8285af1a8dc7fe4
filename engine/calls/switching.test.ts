import { expect, test } from 'vitest'
import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { ParameterValues } from '../parameters/parameter-catalogue.ts'
import { createCallScene, expectSettled } from '../testing/call-scene.ts'
import type { CallScene } from '../testing/call-scene.ts'
import type { Destination } from '../sip/transport/transport.ts'
import { sampleSdp } from '../testing/messages.ts'
import type { PeerCall } from '../testing/scripted-peer.ts'

/** What the first of two gateways does; then the time that passes before the outcome is read. */
interface Scenario {
  readonly name: string
  readonly first: (call: PeerCall) => void
  readonly gateway?: Partial<RoutingGateway>
  readonly mapping?: { readonly callFailedSipCode: string }
  readonly parameters?: Partial<ParameterValues>
  readonly afterMs?: number
  /** Gateway that gets the call in the end, or the code that the caller gets. */
  readonly expected: 'gw2' | number
  /** Result in the first attempt's row. */
  readonly result: number
}

const silence = (): void => undefined
const fails = (code: number) => (call: PeerCall) => call.respond(code)
const rings = (code: number) => (call: PeerCall) => {
  call.respond(180)
  if (code > 0) call.respond(code)
}
const describes = (code: number) => (call: PeerCall) => {
  call.respond(183, { body: sampleSdp })
  if (code > 0) call.respond(code)
}

const scenarios: readonly Scenario[] = [
  { name: '503', first: fails(503), expected: 'gw2', result: 503 },
  { name: '404', first: fails(404), expected: 'gw2', result: 404 },
  { name: '302 is a failure and not followed', first: fails(302), expected: 'gw2', result: 302 },
  { name: '603', first: fails(603), expected: 'gw2', result: 603 },
  { name: 'a challenge without a password', first: fails(401), expected: 'gw2', result: 401 },
  { name: '486', first: fails(486), expected: 486, result: 486 },
  { name: '600', first: fails(600), expected: 600, result: 600 },
  {
    name: '486 while SS_GATEWAY_SWITCH_STOP_AFTER_USER_BUSY is Off',
    first: fails(486),
    parameters: { SS_GATEWAY_SWITCH_STOP_AFTER_USER_BUSY: false },
    expected: 'gw2',
    result: 486,
  },
  {
    name: '486 where the gateway allows it',
    first: fails(486),
    gateway: { switchAllowBusy: 'yes' },
    expected: 'gw2',
    result: 486,
  },
  {
    name: '486 where the gateway forbids it',
    first: fails(486),
    gateway: { switchAllowBusy: 'no' },
    parameters: { SS_GATEWAY_SWITCH_STOP_AFTER_USER_BUSY: false },
    expected: 486,
    result: 486,
  },
  {
    name: 'a listed code',
    first: fails(404),
    gateway: { switchErrorCodes: '404,484' },
    expected: 404,
    result: 404,
  },
  {
    name: 'a listed code where the gateway allows it',
    first: fails(404),
    gateway: { switchErrorCodes: '404,484', switchAllowErrorCode: 'yes' },
    expected: 'gw2',
    result: 404,
  },
  { name: '503 after 180', first: rings(503), expected: 503, result: 503 },
  {
    name: '503 after 180 with SS_GATEWAY_SWITCH_UNTIL_CONNECT',
    first: rings(503),
    parameters: { SS_GATEWAY_SWITCH_UNTIL_CONNECT: true },
    expected: 'gw2',
    result: 503,
  },
  {
    name: '486 after 180 with SS_GATEWAY_SWITCH_UNTIL_CONNECT',
    first: rings(486),
    parameters: { SS_GATEWAY_SWITCH_UNTIL_CONNECT: true },
    expected: 486,
    result: 486,
  },
  {
    name: '503 after 180 where the gateway allows it',
    first: rings(503),
    gateway: { switchAllowRing: 'yes' },
    expected: 'gw2',
    result: 503,
  },
  {
    name: '503 after 180 where the gateway forbids it',
    first: rings(503),
    gateway: { switchAllowRing: 'no' },
    parameters: { SS_GATEWAY_SWITCH_UNTIL_CONNECT: true },
    expected: 503,
    result: 503,
  },
  { name: '503 after 183 with SDP', first: describes(503), expected: 503, result: 503 },
  {
    name: '503 after SDP while SS_SIP_STOP_SWITCH_AFTER_SDP is Off',
    first: describes(503),
    parameters: { SS_SIP_STOP_SWITCH_AFTER_SDP: false },
    expected: 'gw2',
    result: 503,
  },
  {
    name: '503 after SDP where the gateway allows it',
    first: describes(503),
    gateway: { switchAllowSdp: 'yes' },
    expected: 'gw2',
    result: 503,
  },
  {
    name: 'no response: SS_SIP_TIMEOUT_INVITE',
    first: silence,
    afterMs: 10_000,
    expected: 'gw2',
    result: -1,
  },
  {
    name: 'no response: the gateway’s own timeoutInvite',
    first: silence,
    gateway: { timeoutInvite: 3 },
    afterMs: 3000,
    expected: 'gw2',
    result: -1,
  },
  {
    name: 'INVITE timeout of a registration gateway while it stops the search',
    first: silence,
    gateway: { registerType: 2 },
    parameters: { SS_SIP_USER_AGENT_STOP_SWITCH_AFTER_INVITE_TIMEOUT: true },
    afterMs: 10_000,
    expected: 408,
    result: -1,
  },
  {
    name: 'INVITE timeout of a static gateway while that stops registration gateways',
    first: silence,
    parameters: { SS_SIP_USER_AGENT_STOP_SWITCH_AFTER_INVITE_TIMEOUT: true },
    afterMs: 10_000,
    expected: 'gw2',
    result: -1,
  },
  {
    name: 'the resend list used up before the stage',
    first: silence,
    parameters: { SS_SIP_RESEND_INTERVAL: [0.5, 1] },
    afterMs: 1500,
    expected: 'gw2',
    result: -6,
  },
  { name: 'nothing after 100', first: fails(100), afterMs: 20_000, expected: 'gw2', result: -2 },
  { name: 'nothing after 183', first: fails(183), afterMs: 20_000, expected: 'gw2', result: -3 },
  {
    name: 'nothing after 183 with SDP',
    first: describes(0),
    parameters: { SS_SIP_STOP_SWITCH_AFTER_SDP: false },
    afterMs: 120_000,
    expected: 'gw2',
    result: -4,
  },
  {
    name: 'ringing for too long',
    first: rings(0),
    gateway: { switchAllowRing: 'yes' },
    afterMs: 120_000,
    expected: 'gw2',
    result: -5,
  },
  { name: 'ringing, search over', first: rings(0), afterMs: 120_000, expected: 480, result: -5 },
  {
    name: 'the switch limit',
    first: fails(503),
    parameters: { SS_GATEWAY_SWITCH_LIMIT: 1 },
    expected: 503,
    result: 503,
  },
  {
    name: 'callFailedSipCode for the code',
    first: fails(486),
    mapping: { callFailedSipCode: '486:480,0:500' },
    expected: 480,
    result: 486,
  },
  {
    name: 'callFailedSipCode for all others',
    first: fails(600),
    mapping: { callFailedSipCode: '486:480,0:500' },
    expected: 500,
    result: 600,
  },
  {
    name: 'callFailedSipCode that keeps',
    first: fails(600),
    mapping: { callFailedSipCode: '600:0,0:500' },
    expected: 600,
    result: 600,
  },
]

async function play(scenario: Scenario): Promise<{ scene: CallScene; outcome: 'gw2' | number }> {
  const scene = await createCallScene({
    // A peer's own transaction layer would say 100 in the end: silence is an address where nobody is.
    gateways: [
      { ...(scenario.first === silence ? { remoteIp: '10.0.9.9' } : {}), ...scenario.gateway },
      {},
    ],
    ...(scenario.mapping ? { mapping: scenario.mapping } : {}),
    ...(scenario.parameters ? { parameters: scenario.parameters } : {}),
  })
  const [first, second] = scene.gateways
  if (first === undefined || second === undefined) throw new Error('two gateways are needed')
  first.onInvite = (call) => {
    if (scenario.first !== silence) call.respond(100)
    scenario.first(call)
  }
  second.onInvite = (call) => call.answer()
  const call = scene.caller.invite(scene.switchEndpoint, '1002')
  scene.clock.advance(0)
  scene.clock.advance(scenario.afterMs ?? 0)
  const last = Number(call.outcomes.at(-1))
  if (last === 200) {
    call.ack()
    scene.clock.advance(0)
    call.bye()
    scene.clock.advance(0)
  }
  return { scene, outcome: last === 200 ? 'gw2' : last }
}

test.each(scenarios)('switching: $name', async (scenario) => {
  const { scene, outcome } = await play(scenario)
  expect(outcome).toBe(scenario.expected)
  const [record] = scene.records
  expect(record?.attempts[0]?.result).toBe(scenario.result)
  expect(record?.switchCount).toBe(scenario.expected === 'gw2' ? 1 : 0)
  if (outcome === 'gw2') expect(record?.endReason).toBe(200)
  else expect(record?.endReason).toBe(scenario.result)
  expectSettled(scene)
})

test('a gateway at its line limit is passed over without an attempt', async () => {
  const scene = await createCallScene({ gateways: [{}, {}], limits: { gw1: 1 } })
  const one = scene.caller.invite(scene.switchEndpoint, '1002')
  scene.clock.advance(0)
  const two = scene.caller.invite(scene.switchEndpoint, '1003')
  scene.clock.advance(0)
  expect(scene.gateways.map(({ calls }) => calls.length)).toEqual([1, 1])
  expect(scene.records[1]?.attempts.map(({ gateway }) => gateway)).toEqual(['gw2'])
  one.cancel()
  two.cancel()
  scene.clock.advance(0)
  expectSettled(scene)
})

test('without a gateway that can take it the call gets 503, Retry-After and cause 34', async () => {
  const scene = await createCallScene({ limits: { gw1: 1 } })
  const one = scene.caller.invite(scene.switchEndpoint, '1002')
  scene.clock.advance(0)
  const two = scene.caller.invite(scene.switchEndpoint, '1003')
  scene.clock.advance(0)
  expect(two.outcomes).toEqual(['100', '503'])
  expect(two.response(503).fields.get('Reason')).toContain('Q.850;cause=34')
  expect(Number(two.response(503).fields.get('Retry-After'))).toBeGreaterThan(0)
  expect(scene.records[1]).toMatchObject({ endReason: -10, endDirection: 2, switchCount: 0 })
  one.cancel()
  scene.clock.advance(0)
  expectSettled(scene)
})

test('Retry-After of a 503 suspends the gateway', async () => {
  const scene = await createCallScene({ gateways: [{}, {}] })
  scene.gateway.onInvite = (call) =>
    call.respond(503, { fields: ['Retry-After', '5 (maintenance)'] })
  const call = scene.caller.invite(scene.switchEndpoint, '1002')
  scene.clock.advance(0)
  expect(scene.suspended).toEqual(['gw1 retry-after 5000'])
  call.cancel()
  scene.clock.advance(0)
  expectSettled(scene)
})

test('after a transport error the next address of the same gateway is tried, then the next gateway', async () => {
  const nowhere = { protocol: 'udp', remote: { address: '0.0.0.0', port: 5060 } } as const
  const scene = await createCallScene({
    gateways: [{}, {}],
    destinationOf: ({ name }) => (name === 'gw1' ? [nowhere, nowhere] : 'default'),
  })
  scene.gateways[1]?.calls.splice(0)
  const call = scene.caller.invite(scene.switchEndpoint, '1002')
  scene.clock.advance(0)
  const results = scene.records[0]?.attempts.map(
    ({ gateway, result }) => `${gateway} ${String(result)}`,
  )
  expect(results).toEqual(['gw1 -7', 'gw1 -7', 'gw2 0'])
  call.cancel()
  scene.clock.advance(0)
  expectSettled(scene)
})

test('a gateway whose name has to be looked up is called when its address is known', async () => {
  let found: (destinations: readonly Destination[]) => void = () => undefined
  const scene = await createCallScene({
    destinationOf: () => new Promise((resolve) => (found = resolve)),
  })
  const call = scene.caller.invite(scene.switchEndpoint, '1002')
  scene.clock.advance(0)
  expect(scene.lines.total).toBe(0)
  found([{ protocol: 'udp', remote: scene.gateway.endpoint }])
  await new Promise((resolve) => setImmediate(resolve))
  scene.clock.advance(0)
  expect(scene.gateway.calls).toHaveLength(1)
  call.cancel()
  scene.clock.advance(0)
  expectSettled(scene)
})

test('a caller that gives up while a name is looked up leaves nothing behind', async () => {
  let found: (destinations: undefined) => void = () => undefined
  const scene = await createCallScene({
    destinationOf: () => new Promise((resolve) => (found = resolve)),
  })
  const call = scene.caller.invite(scene.switchEndpoint, '1002')
  scene.clock.advance(0)
  call.cancel()
  scene.clock.advance(0)
  expect(call.outcomes).toEqual(['100', '487'])
  found(undefined)
  await new Promise((resolve) => setImmediate(resolve))
  expect(scene.gateway.calls).toHaveLength(0)
  expectSettled(scene)
})
