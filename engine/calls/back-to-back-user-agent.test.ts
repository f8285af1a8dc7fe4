import { expect, test } from 'vitest'
import { createCallScene, expectSettled } from '../testing/call-scene.ts'
import { sampleSdp } from '../testing/messages.ts'

const answerSdp = sampleSdp.replace('49170', '40000')

test('a call goes from INVITE to BYE with both sessions described unchanged', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, switchEndpoint } = scene
  gateway.onInvite = (call) => {
    call.respond(180)
    call.answer({ body: answerSdp })
  }
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  expect(call.outcomes).toEqual(['100', '180', '200'])
  const invite = gateway.request()
  expect(Buffer.from(invite.body).toString()).toBe(sampleSdp)
  expect(Buffer.from(call.response(200).body).toString()).toBe(answerSdp)
  expect(scene.lines.active('gw1')).toBe(1)
  expect(scene.agent.activeCalls).toBe(1)
  call.ack()
  clock.advance(0)
  expect(gateway.call().acks).toHaveLength(1)
  const bye = call.bye()
  clock.advance(0)
  expect(bye.outcomes).toEqual(['200'])
  expect(gateway.call().methods).toEqual(['BYE'])
  expect(scene.lines.total).toBe(0)
  expect(scene.facts).toEqual([
    'started',
    'attempt gw1',
    'responded gw1',
    'ringing',
    'answered',
    'attempt ended gw1',
    'ended',
  ])
  expectSettled(scene)
})

test('nothing of the caller’s side is shown to the gateway, nor the other way round', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, switchEndpoint } = scene
  gateway.onInvite = (call) => {
    call.answer({
      fields: ['Warning', '399 10.0.2.1 "hi"', 'Server', 'gw-10.0.2.1', 'Organization', 'carrier'],
    })
  }
  const call = caller.invite(switchEndpoint, '1002', {
    body: 'v=0\r\n',
    fields: [
      ...['Record-Route', '<sip:10.0.1.77;lr>', 'User-Agent', 'Phone 10.0.1.1', 'Subject', 'x'],
      ...[
        'P-Asserted-Identity',
        '<sip:1001@10.0.1.1>',
        'Via',
        'SIP/2.0/UDP 10.0.1.99;branch=z9hG4bKx',
      ],
    ],
  })
  clock.advance(0)
  const invite = gateway.request()
  const shown = [invite.requestUri, ...invite.fields.flat].join('\n')
  expect(shown).not.toContain('10.0.1.')
  expect(shown).not.toContain(call.callId)
  const answer = call.response(200)
  const told = answer.fields.flat.filter(
    (_, i, all) => !/^(Via|From|Call-ID)$/.test(all[i - (i % 2)] ?? ''),
  )
  expect(told.join('\n')).not.toContain('10.0.2.')
  expect(told.join('\n')).not.toContain('carrier')
  call.ack()
  call.bye()
  clock.advance(0)
  expectSettled(scene)
})

test('an offer in 200 is answered in the ACK, which goes through with its body', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, switchEndpoint } = scene
  gateway.onInvite = (call) => call.answer()
  const call = caller.invite(switchEndpoint, '1002', { body: '' })
  clock.advance(0)
  expect(gateway.request().body).toHaveLength(0)
  call.ack({ body: answerSdp })
  clock.advance(0)
  const [ack] = gateway.call().acks
  expect(Buffer.from(ack?.body ?? []).toString()).toBe(answerSdp)
  expect(ack?.fields.get('Content-Type')).toBe('application/sdp')
  // A retransmitted 2xx gets the same ACK again.
  gateway.call().answer()
  clock.advance(0)
  expect(gateway.call().acks).toHaveLength(2)
  expect(Buffer.from(gateway.call().acks[1]?.body ?? []).toString()).toBe(answerSdp)
  gateway.call().bye()
  clock.advance(0)
  expect(call.methods).toEqual(['BYE'])
  expect(scene.records[0]).toMatchObject({ endDirection: 1, endReason: 200 })
  expectSettled(scene)
})

test('a 200 is retransmitted on the resend list until its ACK, and hung up without one', async () => {
  const scene = await createCallScene({ parameters: { SS_SIP_RESEND_INTERVAL: [0.5, 1, 2] } })
  const { caller, gateway, clock, switchEndpoint } = scene
  gateway.onInvite = (call) => call.answer()
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  clock.advance(500)
  clock.advance(1000)
  expect(call.outcomes).toEqual(['100', '200', '200', '200'])
  clock.advance(2000)
  expect(call.methods).toEqual(['BYE'])
  // The gateway's 2xx is acknowledged before it is hung up.
  expect(gateway.call().acks).toHaveLength(1)
  expect(gateway.call().methods).toEqual(['BYE'])
  expect(scene.records[0]).toMatchObject({ endDirection: 2, endReason: -15 })
  expectSettled(scene)
})

test('a gateway that hangs up before the caller’s ACK is answered, the caller hung up after its ACK', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, switchEndpoint } = scene
  gateway.onInvite = (call) => call.answer()
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  const bye = gateway.call().bye()
  clock.advance(0)
  expect(bye.outcomes).toEqual(['200'])
  expect(call.methods).toEqual([])
  expect(scene.lines.total).toBe(0)
  call.ack()
  clock.advance(0)
  expect(call.methods).toEqual(['BYE'])
  expectSettled(scene)
})

test('BYE of both sides at once is answered on both sides', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, network, switchEndpoint } = scene
  gateway.onInvite = (call) => call.answer()
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  call.ack()
  clock.advance(0)
  network.conditions = { loss: 0, duplication: 0, shortestDelayMs: 10, longestDelayMs: 10 }
  const one = call.bye()
  const other = gateway.call().bye()
  clock.advance(100)
  expect(one.outcomes).toEqual(['200'])
  expect(other.outcomes).toEqual(['200'])
  expectSettled(scene)
})

test('requests of unknown dialogs get 481, an out-of-dialog REFER 501', async () => {
  const scene = await createCallScene()
  const { caller, clock, switchEndpoint } = scene
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  const stranger = { ...{ fields: [] }, body: '' }
  call.remoteParty += ';tag=unknown'
  const outcomes = ['BYE', 'INVITE', 'UPDATE', 'INFO', 'PRACK'].map((method) => {
    const sent = call.request(method, stranger)
    clock.advance(0)
    return sent.outcomes.at(-1)
  })
  expect(outcomes).toEqual(['481', '481', '481', '481', '481'])
})

test('INVITEs that cannot start a call are refused as the RFC says', async () => {
  const scene = await createCallScene({ mapping: { sip100Rel: false } })
  const { caller, clock, switchEndpoint } = scene
  const refused = (
    fields: readonly string[],
  ): { code: string | undefined; call: ReturnType<typeof caller.invite> } => {
    const call = caller.invite(switchEndpoint, '1002', { fields })
    clock.advance(0)
    return { code: call.outcomes.at(-1), call }
  }
  const unsupported = refused(['Require', '100rel, timer, replaces'])
  expect(unsupported.code).toBe('420')
  expect(unsupported.call.response(420).fields.get('Unsupported')).toBe('100rel, replaces')
  const short = refused(['Supported', 'timer', 'Session-Expires', '60'])
  expect(short.code).toBe('422')
  expect(short.call.response(422).fields.get('Min-SE')).toBe('90')
  expect(scene.records).toHaveLength(0)
  expectSettled(scene)
})

test('the caller is told to come back later when it has used its own lines', async () => {
  const scene = await createCallScene({ limits: { caller: 1 } })
  const { caller, clock, switchEndpoint } = scene
  const first = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  const second = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  expect(second.outcomes).toEqual(['503'])
  expect(second.response(503).fields.get('Reason')).toContain('Q.850;cause=34')
  expect(second.response(503).fields.has('Retry-After')).toBe(true)
  expect(scene.records[1]).toMatchObject({ endDirection: 2, endReason: -10 })
  first.cancel()
  clock.advance(0)
  expectSettled(scene)
})

test('routing that has no gateway ends the call with its own code', async () => {
  const numbers = { callerE164: '1001', calleeE164: '1002' }
  const codes: string[] = []
  for (const kind of ['no-prefix', 'none-usable', 'not-allowed'] as const) {
    const scene = await createCallScene({ plan: () => ({ kind, ...numbers }) })
    const call = scene.caller.invite(scene.switchEndpoint, '1002')
    scene.clock.advance(0)
    codes.push(`${call.outcomes.join(' ')} ${String(scene.records[0]?.endReason)}`)
    expectSettled(scene)
  }
  expect(codes).toEqual(['404 -11', '503 -17', '403 403'])
})

test('an INVITE of ours that comes back for the same number is a loop', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, switchEndpoint } = scene
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  const request = gateway.request()
  const looped = gateway.invite(switchEndpoint, '1002')
  looped.localParty = request.fields.get('From') ?? ''
  Object.assign(looped, { callId: request.callId })
  const sent = looped.request('INVITE')
  clock.advance(0)
  expect(sent.outcomes).toEqual(['482'])
  call.cancel()
  clock.advance(0)
})

test('hanging up on the operator’s behalf ends both legs', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, agent, switchEndpoint } = scene
  gateway.onInvite = (each) => each.answer()
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  call.ack()
  clock.advance(0)
  const [view] = agent.calls()
  expect(view).toMatchObject({ state: 'Ok', callerLocalAddress: '10.0.0.1:5060' })
  expect(agent.disconnect(view?.callId ?? 0)).toBe(true)
  clock.advance(0)
  expect(call.methods).toEqual(['BYE'])
  expect(call.received[0]?.fields.get('Reason')).toContain('Q.850;cause=16')
  expect(gateway.call().methods).toEqual(['BYE'])
  expect(agent.disconnect(view?.callId ?? 0)).toBe(false)
  expect(scene.records[0]).toMatchObject({ endDirection: 2, endReason: -12 })
  expectSettled(scene)
})

test('stopping hangs up, cancels, refuses new calls and gives every line back', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, agent, switchEndpoint } = scene
  gateway.onInvite = (each) => {
    each.respond(180)
    if (gateway.calls.length === 1) each.answer()
  }
  const answered = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  answered.ack()
  const ringing = caller.invite(switchEndpoint, '1003')
  clock.advance(0)
  expect(scene.lines.total).toBe(2)
  const stopped = agent.stop()
  const late = caller.invite(switchEndpoint, '1004')
  clock.advance(0)
  await stopped
  expect(answered.methods).toEqual(['BYE'])
  expect(ringing.outcomes.at(-1)).toBe('503')
  expect(gateway.call(1).isCancelled).toBe(true)
  expect(late.outcomes).toEqual(['503'])
  expect(scene.records.map(({ endReason }) => endReason)).toEqual([-13, -13])
  expectSettled(scene)
})

test('draining refuses new calls and lets those in progress go on, until it is over', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, agent, switchEndpoint } = scene
  gateway.onInvite = (each) => each.answer()
  const place = (callee: string) => {
    const placed = caller.invite(switchEndpoint, callee)
    clock.advance(0)
    if (placed.outcomes.at(-1) === '200') placed.ack()
    return placed
  }
  const call = place('1002')
  agent.drain(true)
  const refused = place('1003')
  expect(refused.outcomes).toEqual(['503'])
  expect(refused.response(503).fields.has('Retry-After')).toBe(true)
  expect(agent.activeCalls).toBe(1)
  const bye = call.bye()
  clock.advance(0)
  expect(bye.outcomes).toEqual(['200'])
  agent.drain(false)
  expect(place('1004').outcomes.at(-1)).toBe('200')
})

test('a call names the Call-IDs of all its legs, and is found by its number while it lasts', async () => {
  const scene = await createCallScene({ gateways: [{}, {}] })
  const { caller, gateways, clock, agent, switchEndpoint } = scene
  for (const each of gateways) {
    each.onInvite = (invited) => (each === gateways[0] ? invited.respond(503) : invited.answer())
  }
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  call.ack()
  clock.advance(0)
  const [view] = [...agent.calls()]
  const outgoing = gateways.map((each) => each.request().callId)
  expect(view?.callIds).toEqual([view?.record.callerCallId, ...outgoing])
  expect(new Set(view?.callIds).size).toBe(3)
  expect(agent.call(view?.callId ?? 0)).toBe(view)
  call.bye()
  clock.advance(0)
  expect(agent.call(view?.callId ?? 0)).toBeUndefined()
})

test('stopping is bounded when nobody answers any more', async () => {
  const scene = await createCallScene()
  const { caller, clock, agent, network, switchEndpoint } = scene
  caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  network.conditions = { loss: 1, duplication: 0, shortestDelayMs: 0, longestDelayMs: 0 }
  const stopped = agent.stop()
  clock.advance(5000)
  await stopped
  expect(scene.lines.total).toBe(0)
  expect(scene.mappingLines.total).toBe(0)
})

test('an internal fault ends the call and gives its lines back', async () => {
  const scene = await createCallScene({
    destinationOf: (gateway) => {
      if (gateway.name === 'gw2') throw new Error('a bug')
      return 'default'
    },
    gateways: [{}, {}],
  })
  const { caller, gateway, clock, switchEndpoint } = scene
  gateway.onInvite = (each) => each.respond(503)
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  expect(scene.faults).toHaveLength(1)
  expect(scene.lines.total + scene.mappingLines.total).toBe(0)
  expect(scene.records[0]).toMatchObject({ endDirection: 2, endReason: -16 })
  expect(call.outcomes.at(-1)).toBe('500')
})
