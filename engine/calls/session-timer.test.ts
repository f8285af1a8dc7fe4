import { expect, test } from 'vitest'
import { createCallScene, expectSettled } from '../testing/call-scene.ts'
import type { CallScene } from '../testing/call-scene.ts'
import { sampleSdp } from '../testing/messages.ts'
import type { PeerCall, PeerContent } from '../testing/scripted-peer.ts'

const allowsUpdate = ['Allow', 'INVITE, ACK, BYE, CANCEL, UPDATE']
const timerAnswer = (seconds: number, refresher: string): readonly string[] => [
  ...['Supported', 'timer', 'Require', 'timer'],
  ...['Session-Expires', `${String(seconds)};refresher=${refresher}`],
]

/** An answered and acknowledged call; `offer` is the caller's INVITE, `answer` the gateway's 200. */
async function answeredCall(
  answer: PeerContent,
  offer: PeerContent = {},
  options: Parameters<typeof createCallScene>[0] = {},
): Promise<{ scene: CallScene; call: PeerCall; far: PeerCall }> {
  const scene = await createCallScene(options)
  scene.gateway.onInvite = (each, invite) => {
    if (invite.to.tag === undefined) each.answer(answer)
  }
  const call = scene.caller.invite(scene.switchEndpoint, '1002', offer)
  scene.clock.advance(0)
  call.ack()
  scene.clock.advance(0)
  return { scene, call, far: scene.gateway.call() }
}

test('the gateway is asked for SS_SIP_SESSION_TTL, the caller answered with its own interval', async () => {
  const offer = { fields: ['Supported', 'timer', 'Session-Expires', '1800;refresher=uac'] }
  const { scene, call } = await answeredCall({}, offer)
  const invite = scene.gateway.request()
  expect(invite.fields.get('Session-Expires')).toBe('600')
  expect(invite.fields.get('Supported')).toBe('timer')
  const answer = call.response(200)
  expect(answer.fields.get('Session-Expires')).toBe('600;refresher=uac')
  expect(answer.fields.get('Require')).toBe('timer')
  call.bye()
  scene.clock.advance(0)
  expectSettled(scene)
})

test('gateways and callers without session timers are asked for none', async () => {
  const offer = { fields: ['Supported', 'timer', 'Session-Expires', '1800'] }
  const options = { gateways: [{ sipTimer: false }], mapping: { sipTimer: false } }
  const { scene, call } = await answeredCall({}, offer, options)
  expect(scene.gateway.request().fields.has('Session-Expires')).toBe(false)
  expect(scene.gateway.request().fields.has('Supported')).toBe(false)
  expect(call.response(200).fields.has('Session-Expires')).toBe(false)
  call.bye()
  scene.clock.advance(0)
  expectSettled(scene)
})

test('our refresh is an UPDATE where it is allowed, every interval ÷ segment', async () => {
  const answer = { fields: [...timerAnswer(90, 'uac'), ...allowsUpdate] }
  const { scene, call, far } = await answeredCall(answer)
  scene.gateway.onRequest = (each, transaction) => {
    if (transaction.request.method !== 'UPDATE') return false
    each.respondTo(transaction, 200, { fields: timerAnswer(90, 'uac') })
    return true
  }
  scene.clock.advance(200_000)
  expect(far.methods).toEqual(['UPDATE', 'UPDATE', 'UPDATE', 'UPDATE'])
  const [update] = far.received
  expect(update?.fields.get('Session-Expires')).toBe('90;refresher=uac')
  expect(update?.body).toHaveLength(0)
  call.bye()
  scene.clock.advance(0)
  expectSettled(scene)
})

test('our refresh is a re-INVITE with the description sent last where UPDATE is not allowed', async () => {
  const { scene, call, far } = await answeredCall({ fields: timerAnswer(90, 'uac') })
  scene.gateway.onRequest = (each, transaction) => {
    if (transaction.request.method !== 'INVITE') return false
    each.respondTo(transaction, 200, { fields: timerAnswer(90, 'uac'), body: sampleSdp })
    return true
  }
  scene.clock.advance(50_000)
  const [reinvite] = far.received
  expect(reinvite?.method).toBe('INVITE')
  expect(Buffer.from(reinvite?.body ?? []).toString()).toBe(sampleSdp)
  expect(far.acks).toHaveLength(2)
  expect(call.methods).toEqual([])
  call.bye()
  scene.clock.advance(0)
  expectSettled(scene)
})

test('a session that its refresher forgets is hung up on both sides', async () => {
  const { scene, call, far } = await answeredCall({ fields: timerAnswer(120, 'uas') })
  scene.clock.advance(119_000)
  expect(far.methods).toEqual([])
  scene.clock.advance(1000)
  expect(far.methods).toEqual(['BYE'])
  expect(call.methods).toEqual(['BYE'])
  expect(scene.records[0]).toMatchObject({ endDirection: 2, endReason: -8 })
  expectSettled(scene)
})

test('SS_SIP_SESSION_TIMEOUT_EARLY_HANGUP hangs up that much earlier', async () => {
  const parameters = { SS_SIP_SESSION_TIMEOUT_EARLY_HANGUP: 30 }
  const { scene, far } = await answeredCall({ fields: timerAnswer(120, 'uas') }, {}, { parameters })
  scene.clock.advance(90_000)
  expect(far.methods).toEqual(['BYE'])
  expectSettled(scene)
})

test('a refresh that nobody answers ends the call', async () => {
  const answer = { fields: [...timerAnswer(90, 'uac'), ...allowsUpdate] }
  const { scene, call } = await answeredCall(answer)
  scene.gateway.onRequest = (_call, transaction) => transaction.request.method === 'UPDATE'
  scene.clock.advance(45_000 + 32_000)
  expect(call.methods).toEqual(['BYE'])
  expect(scene.records[0]).toMatchObject({ endDirection: 2, endReason: -8 })
  expectSettled(scene)
})

test('422 to our INVITE is retried on the same gateway with the interval it asks for', async () => {
  const scene = await createCallScene({ parameters: { SS_SIP_SESSION_TTL: 120 } })
  scene.gateway.onInvite = (each, invite) => {
    if (invite.cseq.sequence === 1) each.respond(422, { fields: ['Min-SE', '180'] })
    else each.answer({ fields: timerAnswer(180, 'uas') })
  }
  const call = scene.caller.invite(scene.switchEndpoint, '1002')
  scene.clock.advance(0)
  const [first, second] = scene.gateway.node.requests.map(({ request }) => request)
  expect(second?.callId).toBe(first?.callId)
  expect(second?.fields.get('Session-Expires')).toBe('180')
  expect(second?.fields.get('Min-SE')).toBe('180')
  expect(scene.records[0]?.attempts).toHaveLength(1)
  expect(scene.lines.active('gw1')).toBe(1)
  call.ack()
  call.bye()
  scene.clock.advance(0)
  expectSettled(scene)
})

test('422 without a usable Min-SE is a failure like any other', async () => {
  const scene = await createCallScene()
  scene.gateway.onInvite = (each) => each.respond(422)
  const call = scene.caller.invite(scene.switchEndpoint, '1002')
  scene.clock.advance(0)
  expect(call.outcomes.at(-1)).toBe('500')
  expect(scene.records[0]?.endReason).toBe(422)
  expectSettled(scene)
})

test('a refresh of the caller stays on its leg: UPDATE, and re-INVITE with an unchanged offer', async () => {
  const offer = { fields: ['Supported', 'timer', 'Session-Expires', '120;refresher=uac'] }
  const { scene, call, far } = await answeredCall({ body: sampleSdp }, offer)
  const refresh = ['Supported', 'timer', 'Session-Expires', '120;refresher=uac']
  scene.clock.advance(60_000)
  const update = call.request('UPDATE', { fields: refresh })
  scene.clock.advance(0)
  expect(update.responses[0]?.fields.get('Session-Expires')).toBe('120;refresher=uac')
  scene.clock.advance(60_000)
  const reinvite = call.request('INVITE', { fields: refresh, body: sampleSdp })
  scene.clock.advance(0)
  expect(reinvite.outcomes).toEqual(['200'])
  expect(Buffer.from(reinvite.responses[0]?.body ?? []).toString()).toBe(sampleSdp)
  call.ack()
  scene.clock.advance(100_000)
  expect(far.methods).toEqual([])
  expect(scene.agent.activeCalls).toBe(1)
  scene.clock.advance(20_000)
  expect(scene.records[0]).toMatchObject({ endReason: -8 })
  expectSettled(scene)
})

test('a refresh with a too small interval gets 422', async () => {
  const offer = { fields: ['Supported', 'timer', 'Session-Expires', '120;refresher=uac'] }
  const { scene, call } = await answeredCall({}, offer)
  const update = call.request('UPDATE', { fields: ['Supported', 'timer', 'Session-Expires', '30'] })
  scene.clock.advance(0)
  expect(update.outcomes).toEqual(['422'])
  expect(update.responses[0]?.fields.get('Min-SE')).toBe('90')
  call.bye()
  scene.clock.advance(0)
  expectSettled(scene)
})

test('without session timers on either side the call has a longest duration', async () => {
  const parameters = { SS_SIP_NO_TIMER_REINVITE_INTERVAL: 100 }
  const { scene, call, far } = await answeredCall({}, {}, { parameters })
  scene.clock.advance(99_000)
  expect(scene.agent.activeCalls).toBe(1)
  scene.clock.advance(1000)
  expect(call.methods).toEqual(['BYE'])
  expect(far.methods).toEqual(['BYE'])
  expect(scene.records[0]).toMatchObject({ endDirection: 2, endReason: -9 })
  expectSettled(scene)
})

test('a call keeps the values it started with', async () => {
  const parameters = { SS_SIP_NO_TIMER_REINVITE_INTERVAL: 0 }
  const { scene, call } = await answeredCall({}, {}, { parameters })
  const changed = { SS_SIP_NO_TIMER_REINVITE_INTERVAL: 10 }
  scene.parameters.values = { ...scene.parameters.values, ...changed }
  scene.clock.advance(100_000)
  expect(scene.agent.activeCalls).toBe(1)
  call.bye()
  scene.clock.advance(0)
  expectSettled(scene)
})
