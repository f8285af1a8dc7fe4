import { expect, test } from 'vitest'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { createCallScene, expectSettled } from '../testing/call-scene.ts'
import type { PeerCall } from '../testing/scripted-peer.ts'

/** Loss, duplication and reordering between all: every call ends and every line comes back. */
test.each([1, 2, 3])(
  '200 calls over a bad network leave no line behind (seed %i)',
  async (seed) => {
    const scene = await createCallScene({ gateways: [{}, { timeoutInvite: 3 }], seed })
    const { caller, gateways, clock, network, switchEndpoint } = scene
    const chance = createSeededIdSource(seed + 100)
    for (const gateway of gateways) {
      gateway.onInvite = (each) => {
        if (each.incoming?.request.to.tag !== undefined) return
        const kind = chance.fraction()
        if (kind < 0.1) return
        if (kind < 0.3) return each.respond(kind < 0.2 ? 503 : 486)
        each.respond(180)
        clock.startTimer(chance.fraction() * 4000, () => {
          if (!each.isCancelled) each.answer()
        })
        return
      }
    }
    network.conditions = { loss: 0.2, duplication: 0.1, shortestDelayMs: 5, longestDelayMs: 120 }
    const calls: PeerCall[] = []
    for (let n = 0; n < 200; n++) {
      const call = caller.invite(switchEndpoint, '1002')
      calls.push(call)
      clock.startTimer(chance.fraction() * 8000, () => behave(call, chance.fraction()))
      clock.advance(50)
    }
    clock.advance(300_000)
    for (const call of calls) {
      if (call.outcomes.includes('200') && !call.methods.includes('BYE')) call.bye()
    }
    clock.advance(100_000)
    network.conditions = { loss: 0, duplication: 0, shortestDelayMs: 0, longestDelayMs: 0 }
    expect(scene.records.filter(({ answeredAtMs }) => answeredAtMs > 0).length).toBeGreaterThan(50)
    for (const { callId } of [...scene.agent.calls()]) scene.agent.disconnect(callId)
    expectSettled(scene)
  },
)

/** A caller that cancels, or acknowledges every 200 it gets and hangs up. */
function behave(call: PeerCall, kind: number): void {
  if (!call.outcomes.includes('200')) {
    if (kind < 0.5) call.cancel()
    return
  }
  call.ack({ sequence: 1 })
  if (kind < 0.8) call.bye()
}
