import { expect } from 'vitest'
import type { ParameterName } from '../../../engine/parameters/parameter-catalogue.ts'
import { createResponse } from '../../../engine/sip/message/message.ts'
import {
  answerCalls,
  callOnce,
  finalOf,
  hangUp,
  ignoreCalls,
  inviteAt,
  secondsUntil,
  type Proof,
} from './proof.ts'
import type { RunningEngine } from './running-engine.ts'
import { fieldOf, grantAsAsked, type WirePeer } from './wire-peer.ts'

/** A gateway of registration type whose registrar grants what is asked, or an hour. */
async function openRegistrar(running: RunningEngine, name = 'GW-Reg'): Promise<WirePeer> {
  const registrar = await running.openPeer()
  registrar.onOutside = grantAsAsked(3600)
  register(running, name, registrar)
  await running.until('registered', () => registrar.last('REGISTER '))
  await running.pass(0.1)
  return registrar
}

function register(running: RunningEngine, name: string, registrar: WirePeer): void {
  running.routing(name, {
    ...{ registerType: 2, registerName: '2001', password: 'secret' },
    registrar: `127.0.0.1:${String(registrar.endpoint.port)}`,
  })
}

const expiresAsked = (registrar: WirePeer): string | undefined =>
  fieldOf(registrar.last('REGISTER ')?.text, 'Expires')

export const registrationProofs = {
  SS_SIP_USER_AGENT_EXPIRE: {
    shows: 'the lifetime asked for in REGISTER',
    async prove(running) {
      const registrar = await openRegistrar(running)
      expect(expiresAsked(registrar)).toBeUndefined()
      running.set({ SS_SIP_USER_AGENT_EXPIRE: '120' })
      await running.pass(10)
      expect(expiresAsked(registrar)).toBe('120')
      const before = registrar.received('REGISTER ').length
      await running.pass(120)
      expect(registrar.received('REGISTER ').length - before).toBe(1)
      running.set({ SS_SIP_USER_AGENT_EXPIRE: 'Auto Negotiation' })
      await running.pass(10)
      // What the registrar granted last is asked for again.
      expect(expiresAsked(registrar)).toBe('120')
    },
  },
  SS_SIP_USER_AGENT_RETRY_DELAY: {
    shows: 'the wait after a registration that failed',
    async prove(running) {
      const registrar = await running.openPeer()
      registrar.onOutside = (transaction) => {
        transaction.respond(createResponse(transaction.request, 403, { toTag: 'no' }))
      }
      register(running, 'GW-Reg', registrar)
      const tries = (): number => registrar.received('REGISTER ').length
      await secondsUntil(running, 'first try', () => tries() === 1)
      expect(await secondsUntil(running, 'second try', () => tries() === 2)).toBeCloseTo(60, 0)
      running.set({ SS_SIP_USER_AGENT_RETRY_DELAY: '30' })
      expect(await secondsUntil(running, 'third try', () => tries() === 3)).toBeCloseTo(30, 0)
      expect(await secondsUntil(running, 'fourth try', () => tries() === 4)).toBeCloseTo(30, 0)
    },
  },
  SS_SIP_USER_AGENT_SEND_UNREGISTER: {
    shows: 'whether a registration that ends is un-registered',
    async prove(running) {
      const first = await openRegistrar(running, 'GW-1')
      const second = await openRegistrar(running, 'GW-2')
      running.routing('GW-1', { registerType: 0 })
      await running.pass(1)
      expect(expiresAsked(first)).toBe('0')
      running.set({ SS_SIP_USER_AGENT_SEND_UNREGISTER: 'Off' })
      const before = second.received('REGISTER ').length
      running.routing('GW-2', { registerType: 0 })
      await running.pass(1)
      expect(second.received('REGISTER ').length).toBe(before)
    },
  },
  SS_SIP_USER_AGENT_PRIVACY: {
    shows: 'Privacy of calls through gateways of registration type',
    async prove(running) {
      const caller = await running.openPeer()
      const registrar = await openRegistrar(running)
      answerCalls(registrar)
      const privacy = async (value?: string): Promise<string | undefined> => {
        if (value !== undefined) running.set({ SS_SIP_USER_AGENT_PRIVACY: value })
        await hangUp(running, await callOnce(running, caller))
        return fieldOf(inviteAt(registrar), 'Privacy')
      }
      expect(await privacy()).toBeUndefined()
      expect(await privacy('Id')).toBe('id')
      expect(await privacy('None')).toBe('none')
    },
  },
  SS_SIP_USER_AGENT_STOP_SWITCH_AFTER_INVITE_TIMEOUT: {
    shows: 'whether the search goes on after an INVITE that nobody answered',
    async prove(running) {
      const caller = await running.openPeer()
      const registrar = await openRegistrar(running)
      ignoreCalls(registrar)
      const next = await running.openGateway('GW-Static', { priority: 1 })
      answerCalls(next)
      running.set({ SS_SIP_TIMEOUT_INVITE: '2' })
      await hangUp(running, await callOnce(running, caller))
      expect(next.calls).toHaveLength(1)
      running.set({ SS_SIP_USER_AGENT_STOP_SWITCH_AFTER_INVITE_TIMEOUT: 'On' })
      const stopped = caller.invite(running.target, '100')
      expect(await finalOf(running, stopped)).toBe('408')
      expect(next.calls).toHaveLength(1)
    },
  },
} as const satisfies Partial<Record<ParameterName, Proof>>
