import { expect } from 'vitest'
import type { ParameterName } from '../../../engine/parameters/parameter-catalogue.ts'
import type { SipResponse } from '../../../engine/sip/message/message.ts'
import { answerCalls, callOnce, finalOf, hangUp, secondsUntil, type Proof } from './proof.ts'
import type { RunningEngine } from './running-engine.ts'
import { fieldOf, type WirePeer } from './wire-peer.ts'

/** One INVITE, with credentials when there was a challenge and a password is given: the code that came of it. */
async function callWithPassword(
  running: RunningEngine,
  caller: WirePeer,
  password?: string,
): Promise<number> {
  const challenged = caller.invite(running.target, '100')
  const code = Number(await finalOf(running, challenged))
  if (password === undefined || (code !== 401 && code !== 407)) return code
  const uri = `sip:100@${running.target.address}:${String(running.target.port)}`
  const request = { method: 'INVITE', uri }
  const fields = caller.credentials(challenged.response(code), 'MG', password, request)
  const call = caller.invite(running.target, '100', { fields })
  const answer = Number(await finalOf(running, call))
  if (answer === 200) {
    call.ack()
    await running.pass(0.1)
    await hangUp(running, call)
  }
  return answer
}

/** Registers a dynamic gateway from behind a NAT; the final response. */
async function registerDynamic(
  running: RunningEngine,
  gateway: WirePeer,
  expires: string,
): Promise<SipResponse> {
  const uri = `sip:127.0.0.1:${String(running.target.port)}`
  const aor = `<sip:GW-Dyn@127.0.0.1:${String(running.target.port)}>`
  const fields = ['Contact', '<sip:GW-Dyn@10.99.0.1:5060>', 'Expires', expires]
  const send = (more: readonly string[]) =>
    gateway.ask(running.target, 'REGISTER', {
      ...{ uri, from: aor, to: aor },
      fields: [...fields, ...more],
    })
  const first = send([])
  await running.until('challenge', () => first.statusCode)
  const [challenge] = first.responses
  if (!challenge) throw new Error('a final response has come')
  const request = { method: 'REGISTER', uri }
  const second = send(gateway.credentials(challenge, 'GW-Dyn', 'secret', request))
  await running.until('answer to REGISTER', () => second.statusCode)
  const response = second.responses.at(-1)
  if (!response) throw new Error('a final response has come')
  return response
}

const openDynamic = async (running: RunningEngine): Promise<WirePeer> => {
  running.routing('GW-Dyn', { registerType: 1, password: 'secret' })
  return running.openPeer()
}

export const sourceProofs = {
  SS_SIP_OPTIONS_CHECK_PERIOD: {
    shows: 'how often a gateway is probed',
    async prove(running) {
      const gateway = await running.openGateway('GW', { optionsOnlineCheck: true })
      const probes = (): number => gateway.received('OPTIONS ').length
      await running.pass(120)
      expect([3, 4]).toContain(probes())
      running.set({ SS_SIP_OPTIONS_CHECK_PERIOD: '5' })
      const before = probes()
      await running.pass(60)
      expect([11, 12]).toContain(probes() - before)
    },
  },
  SS_SIP_NAT_KEEP_ALIVE_MESSAGE: {
    shows: 'what is sent to keep a NAT open',
    async prove(running) {
      const gateway = await openDynamic(running)
      await registerDynamic(running, gateway, '3600')
      await running.pass(31)
      expect(gateway.received('HELLO')).toHaveLength(1)
      running.set({ SS_SIP_NAT_KEEP_ALIVE_MESSAGE: 'still here' })
      await running.pass(30)
      expect(gateway.received('still here')).toHaveLength(1)
      running.set({ SS_SIP_NAT_KEEP_ALIVE_MESSAGE: '' })
      const before = gateway.seen.length
      await running.pass(60)
      expect(gateway.seen).toHaveLength(before)
    },
  },
  SS_SIP_NAT_KEEP_ALIVE_PERIOD: {
    shows: 'how often it is sent',
    async prove(running) {
      const gateway = await openDynamic(running)
      await registerDynamic(running, gateway, '3600')
      await running.pass(60)
      expect(gateway.received('HELLO')).toHaveLength(2)
      running.set({ SS_SIP_NAT_KEEP_ALIVE_PERIOD: '5' })
      await running.pass(60)
      expect(gateway.received('HELLO')).toHaveLength(14)
    },
  },
  SS_ENDPOINT_EXPIRE: {
    shows: 'the longest registration granted',
    async prove(running) {
      const gateway = await openDynamic(running)
      const granted = async (): Promise<string | undefined> =>
        (await registerDynamic(running, gateway, '7200')).fields.get('Contact')
      expect(await granted()).toContain('expires=3600')
      running.set({ SS_ENDPOINT_EXPIRE: '600' })
      expect(await granted()).toContain('expires=600')
      await running.pass(601)
      // It was cut to that time and has run out.
      const [row] = running.engine.view.routingOnline(['GW-Dyn'])
      expect(row?.unusableReason).toBe('has not registered here')
    },
  },
  SS_SIP_AUTHENTICATION_CODE: {
    shows: 'the challenge of an INVITE in password mode',
    async prove(running) {
      running.mapping('MG', { sipAuthenticationMethod: 2, password: 'secret' })
      answerCalls(await running.openGateway('GW'))
      const caller = await running.openPeer()
      expect(await callWithPassword(running, caller)).toBe(407)
      expect(await callWithPassword(running, caller, 'secret')).toBe(200)
      running.set({ SS_SIP_AUTHENTICATION_CODE: '401' })
      expect(await callWithPassword(running, caller)).toBe(401)
      expect(await callWithPassword(running, caller, 'secret')).toBe(200)
      expect(fieldOf(caller.last('SIP/2.0 401')?.text, 'WWW-Authenticate')).toContain('Digest')
    },
  },
  SS_AUTHENTICATION_MAX_RETRY: {
    shows: 'how many wrong passwords suspend a source',
    async prove(running) {
      running.mapping('MG', { sipAuthenticationMethod: 2, password: 'secret' })
      answerCalls(await running.openGateway('GW'))
      const caller = await running.openPeer()
      const wrongUntilRefused = async (): Promise<number> => {
        for (let tries = 0; tries < 20; tries++) {
          if ((await callWithPassword(running, caller, 'wrong')) === 403) return tries
        }
        return Infinity
      }
      expect(await wrongUntilRefused()).toBe(6)
      await running.pass(181)
      running.set({ SS_AUTHENTICATION_MAX_RETRY: '2' })
      expect(await wrongUntilRefused()).toBe(2)
      await running.pass(181)
      running.set({ SS_AUTHENTICATION_MAX_RETRY: '0' })
      expect(await wrongUntilRefused()).toBe(Infinity)
    },
  },
  SS_AUTHENTICATION_FAILED_SUSPEND: {
    shows: 'how long a source stays suspended',
    async prove(running) {
      running.mapping('MG', { sipAuthenticationMethod: 2, password: 'secret' })
      answerCalls(await running.openGateway('GW'))
      const caller = await running.openPeer()
      running.set({ SS_AUTHENTICATION_MAX_RETRY: '1' })
      const suspendedFor = async (low: number, high: number): Promise<void> => {
        await callWithPassword(running, caller, 'wrong')
        await running.pass(low)
        expect(await callWithPassword(running, caller, 'secret')).toBe(403)
        await running.pass(high - low)
        expect(await callWithPassword(running, caller, 'secret')).toBe(200)
      }
      await suspendedFor(175, 185)
      running.set({ SS_AUTHENTICATION_FAILED_SUSPEND: '60' })
      await suspendedFor(55, 65)
    },
  },
  SS_REPLY_UNAUTHORIZED: {
    shows: 'whether an unknown source gets an answer',
    async prove(running) {
      running.mapping('MG', { remoteIps: '127.0.0.99' })
      const stranger = await running.openPeer()
      expect(await finalOf(running, stranger.invite(running.target, '100'))).toBe('403')
      running.set({ SS_REPLY_UNAUTHORIZED: 'Off' })
      const call = stranger.invite(running.target, '100')
      await secondsUntil(running, 'timeout', () => call.outcomes.length > 0)
      expect(call.outcomes).toEqual(['timeout'])
      running.set({ SS_REPLY_UNAUTHORIZED: 'On' })
      expect(await finalOf(running, stranger.invite(running.target, '100'))).toBe('403')
      running.mapping('MG', { remoteIps: '127.0.0.1' })
      answerCalls(await running.openGateway('GW'))
      expect((await callOnce(running, stranger)).outcomes).toContain('200')
    },
  },
} as const satisfies Partial<Record<ParameterName, Proof>>
