import type { PeerCall, PeerContent } from '../../../engine/testing/scripted-peer.ts'
import type { RunningEngine } from './running-engine.ts'
import type { WirePeer } from './wire-peer.ts'

/** What shows that the running engine obeys a value: the behaviour before and after its change. */
export interface Proof {
  /** A sentence of the field, for the name of the test. */
  readonly shows: string
  prove(running: RunningEngine): Promise<void>
}

/** Waits for the final answer to a call's INVITE: its code, or why there is none. */
export async function finalOf(running: RunningEngine, call: PeerCall): Promise<string> {
  return running.until('final answer', () => call.outcomes.find((each) => !/^1\d\d$/.test(each)))
}

/** Calls and waits for the final answer; a 2xx is acknowledged. */
export async function callOnce(
  running: RunningEngine,
  caller: WirePeer,
  callee = '100',
  content: PeerContent = {},
): Promise<PeerCall> {
  const call = caller.invite(running.target, callee, content)
  if ((await finalOf(running, call)) === '200') call.ack()
  await running.pass(0.05)
  return call
}

/** Sends BYE and waits until the engine holds no call. */
export async function hangUp(running: RunningEngine, call: PeerCall): Promise<void> {
  call.bye()
  await running.until('the call is over', () =>
    running.engine.calls.activeCalls === 0 ? true : undefined,
  )
}

/** Answers every call at once. */
export function answerCalls(gateway: WirePeer): void {
  gateway.onInvite = (call) => {
    call.answer()
  }
}

/** Refuses every call at once. */
export function refuseCalls(gateway: WirePeer, statusCode = 503): void {
  gateway.onInvite = (call) => {
    call.respond(statusCode)
  }
}

/** Leaves every INVITE without any response, 100 included. */
export function ignoreCalls(gateway: WirePeer): void {
  gateway.onInvite = (call) => {
    call.incoming?.discard()
  }
}

/** The newest INVITE that reached a gateway. */
export function inviteAt(gateway: WirePeer): string {
  return gateway.last('INVITE ')?.text ?? ''
}

/** Seconds from now until the final answer comes, to the tenth. */
export async function secondsUntilFinal(running: RunningEngine, call: PeerCall): Promise<number> {
  return secondsUntil(running, 'final answer', () =>
    call.outcomes.some((each) => !/^1\d\d$/.test(each)),
  )
}

/** Seconds from now until `holds`, to the tenth. */
export async function secondsUntil(
  running: RunningEngine,
  what: string,
  holds: () => boolean,
  limitSeconds = 1000,
): Promise<number> {
  const startedMs = running.clock.monotonicMs()
  const elapsed = (): number => (running.clock.monotonicMs() - startedMs) / 1000
  while (!holds()) {
    if (elapsed() > limitSeconds) throw new Error(`not within ${String(limitSeconds)} s: ${what}`)
    await running.pass(0.05)
  }
  return Math.round(elapsed() * 10) / 10
}
