import { expect, test } from 'vitest'
import { createCallScene, expectSettled } from '../testing/call-scene.ts'

test('the record of an answered call tells both ends, the numbers and the times', async () => {
  const scene = await createCallScene({ gateways: [{}, {}] })
  const { caller, gateways, clock, switchEndpoint } = scene
  const [first, second] = gateways
  if (first === undefined || second === undefined) throw new Error('two gateways are needed')
  first.onInvite = (each) => each.respond(503)
  const call = caller.invite(switchEndpoint, '1002')
  const startedAtMs = clock.nowMs()
  clock.advance(0)
  clock.advance(1500)
  second.call().respond(180)
  clock.advance(0)
  clock.advance(2000)
  second.call().answer()
  clock.advance(0)
  call.ack()
  clock.advance(10_000)
  second.call().bye()
  clock.advance(0)
  expect(scene.records[0]).toEqual({
    flowNo: 1,
    callerCallId: call.callId,
    callerAccessE164: '1001',
    calleeAccessE164: '1002',
    callerE164: '1001',
    calleeE164: '1002',
    callerToGatewayE164: '1001',
    calleeToGatewayE164: '1002',
    mappingGateway: 'caller',
    routingGateway: 'gw2',
    callerAddress: '10.0.1.1:5060',
    calleeAddress: '10.0.2.2:5060',
    startedAtMs,
    ringingAtMs: startedAtMs + 1500,
    answeredAtMs: startedAtMs + 3500,
    endedAtMs: startedAtMs + 13_500,
    setupDelayMs: 1500,
    endDirection: 1,
    endReason: 200,
    switchCount: 1,
    attempts: [
      {
        gateway: 'gw1',
        address: '10.0.2.1:5060',
        callerSent: '1001',
        calleeSent: '1002',
        startedAtMs,
        endedAtMs: startedAtMs,
        firstResponseAtMs: startedAtMs,
        result: 503,
      },
      {
        gateway: 'gw2',
        address: '10.0.2.2:5060',
        callerSent: '1001',
        calleeSent: '1002',
        startedAtMs,
        endedAtMs: startedAtMs + 13_500,
        firstResponseAtMs: startedAtMs + 1500,
        result: 200,
      },
    ],
  })
  expectSettled(scene)
})

test('every fact is told once, in order', async () => {
  const scene = await createCallScene({ gateways: [{}, {}] })
  const { caller, gateways, clock, switchEndpoint } = scene
  const [first, second] = gateways
  if (first === undefined || second === undefined) throw new Error('two gateways are needed')
  first.onInvite = (each) => each.respond(404)
  second.onInvite = (each) => {
    each.respond(180)
    each.respond(180)
  }
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  call.cancel()
  clock.advance(0)
  expect(scene.facts).toEqual([
    'started',
    'attempt gw1',
    'responded gw1',
    'attempt ended gw1',
    'attempt gw2',
    'responded gw2',
    'ringing',
    'attempt ended gw2',
    'ended',
  ])
  expectSettled(scene)
})
