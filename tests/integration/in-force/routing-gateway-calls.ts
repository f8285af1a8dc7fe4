import { expect } from 'vitest'
import type { RoutingGateway } from '../../../engine/api/contract/gateways.ts'
import { sampleSdp } from '../../../engine/testing/messages.ts'
import type { PeerCall } from '../../../engine/testing/scripted-peer.ts'
import { gatewaySwitchProof, inviteProof, openScene } from './gateway-proof.ts'
import { rawMessage } from '../../acceptance/raw-peer.ts'
import { callOnce, hangUp, secondsUntilFinal, type Proof } from './proof.ts'
import type { RunningEngine } from './running-engine.ts'

const identities = [
  ...['P-Asserted-Identity', '<sip:3001@10.0.0.1>'],
  ...['P-Preferred-Identity', '<sip:3002@10.0.0.1>'],
  ...['Privacy', 'user'],
]

/** The gateway's own stage time wins over the system's; a call in progress keeps what it began with. */
function stageProof(field: keyof RoutingGateway, progress: (call: PeerCall) => void): Proof {
  return {
    shows: 'how long it may stay silent at that stage',
    async prove(running) {
      const scene = await openScene(running)
      running.routing('GW-2', { lockType: 3 })
      scene.first.onInvite = progress
      running.routing('GW-1', { [field]: 4 })
      const before = scene.caller.invite(running.target, '100')
      await running.until('INVITE at the gateway', () => scene.first.calls[0])
      running.routing('GW-1', { [field]: 2 })
      const after = scene.caller.invite(running.target, '101')
      expect(await secondsUntilFinal(running, after)).toBeCloseTo(2, 0)
      expect(await secondsUntilFinal(running, before)).toBeCloseTo(2, 0)
    },
  }
}

interface Reached {
  readonly atSource: boolean
  readonly atContact: boolean
}

/** Where BYE goes when the gateway's Contact shows another port than it sends from. */
async function byeReaches(
  running: RunningEngine,
  sipRequestAddressMethod: 0 | 1 | 2,
): Promise<Reached> {
  const { caller, first, second } = await openScene(running)
  const elsewhere = `<sip:peer@127.0.0.1:${String(second.endpoint.port)}>`
  Object.defineProperty(first, 'contact', { get: () => elsewhere })
  running.routing('GW-1', { sipRequestAddressMethod })
  await hangUp(running, await callOnce(running, caller))
  await running.pass(0.1)
  const atSource = first.last('BYE ') !== undefined
  return { atSource, atContact: second.last('BYE ') !== undefined }
}

/** Where the answer goes when the gateway's Via shows another port than it sends from. */
async function answerReaches(
  running: RunningEngine,
  sipResponseAddressMethod: 0 | 1 | 2,
): Promise<Reached> {
  const { first, second } = await openScene(running)
  running.routing('GW-1', { sipResponseAddressMethod })
  const via = `127.0.0.1:${String(second.endpoint.port)}`
  const text = rawMessage(`OPTIONS sip:127.0.0.1:${String(running.target.port)} SIP/2.0`, [
    `Via: SIP/2.0/UDP ${via};branch=z9hG4bK${String(first.endpoint.port)}`,
    'Max-Forwards: 70',
    'From: <sip:gateway@127.0.0.1>;tag=g',
    'To: <sip:engine@127.0.0.1>',
    `Call-ID: options-${String(first.endpoint.port)}`,
    'CSeq: 1 OPTIONS',
  ])
  const destination = { protocol: 'udp', remote: running.target } as const
  first.node.transport.send(Buffer.from(text), destination, undefined)
  await running.pass(0.1)
  const atSource = first.last('SIP/2.0 200') !== undefined
  return { atSource, atContact: second.last('SIP/2.0 200') !== undefined }
}

const source = { atSource: true, atContact: false }
const elsewhere = { atSource: false, atContact: true }

/** Fields that decide how a call through the gateway looks. */
export const callProofs = {
  rewriteRulesInCallee: inviteProof('how the callee is rewritten', 'Request-URI', [
    { expects: /sip:100@/ },
    { set: { rewriteRulesInCallee: '1*:0049' }, expects: /sip:004900@/ },
    { set: { rewriteRulesInCallee: '' }, expects: /sip:100@/ },
  ]),
  rewriteRulesInCaller: inviteProof('how the caller is rewritten', 'From', [
    { expects: /sip:1001@/ },
    { set: { rewriteRulesInCaller: '1*:0049' }, expects: /sip:0049001@/ },
  ]),
  sipTimer: inviteProof('whether session timers are used', 'Session-Expires', [
    { expects: /^600/ },
    { set: { sipTimer: false }, expects: undefined },
    { set: { sipTimer: true }, expects: /^600/ },
  ]),
  sip100Rel: inviteProof('whether 100rel is offered', 'Supported', [
    { expects: /^timer$/ },
    { set: { sip100Rel: true }, expects: /100rel/ },
  ]),
  sipPrivacy: inviteProof(
    'Privacy',
    'Privacy',
    [
      { expects: undefined },
      { set: { sipPrivacy: 1 }, expects: /^user$/ },
      { set: { sipPrivacy: 2 }, expects: /^id$/ },
      { set: { sipPrivacy: 3 }, expects: /^none$/ },
    ],
    { fields: identities },
  ),
  sipPAssertedIdentity: inviteProof(
    'P-Asserted-Identity',
    'P-Asserted-Identity',
    [
      { expects: undefined },
      { set: { sipPAssertedIdentity: 1 }, expects: /sip:3001@127/ },
      { set: { sipPAssertedIdentity: 2 }, expects: /sip:1001@127/ },
    ],
    { fields: identities },
  ),
  sipPPreferredIdentity: inviteProof(
    'P-Preferred-Identity',
    'P-Preferred-Identity',
    [
      { expects: undefined },
      { set: { sipPPreferredIdentity: 1 }, expects: /sip:3002@127/ },
      { set: { sipPPreferredIdentity: 2 }, expects: /sip:1001@127/ },
    ],
    { fields: identities },
  ),
  sipRemotePartyId: inviteProof('Remote-Party-ID', 'Remote-Party-ID', [
    { expects: undefined },
    { set: { sipRemotePartyId: true }, expects: /sip:1001@127.*privacy=off/ },
  ]),
  sipDisplay: inviteProof(
    'whether a display name is shown',
    'From',
    [
      { expects: /^"1001" </ },
      { set: { sipDisplay: false }, expects: /^</ },
      { set: { sipDisplay: true }, expects: /^"1001" </ },
    ],
    {},
    ({ running }) => running.set({ SS_SIP_E164_DISPLAY_FROM: 'Caller' }),
  ),
  timeoutInvite: stageProof('timeoutInvite', (call) => call.incoming?.discard()),
  timeoutTrying: stageProof('timeoutTrying', (call) => call.respond(100)),
  timeoutSessionProgress: stageProof('timeoutSessionProgress', (call) => call.respond(183)),
  timeoutSessionProgressSdp: stageProof('timeoutSessionProgressSdp', (call) =>
    call.respond(183, { body: sampleSdp }),
  ),
  timeoutRinging: stageProof('timeoutRinging', (call) => call.respond(180)),
  switchAllowRing: gatewaySwitchProof(
    'whether the search goes on after ringing',
    (call) => {
      call.respond(180)
      call.respond(503)
    },
    [
      { set: { switchAllowRing: 'system' }, goesOn: false },
      { set: { switchAllowRing: 'yes' }, goesOn: true },
      { set: { switchAllowRing: 'no' }, goesOn: false },
    ],
  ),
  switchAllowSdp: gatewaySwitchProof(
    'whether the search goes on after SDP',
    (call) => {
      call.respond(183, { body: sampleSdp })
      call.respond(503)
    },
    [
      { set: { switchAllowSdp: 'system' }, goesOn: false },
      { set: { switchAllowSdp: 'yes' }, goesOn: true },
      { set: { switchAllowSdp: 'no' }, goesOn: false },
    ],
  ),
  switchAllowBusy: gatewaySwitchProof(
    'whether the search goes on after busy',
    (call) => call.respond(486),
    [
      { set: { switchAllowBusy: 'system' }, goesOn: false },
      { set: { switchAllowBusy: 'yes' }, goesOn: true },
      { set: { switchAllowBusy: 'no' }, goesOn: false },
    ],
  ),
  switchAllowErrorCode: gatewaySwitchProof(
    'whether the search goes on after a listed code',
    (call) => call.respond(404),
    [
      { set: { switchErrorCodes: '404', switchAllowErrorCode: 'no' }, goesOn: false },
      { set: { switchAllowErrorCode: 'yes' }, goesOn: true },
      { set: { switchAllowErrorCode: 'system' }, goesOn: false },
    ],
  ),
  switchErrorCodes: gatewaySwitchProof('which codes are listed', (call) => call.respond(404), [
    { set: { switchErrorCodes: '' }, goesOn: true },
    { set: { switchErrorCodes: '403,404' }, goesOn: false },
    { set: { switchErrorCodes: '403' }, goesOn: true },
  ]),
  sipRequestAddressMethod: {
    shows: 'where requests inside its calls go',
    async prove(running) {
      expect(await byeReaches(running, 2)).toEqual(elsewhere)
      expect(await byeReaches(running, 0)).toEqual(source)
      expect(await byeReaches(running, 1)).toEqual(elsewhere)
    },
  },
  sipResponseAddressMethod: {
    shows: 'where answers to its requests go',
    async prove(running) {
      expect(await answerReaches(running, 0)).toEqual(source)
      expect(await answerReaches(running, 1)).toEqual(elsewhere)
      expect(await answerReaches(running, 2)).toEqual(elsewhere)
    },
  },
} as const satisfies Partial<Record<keyof RoutingGateway, Proof>>
