import { expect } from 'vitest'
import type { RoutingGateway } from '../../../engine/api/contract/gateways.ts'
import { createResponse } from '../../../engine/sip/message/message.ts'
import { answeredBy, choiceProof, openScene } from './gateway-proof.ts'
import { answerCalls, callOnce, refuseCalls, type Proof } from './proof.ts'
import { grantAsAsked } from './wire-peer.ts'

/** Fields that decide which gateway gets a call. */
export const choiceProofs = {
  prefix: choiceProof('which numbers it takes', [
    { answers: 1 },
    { set: { prefix: '86,44' }, answers: 2 },
    { callee: '4420', answers: 1 },
    { set: { prefix: '' }, answers: 1 },
  ]),
  prefixStyle: choiceProof(
    'whether shorter prefixes follow',
    [
      { set: { prefix: '10', prefixStyle: 0 }, answers: '503' },
      { set: { prefixStyle: 1 }, answers: 2 },
      { set: { prefixStyle: 0 }, answers: '503' },
    ],
    ({ first }) => refuseCalls(first),
  ),
  capacity: {
    shows: 'how many calls it gets at once',
    async prove(running) {
      const scene = await openScene(running)
      running.routing('GW-2', { lockType: 3 })
      running.routing('GW-1', { capacity: 1 })
      await callOnce(running, scene.caller)
      expect((await callOnce(running, scene.caller)).outcomes).toContain('503')
      running.routing('GW-1', { capacity: 2 })
      expect((await callOnce(running, scene.caller)).outcomes).toContain('200')
      running.routing('GW-1', { capacity: 1 })
      // Calls in progress stay; the next one is refused.
      expect(running.engine.calls.activeCalls).toBe(2)
      expect((await callOnce(running, scene.caller)).outcomes).toContain('503')
      running.routing('GW-1', { capacity: 0 })
      expect((await callOnce(running, scene.caller)).outcomes).toContain('200')
    },
  },
  enforceCapacity: {
    shows: 'whether the line limit is kept',
    async prove(running) {
      const scene = await openScene(running)
      running.routing('GW-2', { lockType: 3 })
      running.routing('GW-1', { capacity: 1 })
      await callOnce(running, scene.caller)
      expect((await callOnce(running, scene.caller)).outcomes).toContain('503')
      running.routing('GW-1', { enforceCapacity: false })
      expect((await callOnce(running, scene.caller)).outcomes).toContain('200')
      running.routing('GW-1', { enforceCapacity: true })
      expect((await callOnce(running, scene.caller)).outcomes).toContain('503')
    },
  },
  periodCapacities: {
    shows: 'the line limit of a time of day',
    async prove(running) {
      const scene = await openScene(running)
      running.routing('GW-2', { lockType: 3 })
      const limit = () => running.engine.view.routingOnline(['GW-1'])[0]?.capacity
      running.routing('GW-1', { capacity: 5 })
      expect(limit()).toBe(5)
      const days = [0, 1, 2, 3, 4, 5, 6]
      const local = new Date(running.clock.nowMs())
      const second = local.getHours() * 3600 + local.getMinutes() * 60 + local.getSeconds()
      const endTime = Math.min(86_400, second + 90)
      running.routing('GW-1', {
        periodCapacities: [{ days, beginTime: 0, endTime, capacity: 1 }],
      })
      expect(limit()).toBe(1)
      await callOnce(running, scene.caller)
      expect((await callOnce(running, scene.caller)).outcomes).toContain('503')
      await running.pass(100)
      expect(limit()).toBe(5)
      expect((await callOnce(running, scene.caller)).outcomes).toContain('200')
    },
  },
  lockType: choiceProof('whether it gets calls', [
    { answers: 1 },
    { set: { lockType: 3 }, answers: 2 },
    { set: { lockType: 0 }, answers: 1 },
  ]),
  priority: choiceProof('which is tried first', [
    { answers: 1 },
    { set: { priority: 2 }, answers: 2 },
    { set: { priority: 0 }, answers: 1 },
  ]),
  protectRoute: choiceProof('whether it is kept for last', [
    { answers: 1 },
    { set: { protectRoute: true }, answers: 2 },
    { set: { protectRoute: false }, answers: 1 },
  ]),
  gatewayGroups: choiceProof('which mapping gateways may use it', [
    {
      mapping: { routingGatewayGroups: 'retail', routingGatewayGroupsAllow: true },
      answers: '503',
    },
    { set: { gatewayGroups: 'wholesale,retail' }, answers: 1 },
    { set: { gatewayGroups: 'wholesale' }, answers: '503' },
  ]),
  callinCalleePrefixes: choiceProof('which callees it is spared', [
    { answers: 1 },
    { set: { callinCalleePrefixes: '10' }, answers: 2 },
    { callee: '200', answers: 1 },
    { set: { callinCalleePrefixes: '' }, answers: 1 },
  ]),
  callinCalleePrefixesAllow: choiceProof('whether those are the only ones', [
    { set: { callinCalleePrefixes: '10' }, answers: 2 },
    { set: { callinCalleePrefixesAllow: true }, answers: 1 },
    { callee: '200', answers: 2 },
  ]),
  callinCallerPrefixes: choiceProof('which callers it is spared', [
    { answers: 1 },
    { set: { callinCallerPrefixes: '100' }, answers: 2 },
    { set: { callinCallerPrefixes: '2' }, answers: 1 },
  ]),
  callinCallerPrefixesAllow: choiceProof('whether those are the only ones', [
    { set: { callinCallerPrefixes: '2' }, answers: 1 },
    { set: { callinCallerPrefixesAllow: true }, answers: 2 },
    { set: { callinCallerPrefixes: '1' }, answers: 1 },
  ]),
  remoteIp: choiceProof(
    'where its calls go',
    [
      { answers: 1 },
      // Nobody is there.
      { set: { remoteIp: '127.0.0.77', timeoutInvite: 1 }, answers: 2 },
      { set: { remoteIp: '127.0.0.1' }, answers: 1 },
    ],
    ({ running }) => running.set({ SS_SIP_RESEND_INTERVAL: '0.5,0.5' }),
  ),
  signalPort: {
    shows: 'to which port',
    async prove(running) {
      const scene = await openScene(running)
      expect(await answeredBy(scene)).toBe(1)
      running.routing('GW-1', { signalPort: scene.second.endpoint.port })
      expect(await answeredBy(scene)).toBe(2)
      running.routing('GW-1', { signalPort: scene.first.endpoint.port })
      expect(await answeredBy(scene)).toBe(1)
    },
  },
  transport: {
    shows: 'by which transport',
    async prove(running) {
      const scene = await openScene(running)
      expect(await answeredBy(scene)).toBe(1)
      running.routing('GW-1', { transport: 'tcp' })
      // Without a TCP listener it cannot be reached by TCP.
      expect(await answeredBy(scene)).toBe(2)
      running.setSettings({
        listen: [...running.engine.configuration.settings.values.listen, 'tcp:127.0.0.1:0'],
      })
      await scene.first.node.transport.listen({ protocol: 'tcp', ...scene.first.endpoint })
      await running.until('both listeners', () =>
        running.engine.view.sipAddresses().length === 2 ? true : undefined,
      )
      const call = scene.caller.invite(running.target, '100')
      await running.until('answer', () => call.outcomes.find((each) => each >= '200'))
      expect(call.outcomes).toContain('200')
      expect(scene.first.last('INVITE ')?.text).toContain('Via: SIP/2.0/TCP')
    },
  },
  localIp: {
    shows: 'from which of our addresses',
    async prove(running) {
      running.setSettings({ listen: ['udp:127.0.0.1:0', 'udp:127.0.0.2:0'] })
      await running.until('both listeners', () =>
        running.engine.view.sipAddresses().length === 2 ? true : undefined,
      )
      const scene = await openScene(running)
      const via = async (localIp: string): Promise<string | undefined> => {
        running.routing('GW-1', { localIp })
        expect(await answeredBy(scene)).toBe(1)
        return scene.first
          .last('INVITE ')
          ?.text.split('\r\n')
          .find((each) => each.startsWith('Via'))
      }
      expect(await via('')).toContain('UDP 127.0.0.1:')
      expect(await via('127.0.0.2')).toContain('UDP 127.0.0.2:')
      expect(await via('127.0.0.1')).toContain('UDP 127.0.0.1:')
    },
  },
  allowPublish: {
    shows: 'whether its state is published',
    async prove(running) {
      await openScene(running)
      const published = () => running.engine.publishing.compositor.size
      await running.pass(1)
      expect(published()).toBe(0)
      running.routing('GW-1', { allowPublish: true })
      await running.pass(1)
      expect(published()).toBe(1)
      running.routing('GW-1', { allowPublish: false })
      await running.pass(1)
      expect(published()).toBe(0)
    },
  },
  optionsOnlineCheck: {
    shows: 'whether it is probed',
    async prove(running) {
      const scene = await openScene(running)
      scene.first.onOutside = (transaction) => {
        transaction.respond(createResponse(transaction.request, 503, { toTag: 'x' }))
      }
      await running.pass(40)
      expect(scene.first.received('OPTIONS ')).toHaveLength(0)
      running.routing('GW-1', { optionsOnlineCheck: true })
      await running.pass(40)
      expect(await answeredBy(scene)).toBe(2)
      running.routing('GW-1', { optionsOnlineCheck: false })
      expect(await answeredBy(scene)).toBe(1)
    },
  },
  registerType: {
    shows: 'who registers with whom',
    async prove(running) {
      const scene = await openScene(running)
      scene.first.onOutside = (transaction) => {
        transaction.respond(createResponse(transaction.request, 403, { toTag: 'x' }))
      }
      expect(await answeredBy(scene)).toBe(1)
      running.routing('GW-1', { registerType: 1 })
      expect(await answeredBy(scene)).toBe(2)
      running.routing('GW-1', { registerType: 2 })
      await running.pass(1)
      expect(scene.first.received('REGISTER ')).toHaveLength(1)
      expect(await answeredBy(scene)).toBe(2)
      running.routing('GW-1', { registerType: 0 })
      expect(await answeredBy(scene)).toBe(1)
    },
  },
  registrar: {
    shows: 'where we register',
    async prove(running) {
      const registrars = [await running.openPeer(), await running.openPeer()]
      for (const registrar of registrars) {
        answerCalls(registrar)
        registrar.onOutside = grantAsAsked(3600)
        const { port } = registrar.endpoint
        running.routing('GW-1', { registerType: 2, registrar: `127.0.0.1:${String(port)}` })
        await running.pass(1)
        expect(registrar.received('REGISTER ')).toHaveLength(1)
      }
      // Calls go there too.
      const caller = await running.openPeer()
      await callOnce(running, caller)
      expect(registrars.map(({ calls }) => calls.length)).toEqual([0, 1])
    },
  },
  registerName: {
    shows: 'under which name',
    async prove(running) {
      const { first } = await openScene(running)
      for (const registerName of ['2001', '2002']) {
        running.routing('GW-1', { registerType: 2, registerName })
        await running.pass(1)
        expect(first.last('REGISTER ')?.text).toContain(`To: <sip:${registerName}@`)
      }
    },
  },
  authUser: {
    shows: 'with which user',
    prove: async (running) => {
      const { first } = await openScene(running)
      first.onOutside = (transaction) => {
        const fields: [string, string][] = [['WWW-Authenticate', 'Digest realm="r", nonce="n"']]
        transaction.respond(createResponse(transaction.request, 401, { toTag: 'x', fields }))
      }
      for (const authUser of ['anna', 'bert']) {
        running.routing('GW-1', { registerType: 2, password: 'secret', authUser })
        await running.pass(1)
        expect(first.last('REGISTER ')?.text).toContain(`username="${authUser}"`)
      }
    },
  },
  password: {
    shows: 'with which password',
    prove: async (running) => {
      const { first } = await openScene(running)
      first.onOutside = (transaction) => {
        const fields: [string, string][] = [['WWW-Authenticate', 'Digest realm="r", nonce="n"']]
        transaction.respond(createResponse(transaction.request, 401, { toTag: 'x', fields }))
      }
      const answers = new Set<string | undefined>()
      for (const password of ['one', 'two']) {
        running.routing('GW-1', { registerType: 2, password })
        await running.pass(1)
        answers.add(/ response="(\w+)"/.exec(first.last('REGISTER ')?.text ?? '')?.[1])
      }
      expect(answers.size).toBe(2)
      expect(answers).not.toContain(undefined)
    },
  },
} as const satisfies Partial<Record<keyof RoutingGateway, Proof>>
