import { expect } from 'vitest'
import type { MappingGateway } from '../../../engine/api/contract/gateways.ts'
import { answeredBy, choiceProof, inviteProof, openScene } from './gateway-proof.ts'
import { callOnce, finalOf, refuseCalls, type Proof } from './proof.ts'

/** Every field of a mapping gateway that is no label. */
export const mappingProofs = {
  remoteIps: choiceProof('from where it calls', [
    { answers: 1 },
    { mapping: { remoteIps: '127.0.0.99' }, answers: '403' },
    { mapping: { remoteIps: '127.0.0.0/8' }, answers: 1 },
  ]),
  sipAuthenticationMethod: {
    shows: 'how it is known',
    async prove(running) {
      const scene = await openScene(running)
      expect(await answeredBy(scene)).toBe(1)
      running.mapping('MG', { sipAuthenticationMethod: 2, password: 'secret' })
      expect(await answeredBy(scene)).toBe('407')
      const { port } = scene.caller.endpoint
      running.mapping('MG', { sipAuthenticationMethod: 1, remoteIps: '127.0.0.1:9' })
      expect(await answeredBy(scene)).toBe('403')
      running.mapping('MG', { remoteIps: `127.0.0.1:${String(port)}` })
      expect(await answeredBy(scene)).toBe(1)
      running.mapping('MG', { sipAuthenticationMethod: 0, remoteIps: '127.0.0.1:9' })
      expect(await answeredBy(scene)).toBe(1)
    },
  },
  password: {
    shows: 'its password',
    async prove(running) {
      const scene = await openScene(running)
      running.mapping('MG', { sipAuthenticationMethod: 2, password: 'one' })
      const answersTo = async (password: string): Promise<1 | 2 | string> => {
        const challenged = await callOnce(running, scene.caller)
        const uri = `sip:100@127.0.0.1:${String(running.target.port)}`
        const request = { method: 'INVITE', uri }
        const challenge = challenged.response(407)
        const fields = scene.caller.credentials(challenge, 'MG', password, request)
        return answeredBy(scene, '100', { fields })
      }
      expect(await answersTo('one')).toBe(1)
      running.mapping('MG', { password: 'two' })
      expect(await answersTo('one')).toBe('407')
      expect(await answersTo('two')).toBe(1)
    },
  },
  capacity: {
    shows: 'how many calls it may hold',
    async prove(running) {
      const { caller } = await openScene(running)
      running.mapping('MG', { capacity: 1 })
      await callOnce(running, caller)
      expect(await finalOf(running, caller.invite(running.target, '100'))).toBe('503')
      running.mapping('MG', { capacity: 2 })
      expect((await callOnce(running, caller)).outcomes).toContain('200')
      expect(await finalOf(running, caller.invite(running.target, '100'))).toBe('503')
      running.mapping('MG', { capacity: 0 })
      expect((await callOnce(running, caller)).outcomes).toContain('200')
    },
  },
  priority: {
    shows: 'which of two at one address is meant',
    async prove(running) {
      const scene = await openScene(running)
      running.mapping('MG-Locked', { remoteIps: '127.0.0.1', lockType: 3, priority: 1 })
      expect(await answeredBy(scene)).toBe(1)
      running.mapping('MG', { priority: 2 })
      expect(await answeredBy(scene)).toBe('403')
      running.mapping('MG', { priority: 0 })
      expect(await answeredBy(scene)).toBe(1)
    },
  },
  lockType: choiceProof('whether it may call', [
    { answers: 1 },
    { mapping: { lockType: 3 }, answers: '403' },
    { mapping: { lockType: 0 }, answers: 1 },
  ]),
  routingGatewayGroups: choiceProof(
    'which gateways it is kept from',
    [
      { answers: 1 },
      { mapping: { routingGatewayGroups: 'retail' }, answers: 2 },
      { mapping: { routingGatewayGroups: '' }, answers: 1 },
    ],
    ({ running }) => running.routing('GW-1', { gatewayGroups: 'retail' }),
  ),
  routingGatewayGroupsAllow: choiceProof(
    'whether those are the only ones',
    [
      { mapping: { routingGatewayGroups: 'retail' }, answers: 2 },
      { mapping: { routingGatewayGroupsAllow: true }, answers: 1 },
      { mapping: { routingGatewayGroupsAllow: false }, answers: 2 },
    ],
    ({ running }) => running.routing('GW-1', { gatewayGroups: 'retail' }),
  ),
  calloutCalleePrefixes: choiceProof('which numbers it may not call', [
    { answers: 1 },
    { mapping: { calloutCalleePrefixes: '10' }, answers: '403' },
    { callee: '200', answers: 1 },
  ]),
  calloutCalleePrefixesAllow: choiceProof('whether those are the only ones', [
    { mapping: { calloutCalleePrefixes: '10' }, answers: '403' },
    { mapping: { calloutCalleePrefixesAllow: true }, answers: 1 },
    { callee: '200', answers: '403' },
  ]),
  rewriteRulesOutCallee: inviteProof('how its callees are rewritten', 'Request-URI', [
    { expects: /sip:100@/ },
    { mapping: { rewriteRulesOutCallee: '1*:0049' }, expects: /sip:004900@/ },
  ]),
  rewriteRulesOutCaller: inviteProof('how its callers are rewritten', 'From', [
    { expects: /sip:1001@/ },
    { mapping: { rewriteRulesOutCaller: '1*:0049' }, expects: /sip:0049001@/ },
  ]),
  callFailedSipCode: choiceProof(
    'which code it hears',
    [
      { answers: '404' },
      { mapping: { callFailedSipCode: '404:480' }, answers: '480' },
      { mapping: { callFailedSipCode: '0:500' }, answers: '500' },
    ],
    ({ first, second }) => {
      refuseCalls(first, 404)
      refuseCalls(second, 404)
    },
  ),
  sipTimer: {
    shows: 'whether session timers are agreed with it',
    async prove(running) {
      const { caller } = await openScene(running)
      const agreed = async (): Promise<string | undefined> => {
        const fields = ['Supported', 'timer', 'Session-Expires', '300']
        const call = await callOnce(running, caller, '100', { fields })
        return call.response(200).fields.get('Session-Expires')
      }
      expect(await agreed()).toMatch(/^300/)
      running.mapping('MG', { sipTimer: false })
      expect(await agreed()).toBeUndefined()
      running.mapping('MG', { sipTimer: true })
      expect(await agreed()).toMatch(/^300/)
    },
  },
  sip100Rel: {
    shows: 'whether reliable provisional responses are spoken with it',
    async prove(running) {
      const scene = await openScene(running)
      const require = { fields: ['Require', '100rel'] }
      expect(await answeredBy(scene, '100', require)).toBe('420')
      running.mapping('MG', { sip100Rel: true })
      expect(await answeredBy(scene, '100', require)).toBe(1)
    },
  },
  sipCalleeE164Domain: {
    shows: 'where its callee is read',
    async prove(running) {
      const { caller, first } = await openScene(running)
      const called = async (): Promise<string | undefined> => {
        const asked = caller.ask(running.target, 'INVITE', {
          uri: `sip:100@127.0.0.1:${String(running.target.port)}`,
          to: '<sip:200@127.0.0.1>',
          fields: ['Contact', caller.contact],
        })
        await running.until('answer', () => asked.statusCode)
        return /^INVITE sip:(\d+)@/.exec(first.last('INVITE ')?.text ?? '')?.[1]
      }
      expect(await called()).toBe('100')
      running.mapping('MG', { sipCalleeE164Domain: 0 })
      expect(await called()).toBe('200')
    },
  },
  sipCallerE164Domain: inviteProof(
    'where its caller is read',
    'From',
    [
      { expects: /sip:1001@/ },
      { mapping: { sipCallerE164Domain: 1 }, expects: /sip:5001@/ },
      { mapping: { sipCallerE164Domain: 3 }, expects: /sip:5003@/ },
      { mapping: { sipCallerE164Domain: 0 }, expects: /sip:1001@/ },
    ],
    {
      fields: [
        ...['Remote-Party-ID', '<sip:5001@10.0.0.1>;party=calling'],
        ...['P-Asserted-Identity', '<sip:5003@10.0.0.1>'],
      ],
    },
  ),
} as const satisfies Partial<Record<keyof MappingGateway, Proof>>
