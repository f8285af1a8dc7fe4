import { expect } from 'vitest'
import type { RoutingGateway } from '../../../engine/api/contract/gateways.ts'
import type { ParameterName } from '../../../engine/parameters/parameter-catalogue.ts'
import { sampleSdp } from '../../../engine/testing/messages.ts'
import type { PeerCall } from '../../../engine/testing/scripted-peer.ts'
import { answerCalls, callOnce, hangUp, refuseCalls, type Proof } from './proof.ts'
import type { RunningEngine } from './running-engine.ts'
import type { WirePeer } from './wire-peer.ts'

/** The parameter decides whether, after what the first gateway did, the second one gets the call. */
function searchProof(
  name: ParameterName,
  shows: string,
  firstDoes: (call: PeerCall) => void,
  values: { readonly stops: string; readonly goesOn: string },
): Proof {
  return {
    shows,
    async prove(running) {
      const caller = await running.openPeer()
      const first = await running.openGateway('GW-1')
      first.onInvite = firstDoes
      const second = await running.openGateway('GW-2', { priority: 1 })
      answerCalls(second)
      for (const value of [values.stops, values.goesOn, values.stops]) {
        running.set({ [name]: value })
        const before = second.calls.length
        const call = await callOnce(running, caller)
        const isOn = value === values.goesOn
        expect(call.outcomes.includes('200')).toBe(isOn)
        expect(second.calls.length - before).toBe(isOn ? 1 : 0)
        if (isOn) await hangUp(running, call)
      }
    },
  }
}

async function openGateways(
  running: RunningEngine,
  count: number,
  fields: Partial<RoutingGateway> = {},
): Promise<WirePeer[]> {
  const gateways: WirePeer[] = []
  for (let number = 1; number <= count; number++) {
    gateways.push(await running.openGateway(`GW-${String(number)}`, fields))
  }
  return gateways
}

export const switchingProofs = {
  SS_SIP_STOP_SWITCH_AFTER_SDP: searchProof(
    'SS_SIP_STOP_SWITCH_AFTER_SDP',
    'whether the search ends once a gateway has sent SDP',
    (call) => {
      call.respond(183, { body: sampleSdp })
      call.respond(503)
    },
    { stops: 'On', goesOn: 'Off' },
  ),
  SS_GATEWAY_SWITCH_UNTIL_CONNECT: searchProof(
    'SS_GATEWAY_SWITCH_UNTIL_CONNECT',
    'whether the search goes on after ringing',
    (call) => {
      call.respond(180)
      call.respond(503)
    },
    { stops: 'Off', goesOn: 'On' },
  ),
  SS_GATEWAY_SWITCH_STOP_AFTER_USER_BUSY: searchProof(
    'SS_GATEWAY_SWITCH_STOP_AFTER_USER_BUSY',
    'whether a busy callee ends the search',
    (call) => call.respond(486),
    { stops: 'On', goesOn: 'Off' },
  ),
  SS_GATEWAY_SWITCH_LIMIT: {
    shows: 'how many gateways are tried',
    async prove(running) {
      const caller = await running.openPeer()
      const gateways = await openGateways(running, 3)
      for (const gateway of gateways) refuseCalls(gateway)
      const tried = async (): Promise<number> => {
        const before = gateways.reduce((sum, { calls }) => sum + calls.length, 0)
        await callOnce(running, caller)
        return gateways.reduce((sum, { calls }) => sum + calls.length, 0) - before
      }
      expect(await tried()).toBe(3)
      running.set({ SS_GATEWAY_SWITCH_LIMIT: '2' })
      expect(await tried()).toBe(2)
      running.set({ SS_GATEWAY_SWITCH_LIMIT: 'None' })
      expect(await tried()).toBe(3)
    },
  },
  SS_GATEWAY_ASR_CALCULATE: {
    shows: 'whether the answer rate takes part in the selection',
    async prove(running) {
      const caller = await running.openPeer()
      const [poor, good] = await openGateways(running, 2)
      if (!poor || !good) throw new Error('both were opened')
      refuseCalls(poor, 404)
      answerCalls(good)
      const call = async (): Promise<void> => {
        const made = await callOnce(running, caller)
        if (made.outcomes.includes('200')) await hangUp(running, made)
      }
      // Ten calls for the poor one, eleven for the good one: the poor one has carried fewer.
      running.routing('GW-2', { lockType: 3 })
      for (let i = 0; i < 10; i++) await call()
      running.routing('GW-2', { lockType: 0 })
      running.routing('GW-1', { lockType: 3 })
      for (let i = 0; i < 11; i++) await call()
      running.routing('GW-1', { lockType: 0 })
      await call()
      expect(poor.calls).toHaveLength(11)
      running.set({ SS_GATEWAY_ASR_CALCULATE: 'On' })
      // The call above went on to the good one, which has now carried twelve to eleven.
      await call()
      expect([poor.calls.length, good.calls.length]).toEqual([11, 13])
      running.set({ SS_GATEWAY_ASR_CALCULATE: 'Off' })
      await call()
      expect(poor.calls).toHaveLength(12)
    },
  },
} as const satisfies Partial<Record<ParameterName, Proof>>
