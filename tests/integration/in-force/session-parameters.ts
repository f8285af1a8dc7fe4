import { expect } from 'vitest'
import type { ParameterName } from '../../../engine/parameters/parameter-catalogue.ts'
import type { PeerCall } from '../../../engine/testing/scripted-peer.ts'
import { answerCalls, callOnce, hangUp, inviteAt, secondsUntil, type Proof } from './proof.ts'
import type { RunningEngine } from './running-engine.ts'
import { fieldOf } from './wire-peer.ts'

const timer = ['Supported', 'timer']

/** Seconds until the caller hears BYE. */
const secondsUntilBye = (running: RunningEngine, call: PeerCall): Promise<number> =>
  secondsUntil(running, 'BYE', () => call.methods.includes('BYE'))

export const sessionProofs = {
  SS_SIP_SESSION_TTL: {
    shows: 'the session interval asked for and accepted',
    async prove(running) {
      const caller = await running.openPeer()
      const gateway = await running.openGateway('GW')
      const waiting: PeerCall[] = []
      gateway.onInvite = (call) => void waiting.push(call)
      const before = caller.invite(running.target, '100', { fields: timer })
      await running.until('INVITE', () => waiting[0])
      expect(fieldOf(inviteAt(gateway), 'Session-Expires')).toBe('600')
      running.set({ SS_SIP_SESSION_TTL: '240' })
      waiting[0]?.answer()
      await running.until('200', () => before.outcomes.find((each) => each === '200'))
      before.ack()
      // The call in progress keeps the interval that it started with.
      expect(before.response(200).fields.get('Session-Expires')).toBe('600;refresher=uas')
      await hangUp(running, before)
      answerCalls(gateway)
      const after = await callOnce(running, caller, '101', { fields: timer })
      expect(fieldOf(inviteAt(gateway), 'Session-Expires')).toBe('240')
      expect(after.response(200).fields.get('Session-Expires')).toBe('240;refresher=uas')
      const offered = [...timer, 'Session-Expires', '1800;refresher=uas']
      const accepted = await callOnce(running, caller, '102', { fields: offered })
      expect(accepted.response(200).fields.get('Session-Expires')).toBe('240;refresher=uas')
    },
  },
  SS_SIP_SESSION_UPDATE_SEGMENT: {
    shows: 'how often a session is refreshed',
    async prove(running) {
      const caller = await running.openPeer()
      answerCalls(await running.openGateway('GW', { sipTimer: false }))
      const fields = [...timer, 'Allow', 'INVITE, ACK, BYE, CANCEL, UPDATE']
      const refreshes = (call: PeerCall): number =>
        call.methods.filter((each) => each === 'UPDATE').length
      const before = await callOnce(running, caller, '100', { fields })
      running.set({ SS_SIP_SESSION_UPDATE_SEGMENT: '6' })
      const after = await callOnce(running, caller, '101', { fields })
      expect(await secondsUntil(running, 'refresh', () => refreshes(after) === 1)).toBeCloseTo(
        100,
        0,
      )
      expect(refreshes(before)).toBe(0)
      // The call in progress keeps its half of 600 s.
      expect(await secondsUntil(running, 'refresh', () => refreshes(before) === 1)).toBeCloseTo(
        200,
        0,
      )
    },
  },
  SS_SIP_SESSION_TIMEOUT_EARLY_HANGUP: {
    shows: 'how long before its session expires a call is hung up',
    async prove(running) {
      const caller = await running.openPeer()
      answerCalls(await running.openGateway('GW', { sipTimer: false }))
      // The caller promises to refresh, and does not.
      const fields = [...timer, 'Session-Expires', '120;refresher=uac']
      const before = await callOnce(running, caller, '100', { fields })
      running.set({ SS_SIP_SESSION_TIMEOUT_EARLY_HANGUP: '40' })
      const after = await callOnce(running, caller, '101', { fields })
      expect(await secondsUntilBye(running, after)).toBeCloseTo(80, 0)
      expect(await secondsUntilBye(running, before)).toBeCloseTo(40, 0)
    },
  },
  SS_SIP_NO_TIMER_REINVITE_INTERVAL: {
    shows: 'the longest call without session timers',
    async prove(running) {
      const caller = await running.openPeer()
      answerCalls(await running.openGateway('GW', { sipTimer: false }))
      running.set({ SS_SIP_NO_TIMER_REINVITE_INTERVAL: '100' })
      const before = await callOnce(running, caller, '100')
      running.set({ SS_SIP_NO_TIMER_REINVITE_INTERVAL: '30' })
      const after = await callOnce(running, caller, '101')
      running.set({ SS_SIP_NO_TIMER_REINVITE_INTERVAL: '0' })
      const unlimited = await callOnce(running, caller, '102')
      expect(await secondsUntilBye(running, after)).toBeCloseTo(30, 0)
      expect(await secondsUntilBye(running, before)).toBeCloseTo(70, 0)
      await running.pass(300)
      expect(unlimited.methods).toEqual([])
    },
  },
  SS_SIP_ROUTING_GATEWAY_INVITE_USE_CONTACT: {
    shows: 'which number To of the outgoing INVITE carries',
    async prove(running) {
      const caller = await running.openPeer()
      const gateway = await running.openGateway('GW', { rewriteRulesInCallee: '1*:99' })
      answerCalls(gateway)
      await hangUp(running, await callOnce(running, caller, '1234'))
      expect(inviteAt(gateway)).toMatch(/^INVITE sip:99234@/)
      expect(fieldOf(inviteAt(gateway), 'To')).toContain('sip:99234@')
      running.set({ SS_SIP_ROUTING_GATEWAY_INVITE_USE_CONTACT: 'On' })
      await hangUp(running, await callOnce(running, caller, '1234'))
      expect(inviteAt(gateway)).toMatch(/^INVITE sip:99234@/)
      expect(fieldOf(inviteAt(gateway), 'To')).toContain('sip:1234@')
    },
  },
  SS_SIP_E164_DISPLAY_FROM: {
    shows: 'the display name in the outgoing From',
    async prove(running) {
      const caller = await running.openPeer()
      caller.displayName = 'Front desk'
      const gateway = await running.openGateway('GW')
      answerCalls(gateway)
      const from = async (value: string): Promise<string | undefined> => {
        running.set({ SS_SIP_E164_DISPLAY_FROM: value })
        await hangUp(running, await callOnce(running, caller))
        return fieldOf(inviteAt(gateway), 'From')
      }
      expect(await from('Ignore')).toMatch(/^<sip:1001@/)
      expect(await from('Passthrough')).toMatch(/^"Front desk" <sip:1001@/)
      expect(await from('Caller')).toMatch(/^"1001" <sip:1001@/)
    },
  },
} as const satisfies Partial<Record<ParameterName, Proof>>
