import { expect, test } from 'vitest'
import { createCallScene, expectSettled } from '../testing/call-scene.ts'

const slow = { loss: 0, duplication: 0, shortestDelayMs: 20, longestDelayMs: 20 }
const perfect = { loss: 0, duplication: 0, shortestDelayMs: 0, longestDelayMs: 0 }

test('CANCEL of the caller ends the call at once and the line when the gateway has let go', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, network, switchEndpoint } = scene
  gateway.onInvite = (call) => call.respond(180)
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  network.conditions = slow
  call.cancel()
  clock.advance(20)
  expect(scene.records[0]).toMatchObject({ endDirection: 0, endReason: 487 })
  expect(scene.records[0]?.attempts[0]).toMatchObject({ result: 487 })
  expect(scene.mappingLines.total).toBe(0)
  expect(scene.lines.total).toBe(1)
  expect(scene.agent.heldLines().routing.get('gw1')).toBe(1)
  clock.advance(40)
  expect(call.outcomes).toEqual(['100', '180', '487'])
  expect(gateway.call().isCancelled).toBe(true)
  expect(scene.lines.total).toBe(0)
  expectSettled(scene)
})

test('CANCEL before any response waits for one', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, network, switchEndpoint } = scene
  network.conditions = slow
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(20)
  call.cancel()
  clock.advance(400)
  expect(call.outcomes.at(-1)).toBe('487')
  expect(gateway.call().isCancelled).toBe(true)
  expectSettled(scene)
})

test('a 200 that crosses the CANCEL is acknowledged and hung up', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, network, switchEndpoint } = scene
  gateway.onInvite = (call) => call.respond(180)
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  network.conditions = slow
  call.cancel()
  clock.advance(30)
  gateway.call().answer()
  clock.advance(200)
  expect(call.outcomes).toEqual(['100', '180', '487'])
  expect(gateway.call().acks.length).toBeGreaterThan(0)
  expect(gateway.call().methods).toEqual(['BYE'])
  expect(scene.records[0]).toMatchObject({ answeredAtMs: 0, endReason: 487 })
  expectSettled(scene)
})

test('a CANCEL that crosses our 200 changes nothing', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, network, switchEndpoint } = scene
  gateway.onInvite = (call) => call.respond(180)
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  gateway.call().answer()
  network.conditions = slow
  clock.advance(15)
  call.cancel()
  clock.advance(100)
  expect(call.outcomes.at(-1)).toBe('200')
  call.ack()
  clock.advance(100)
  expect(scene.agent.activeCalls).toBe(1)
  call.bye()
  clock.advance(100)
  expect(scene.records[0]).toMatchObject({ endDirection: 0, endReason: 200 })
  expectSettled(scene)
})

test('a gateway that never confirms the CANCEL gives its line back at the end of the transaction', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, switchEndpoint } = scene
  gateway.onInvite = (call) => {
    call.respond(180)
    if (call.incoming) call.incoming.onCancel = () => undefined
  }
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  call.cancel()
  clock.advance(1000)
  expect(call.outcomes.at(-1)).toBe('487')
  expect(scene.lines.total).toBe(1)
  clock.advance(33_000)
  expect(scene.lines.total).toBe(0)
  // A 2xx after that is still acknowledged and hung up.
  gateway.call().answer()
  clock.advance(0)
  expect(gateway.call().methods).toEqual(['BYE'])
  expect(gateway.call().acks).toHaveLength(1)
  expectSettled(scene)
})

test('a 2xx after the search moved on is acknowledged and hung up, and its line held until then', async () => {
  const scene = await createCallScene({
    gateways: [{ timeoutRinging: 1, switchAllowRing: 'yes' }, {}],
  })
  const { caller, gateways, clock, network, switchEndpoint } = scene
  const [first, second] = gateways
  if (first === undefined || second === undefined) throw new Error('two gateways are needed')
  first.onInvite = (call) => call.respond(180)
  second.onInvite = (call) => call.answer()
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  network.conditions = slow
  clock.advance(990)
  first.call().answer()
  clock.advance(15)
  expect(scene.lines.active('gw1')).toBe(1)
  clock.advance(200)
  expect(first.call().methods).toEqual(['BYE'])
  expect(first.call().acks.length).toBeGreaterThan(0)
  expect(scene.lines.active('gw1')).toBe(0)
  expect(scene.lines.active('gw2')).toBe(1)
  expect(call.outcomes.at(-1)).toBe('200')
  network.conditions = perfect
  call.ack()
  call.bye()
  clock.advance(0)
  expect(scene.records[0]?.attempts.map(({ result }) => result)).toEqual([-5, 200])
  expectSettled(scene)
})

test('a 2xx after an INVITE timeout without any response is acknowledged and hung up', async () => {
  const scene = await createCallScene({
    gateways: [{ timeoutInvite: 1 }, {}],
    parameters: { SS_SIP_RESEND_INTERVAL: [0.5, 1, 2] },
  })
  const { caller, gateways, clock, network, switchEndpoint } = scene
  const [first, second] = gateways
  if (first === undefined || second === undefined) throw new Error('two gateways are needed')
  second.onInvite = (call) => call.respond(486)
  network.conditions = { ...slow, shortestDelayMs: 3000, longestDelayMs: 3000 }
  first.onInvite = (call) => call.answer()
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(3000)
  network.conditions = { ...slow, shortestDelayMs: 1500, longestDelayMs: 1500 }
  clock.advance(20_000)
  expect(first.call().methods).toEqual(['BYE'])
  expect(first.call().acks.length).toBeGreaterThan(0)
  expect(call.outcomes.at(-1)).not.toBe('200')
  expectSettled(scene)
})

test('a further 2xx of a forked INVITE is acknowledged and hung up', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, switchEndpoint } = scene
  gateway.onInvite = (call) => {
    call.respond(180, { tag: 'fork-a' })
    call.respond(180, { tag: 'fork-b' })
    call.answer({ tag: 'fork-b' })
    call.answer({ tag: 'fork-a' })
  }
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  expect(call.outcomes).toEqual(['100', '180', '180', '200'])
  const [bye] = gateway.call().received
  expect(bye?.method).toBe('BYE')
  expect(bye?.to.tag).toBe('fork-a')
  call.ack()
  clock.advance(0)
  expect(gateway.call().acks.map(({ to }) => to.tag)).toEqual(['fork-a', 'fork-b'])
  call.bye()
  clock.advance(0)
  expect(gateway.call().received[1]?.to.tag).toBe('fork-b')
  expectSettled(scene)
})

test('session descriptions of two forks reach the caller in two dialogs', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, switchEndpoint } = scene
  gateway.onInvite = (call) => {
    call.respond(183, { tag: 'fork-a', body: 'v=0\r\ns=a\r\n' })
    call.respond(183, { tag: 'fork-b', body: 'v=0\r\ns=b\r\n' })
    call.answer({ tag: 'fork-b', body: 'v=0\r\ns=b\r\n' })
  }
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  const tags = call.sentInvite?.responses.slice(1).map(({ to }) => to.tag)
  expect(new Set(tags).size).toBe(2)
  expect(tags?.[1]).toBe(tags?.[2])
  call.ack()
  call.bye()
  clock.advance(0)
  expectSettled(scene)
})

test('BYE of the caller in an early dialog ends the call like CANCEL', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, switchEndpoint } = scene
  gateway.onInvite = (call) => call.respond(180)
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  const bye = call.bye()
  clock.advance(0)
  expect(bye.outcomes).toEqual(['200'])
  expect(call.outcomes.at(-1)).toBe('487')
  expect(gateway.call().isCancelled).toBe(true)
  expectSettled(scene)
})

test('BYE of the gateway in an early dialog is a failed attempt', async () => {
  const scene = await createCallScene()
  const { caller, gateway, clock, switchEndpoint } = scene
  gateway.onInvite = (call) => call.respond(180)
  const call = caller.invite(switchEndpoint, '1002')
  clock.advance(0)
  const bye = gateway.call().bye()
  clock.advance(0)
  expect(bye.outcomes).toEqual(['200'])
  expect(call.outcomes.at(-1)).toBe('480')
  expectSettled(scene)
})
