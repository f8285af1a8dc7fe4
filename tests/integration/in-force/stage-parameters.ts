import { expect } from 'vitest'
import type { ParameterName } from '../../../engine/parameters/parameter-catalogue.ts'
import { sampleSdp } from '../../../engine/testing/messages.ts'
import type { PeerCall } from '../../../engine/testing/scripted-peer.ts'
import { finalOf, ignoreCalls, secondsUntil, secondsUntilFinal, type Proof } from './proof.ts'

/** A gateway that answers so far and then falls silent is left after the time of that stage. */
function stageProof(name: ParameterName, shows: string, progress: (call: PeerCall) => void): Proof {
  return {
    shows,
    async prove(running) {
      const caller = await running.openPeer()
      const gateway = await running.openGateway('GW')
      gateway.onInvite = progress
      running.set({ [name]: '7' })
      const before = caller.invite(running.target, '100')
      await running.until('INVITE at the gateway', () => gateway.calls[0])
      running.set({ [name]: '3' })
      const after = caller.invite(running.target, '101')
      expect(await secondsUntilFinal(running, after)).toBeCloseTo(3, 0)
      expect(before.outcomes).not.toContain('480')
      // The call in progress keeps the time that it started with.
      expect((await secondsUntilFinal(running, before)) + 3).toBeCloseTo(7, 0)
      expect(await finalOf(running, after)).toBe(await finalOf(running, before))
    },
  }
}

export const stageProofs = {
  SS_SIP_TIMEOUT_INVITE: stageProof(
    'SS_SIP_TIMEOUT_INVITE',
    'how long an INVITE may stay without any response',
    (call) => call.incoming?.discard(),
  ),
  SS_SIP_TIMEOUT_TRYING: stageProof(
    'SS_SIP_TIMEOUT_TRYING',
    'how long a gateway may stay silent after 100',
    (call) => call.respond(100),
  ),
  SS_SIP_TIMEOUT_SESSION_PROGRESS: stageProof(
    'SS_SIP_TIMEOUT_SESSION_PROGRESS',
    'how long a gateway may stay silent after 183 without SDP',
    (call) => call.respond(183),
  ),
  SS_SIP_TIMEOUT_SESSION_PROGRESS_SDP: stageProof(
    'SS_SIP_TIMEOUT_SESSION_PROGRESS_SDP',
    'how long a gateway may stay silent after 183 with SDP',
    (call) => call.respond(183, { body: sampleSdp }),
  ),
  SS_SIP_TIMEOUT_RINGING: stageProof('SS_SIP_TIMEOUT_RINGING', 'how long a call may ring', (call) =>
    call.respond(180),
  ),
  SS_SIP_RESEND_INTERVAL: {
    shows: 'when a request is sent again and how often',
    async prove(running) {
      const caller = await running.openPeer()
      const gateway = await running.openGateway('GW')
      ignoreCalls(gateway)
      /** Seconds after the first INVITE at which it came again. */
      const sentAt = async (callee: string): Promise<number[]> => {
        await finalOf(running, caller.invite(running.target, callee))
        const all = gateway.received(`INVITE sip:${callee}@`)
        return all.slice(1).map(({ atMs }) => (atMs - (all[0]?.atMs ?? 0)) / 1000)
      }
      const near = (seconds: readonly number[]) =>
        seconds.map((each) => expect.closeTo(each, 1) as number)
      // SS_SIP_TIMEOUT_INVITE ends it after ten seconds.
      expect(await sentAt('100')).toEqual(near([0.5, 1.5, 3.5, 7.5]))
      running.set({ SS_SIP_RESEND_INTERVAL: '1,1,2' })
      expect(await sentAt('101')).toEqual(near([1, 2]))
      const call = caller.invite(running.target, '102')
      // The list is used up: transaction timeout.
      expect(
        await secondsUntil(running, 'final', () => call.outcomes.some((each) => each > '199')),
      ).toBeCloseTo(4, 0)
    },
  },
} as const satisfies Partial<Record<ParameterName, Proof>>
