import { expect } from 'vitest'
import type { MappingGateway, RoutingGateway } from '../../../engine/api/contract/gateways.ts'
import type { PeerCall, PeerContent } from '../../../engine/testing/scripted-peer.ts'
import { answerCalls, callOnce, hangUp, inviteAt, type Proof } from './proof.ts'
import type { RunningEngine } from './running-engine.ts'
import { fieldOf, type WirePeer } from './wire-peer.ts'

/** A caller and two gateways of one prefix; the second is tried after the first. */
export interface GatewayScene {
  readonly running: RunningEngine
  readonly caller: WirePeer
  readonly first: WirePeer
  readonly second: WirePeer
}

export async function openScene(running: RunningEngine): Promise<GatewayScene> {
  const caller = await running.openPeer()
  const first = await running.openGateway('GW-1')
  const second = await running.openGateway('GW-2', { priority: 1 })
  answerCalls(first)
  answerCalls(second)
  return { running, caller, first, second }
}

/** Which gateway answers a call: 1, 2, or the failure that the caller hears. */
export async function answeredBy(
  { running, caller, first, second }: GatewayScene,
  callee = '100',
  content: PeerContent = {},
): Promise<1 | 2 | string> {
  const before = [first.calls.length, second.calls.length]
  const call = await callOnce(running, caller, callee, content)
  const isAnswered = call.outcomes.includes('200')
  if (!isAnswered) return call.outcomes.at(-1) ?? ''
  await hangUp(running, call)
  return second.calls.length > (before[1] ?? 0) ? 2 : 1
}

/** Settings of `GW-1` (or the mapping gateway) in turn, and who answers a call under each. */
export function choiceProof(
  shows: string,
  steps: readonly {
    readonly set?: Partial<RoutingGateway>
    readonly mapping?: Partial<MappingGateway>
    readonly callee?: string
    readonly content?: PeerContent
    readonly answers: 1 | 2 | string
  }[],
  prepare: (scene: GatewayScene) => void = () => undefined,
): Proof {
  return {
    shows,
    async prove(running) {
      const scene = await openScene(running)
      prepare(scene)
      for (const { set, mapping, callee, content, answers } of steps) {
        if (set) running.routing('GW-1', set)
        if (mapping) running.mapping('MG', mapping)
        expect(await answeredBy(scene, callee, content)).toBe(answers)
      }
    },
  }
}

/** Settings of `GW-1` (or the mapping gateway) in turn, and what a header field of its INVITE then is. */
export function inviteProof(
  shows: string,
  field: string,
  steps: readonly {
    readonly set?: Partial<RoutingGateway>
    readonly mapping?: Partial<MappingGateway>
    /** undefined = the header field is absent; `Request-URI` stands for the start line. */
    readonly expects: RegExp | undefined
  }[],
  content: PeerContent = {},
  prepare: (scene: GatewayScene) => void = () => undefined,
): Proof {
  return {
    shows,
    async prove(running) {
      const scene = await openScene(running)
      prepare(scene)
      for (const { set, mapping, expects } of steps) {
        if (set) running.routing('GW-1', set)
        if (mapping) running.mapping('MG', mapping)
        expect(await answeredBy(scene, '100', content)).toBe(1)
        const text = inviteAt(scene.first)
        const value = field === 'Request-URI' ? text.split('\r\n')[0] : fieldOf(text, field)
        if (expects === undefined) expect(value).toBeUndefined()
        else expect(value).toMatch(expects)
      }
    },
  }
}

/** What the first gateway does before it refuses, and whether the second one then gets the call. */
export function gatewaySwitchProof(
  shows: string,
  firstDoes: (call: PeerCall) => void,
  steps: readonly { readonly set: Partial<RoutingGateway>; readonly goesOn: boolean }[],
): Proof {
  return {
    shows,
    async prove(running) {
      const scene = await openScene(running)
      scene.first.onInvite = firstDoes
      for (const { set, goesOn } of steps) {
        running.routing('GW-1', set)
        const answered = await answeredBy(scene)
        if (goesOn) expect(answered).toBe(2)
        else expect(answered).not.toBe(2)
      }
    },
  }
}
