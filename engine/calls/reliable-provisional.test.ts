import { expect, test } from 'vitest'
import { createCallScene, expectSettled } from '../testing/call-scene.ts'
import { sampleSdp } from '../testing/messages.ts'

const reliable = (number: number): readonly string[] => [
  'Require',
  '100rel',
  'RSeq',
  String(number),
]
const both = { gateways: [{ sip100Rel: true }], mapping: { sip100Rel: true } }
const supported = { fields: ['Supported', '100rel'] }

test('the caller’s PRACK is mapped to the gateway’s own numbers and answered by it', async () => {
  const scene = await createCallScene(both)
  const { caller, gateway, clock, switchEndpoint } = scene
  gateway.onInvite = (each) => each.respond(183, { fields: reliable(77), body: sampleSdp })
  gateway.onRequest = (each, transaction) => {
    if (transaction.request.method !== 'PRACK') return false
    each.respondTo(transaction, 200, { body: 'v=0\r\ns=answer\r\n' })
    return true
  }
  const call = caller.invite(switchEndpoint, '1002', supported)
  clock.advance(0)
  expect(gateway.request().fields.get('Supported')).toBe('timer, 100rel')
  const progress = call.response(183)
  expect(progress.fields.get('Require')).toBe('100rel')
  const number = progress.fields.get('RSeq') ?? ''
  expect(number).not.toBe('77')
  expect(gateway.call().methods).toEqual([])
  const prack = call.request('PRACK', {
    fields: ['RAck', `${number} 1 INVITE`],
    body: 'v=0\r\ns=offer\r\n',
  })
  clock.advance(0)
  const [relayed] = gateway.call().received
  expect(relayed?.fields.get('RAck')).toBe('77 1 INVITE')
  expect(Buffer.from(relayed?.body ?? []).toString()).toContain('s=offer')
  expect(Buffer.from(prack.responses[0]?.body ?? []).toString()).toContain('s=answer')
  gateway.call().answer()
  clock.advance(0)
  expect(call.outcomes.at(-1)).toBe('200')
  call.ack({ sequence: 1 })
  call.bye({ sequence: 3 })
  clock.advance(0)
  expectSettled(scene)
})

test('a caller without 100rel gets plain responses, and the gateway a PRACK of ours', async () => {
  const scene = await createCallScene({ gateways: [{ sip100Rel: true }] })
  const { caller, gateway, clock, switchEndpoint } = scene
  gateway.onInvite = (each) => {
    each.respond(183, { fields: reliable(5), body: sampleSdp })
    each.respond(183, { fields: reliable(5), body: sampleSdp })
    each.respond(180, { fields: reliable(6) })
    each.respond(180, { fields: reliable(9) })
  }
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  expect(call.outcomes).toEqual(['100', '183', '180'])
  expect(call.response(183).fields.has('RSeq')).toBe(false)
  // RFC 3262 §4: repeated and out-of-order responses are not acknowledged again.
  const acknowledged = gateway.call().received.map(({ fields }) => fields.get('RAck'))
  expect(acknowledged).toEqual(['5 1 INVITE', '6 1 INVITE'])
  gateway.call().answer()
  clock.advance(0)
  call.ack()
  clock.advance(0)
  expect(gateway.call().acks[0]?.cseq.sequence).toBe(1)
  call.bye()
  clock.advance(0)
  expect(gateway.call().received.at(-1)?.cseq.sequence).toBe(4)
  expectSettled(scene)
})

test('a caller that requires 100rel gets every response reliably, one at a time, the answer last', async () => {
  const scene = await createCallScene({ mapping: { sip100Rel: true } })
  const { caller, gateway, clock, switchEndpoint } = scene
  gateway.onInvite = (each) => {
    each.respond(180)
    each.respond(183, { body: sampleSdp })
    each.answer()
  }
  const call = caller.invite(switchEndpoint, '1002', { fields: ['Require', '100rel'] })
  const prack = (code: number): string[] => {
    const number = call.response(code).fields.get('RSeq') ?? ''
    const sent = call.request('PRACK', { fields: ['RAck', `${number} 1 INVITE`] })
    clock.advance(0)
    return sent.outcomes
  }
  clock.advance(0)
  expect(call.outcomes).toEqual(['100', '180'])
  expect(prack(180)).toEqual(['200'])
  expect(call.outcomes).toEqual(['100', '180', '183'])
  expect(prack(180)).toEqual(['481'])
  expect(prack(183)).toEqual(['200'])
  expect(call.outcomes).toEqual(['100', '180', '183', '200'])
  call.ack({ sequence: 1 })
  call.bye()
  clock.advance(0)
  expectSettled(scene)
})

test('a reliable response is retransmitted until PRACK, and the call ends without one', async () => {
  const scene = await createCallScene({
    ...both,
    parameters: { SS_SIP_RESEND_INTERVAL: [0.5, 1, 2] },
  })
  const { caller, gateway, clock, switchEndpoint } = scene
  gateway.onInvite = (each) => each.respond(183, { fields: reliable(1), body: sampleSdp })
  const call = caller.invite(switchEndpoint, '1002', supported)
  clock.advance(0)
  clock.advance(1500)
  expect(call.outcomes).toEqual(['100', '183', '183', '183'])
  clock.advance(2000)
  expect(call.outcomes.at(-1)).toBe('504')
  expect(gateway.call().isCancelled).toBe(true)
  expect(scene.records[0]).toMatchObject({ endDirection: 2, endReason: -15 })
  expectSettled(scene)
})

test('an answer that waits for a PRACK is never given when the gateway hangs up meanwhile', async () => {
  const scene = await createCallScene({ mapping: { sip100Rel: true } })
  const { caller, gateway, clock, switchEndpoint } = scene
  gateway.onInvite = (each) => {
    each.respond(183, { body: sampleSdp })
    each.answer()
  }
  const call = caller.invite(switchEndpoint, '1002', { fields: ['Require', '100rel'] })
  clock.advance(0)
  expect(call.outcomes).toEqual(['100', '183'])
  gateway.call().bye()
  clock.advance(0)
  expect(call.outcomes).toEqual(['100', '183', '480'])
  expectSettled(scene)
})

test('a caller that hangs up while its answer waits for a PRACK is told that the INVITE is over', async () => {
  const scene = await createCallScene({ mapping: { sip100Rel: true } })
  const { caller, gateway, clock, switchEndpoint } = scene
  gateway.onInvite = (each) => {
    each.respond(183, { body: sampleSdp })
    each.answer()
  }
  const call = caller.invite(switchEndpoint, '1002', { fields: ['Require', '100rel'] })
  clock.advance(0)
  const bye = call.bye()
  clock.advance(0)
  expect(bye.outcomes).toEqual(['200'])
  expect(call.outcomes.at(-1)).toBe('487')
  expect(gateway.call().methods).toEqual(['BYE'])
  expectSettled(scene)
})

test('100rel is neither offered nor taken where it is switched off', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, switchEndpoint } = scene
  gateway.onInvite = (each) => each.respond(180)
  const call = caller.invite(switchEndpoint, '1002', supported)
  clock.advance(0)
  expect(gateway.request().fields.get('Supported')).toBe('timer')
  expect(call.response(180).fields.has('RSeq')).toBe(false)
  call.cancel()
  clock.advance(0)
  expectSettled(scene)
})
