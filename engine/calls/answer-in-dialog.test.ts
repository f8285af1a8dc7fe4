import { beforeEach, expect, test } from 'vitest'
import { createCallScene, expectSettled } from '../testing/call-scene.ts'
import type { CallScene } from '../testing/call-scene.ts'
import { sampleSdp } from '../testing/messages.ts'
import type { PeerCall } from '../testing/scripted-peer.ts'
import type { ServerTransaction } from '../sip/transaction/transaction-user.ts'

const holdSdp = sampleSdp.replace('sendrecv', 'sendonly')
const heldSdp = sampleSdp.replace('sendrecv', 'recvonly')
const allowsUpdate = ['Allow', 'INVITE, ACK, BYE, CANCEL, UPDATE']
const slow = { loss: 0, duplication: 0, shortestDelayMs: 20, longestDelayMs: 20 }

let scene: CallScene
let call: PeerCall
let far: PeerCall

async function connect(callerFields: string[] = [], answerFields: string[] = []): Promise<void> {
  scene = await createCallScene()
  scene.gateway.onInvite = (each, invite) => {
    if (invite.to.tag === undefined) each.answer({ fields: answerFields })
  }
  call = scene.caller.invite(scene.switchEndpoint, '1002', { fields: callerFields })
  scene.clock.advance(0)
  call.ack()
  scene.clock.advance(0)
  far = scene.gateway.call()
}

function hangUp(): void {
  call.bye()
  scene.clock.advance(100)
  expectSettled(scene)
}

const answersWith =
  (code: number, body = heldSdp) =>
  (each: PeerCall, transaction: ServerTransaction) => {
    if (transaction.request.method === 'BYE') return false
    each.respondTo(transaction, code, { body })
    return true
  }

beforeEach(async () => connect())

test('a re-INVITE goes through with its descriptions and its ACK', () => {
  scene.gateway.onRequest = answersWith(200)
  const reinvite = call.request('INVITE', { body: holdSdp })
  scene.clock.advance(0)
  expect(reinvite.outcomes).toEqual(['100', '200'])
  expect(Buffer.from(far.received[0]?.body ?? []).toString()).toBe(holdSdp)
  expect(Buffer.from(reinvite.responses[1]?.body ?? []).toString()).toBe(heldSdp)
  expect(far.acks).toHaveLength(1)
  call.ack()
  scene.clock.advance(0)
  expect(far.acks).toHaveLength(2)
  hangUp()
})

test('a re-INVITE of the gateway without an offer is answered in the ACK', () => {
  scene.caller.onRequest = answersWith(200)
  const reinvite = far.request('INVITE')
  scene.clock.advance(0)
  expect(reinvite.outcomes).toEqual(['100', '200'])
  far.ack({ body: holdSdp })
  scene.clock.advance(0)
  const [ack] = call.acks
  expect(Buffer.from(ack?.body ?? []).toString()).toBe(holdSdp)
  expect(ack?.cseq.sequence).toBe(1)
  hangUp()
})

test('a refused re-INVITE leaves the call as it was', () => {
  scene.gateway.onRequest = answersWith(488, '')
  const reinvite = call.request('INVITE', { body: holdSdp })
  scene.clock.advance(0)
  expect(reinvite.outcomes).toEqual(['100', '488'])
  expect(scene.agent.activeCalls).toBe(1)
  hangUp()
})

test('a re-INVITE that the far side knows no dialog for ends the call', () => {
  scene.gateway.onRequest = answersWith(481, '')
  const reinvite = call.request('INVITE', { body: holdSdp })
  scene.clock.advance(0)
  expect(reinvite.outcomes).toEqual(['100', '481'])
  expect(call.methods).toEqual(['BYE'])
  expect(scene.records[0]).toMatchObject({ endDirection: 2, endReason: 481 })
  expectSettled(scene)
})

test('a re-INVITE that nobody answers ends in 408 and ends the call', () => {
  scene.gateway.onRequest = () => true
  scene.network.conditions = { ...slow, shortestDelayMs: 0, longestDelayMs: 0 }
  const reinvite = call.request('INVITE', { body: holdSdp })
  scene.clock.advance(0)
  scene.network.conditions = { ...slow, loss: 1 }
  scene.clock.advance(100)
  expect(reinvite.outcomes).toEqual(['100'])
  scene.network.conditions = slow
  expect(scene.agent.disconnect(1)).toBe(true)
  scene.clock.advance(100)
  expect(reinvite.outcomes).toEqual(['100', '487'])
  expectSettled(scene)
})

test('CANCEL of a re-INVITE is passed on', () => {
  scene.gateway.onRequest = (each, transaction) => {
    if (transaction.request.method !== 'INVITE') return false
    each.respondTo(transaction, 180)
    transaction.onCancel = () => each.respondTo(transaction, 487)
    return true
  }
  const reinvite = call.request('INVITE', { body: holdSdp })
  scene.clock.advance(0)
  expect(reinvite.outcomes).toEqual(['100', '180'])
  reinvite.transaction.cancel()
  scene.clock.advance(0)
  expect(reinvite.outcomes.at(-1)).toBe('487')
  expect(scene.agent.activeCalls).toBe(1)
  hangUp()
})

test('re-INVITEs of both sides that cross are glare', () => {
  scene.network.conditions = slow
  const one = call.request('INVITE', { body: holdSdp })
  const other = far.request('INVITE', { body: holdSdp })
  scene.clock.advance(50)
  expect([one.outcomes.at(-1), other.outcomes.at(-1)]).toContain('491')
  scene.clock.advance(200)
  hangUp()
})

test('a second re-INVITE of the same side has to wait', () => {
  scene.gateway.onRequest = (_each, transaction) => transaction.request.method === 'INVITE'
  call.request('INVITE', { body: holdSdp })
  scene.clock.advance(0)
  const second = call.request('INVITE', { body: holdSdp })
  scene.clock.advance(0)
  expect(second.outcomes).toEqual(['500'])
  expect(Number(second.responses[0]?.fields.get('Retry-After'))).toBeLessThanOrEqual(10)
  hangUp()
})

test('UPDATE with a description goes through where the far side allows it', async () => {
  await connect([], allowsUpdate)
  scene.gateway.onRequest = answersWith(200)
  const update = call.request('UPDATE', { body: holdSdp })
  scene.clock.advance(0)
  expect(far.methods).toEqual(['UPDATE'])
  expect(Buffer.from(update.responses[0]?.body ?? []).toString()).toBe(heldSdp)
  hangUp()
})

test('UPDATE with a description goes on as re-INVITE where the far side does not allow it', () => {
  scene.gateway.onRequest = answersWith(200)
  const update = call.request('UPDATE', { body: holdSdp })
  scene.clock.advance(0)
  expect(far.methods).toEqual(['INVITE'])
  expect(far.acks).toHaveLength(2)
  expect(update.outcomes).toEqual(['200'])
  expect(Buffer.from(update.responses[0]?.body ?? []).toString()).toBe(heldSdp)
  hangUp()
})

test('INFO goes through both ways with its body', () => {
  const signal = 'Signal=5\r\nDuration=160\r\n'
  scene.gateway.onRequest = answersWith(200, '')
  const info = call.request('INFO', { fields: ['Info-Package', 'dtmf'], body: signal })
  scene.clock.advance(0)
  expect(info.outcomes).toEqual(['200'])
  expect(far.received[0]?.fields.get('Info-Package')).toBe('dtmf')
  expect(Buffer.from(far.received[0]?.body ?? []).toString()).toBe(signal)
  scene.caller.onRequest = answersWith(415, '')
  const back = far.request('INFO', { body: signal })
  scene.clock.advance(0)
  expect(back.outcomes).toEqual(['415'])
  hangUp()
})

test('methods that belong to no call are refused, OPTIONS is answered', () => {
  const codes = ['OPTIONS', 'REFER', 'NOTIFY', 'MESSAGE', 'SUBSCRIBE', 'DANCE'].map((method) => {
    const sent = call.request(method)
    scene.clock.advance(0)
    return `${method} ${String(sent.outcomes[0])} ${String(sent.responses[0]?.fields.has('Allow'))}`
  })
  expect(codes).toEqual([
    'OPTIONS 200 true',
    'REFER 501 true',
    'NOTIFY 405 true',
    'MESSAGE 405 true',
    'SUBSCRIBE 405 true',
    'DANCE 501 true',
  ])
  hangUp()
})

test('a lower CSeq is refused with 500, an unknown extension with 420, no hops left with 483', () => {
  const low = call.request('INFO', { sequence: 0 })
  const strange = call.request('INFO', { sequence: 5, fields: ['Require', 'precondition'] })
  scene.clock.advance(0)
  expect(low.outcomes).toEqual(['500'])
  expect(strange.outcomes).toEqual(['420'])
  expect(strange.responses[0]?.fields.get('Unsupported')).toBe('precondition')
  hangUp()
})

test('a request of a wrong tag or Call-ID belongs to no dialog', () => {
  const { localParty } = call
  call.localParty = localParty.replace(/tag=.*/, 'tag=somebody')
  const forged = call.request('BYE')
  scene.clock.advance(0)
  expect(forged.outcomes).toEqual(['481'])
  call.localParty = localParty
  expect(scene.agent.activeCalls).toBe(1)
  hangUp()
})

test('Contact of a re-INVITE moves the remote target', () => {
  scene.gateway.onRequest = answersWith(200)
  const moved = ['Contact', '<sip:moved@10.0.1.1:5060>']
  call.request('INVITE', { body: holdSdp, fields: moved })
  scene.clock.advance(0)
  call.ack()
  scene.clock.advance(0)
  far.bye()
  scene.clock.advance(0)
  expect(call.received[0]?.requestUri).toBe('sip:moved@10.0.1.1:5060')
  expectSettled(scene)
})

test('a call that ends in the middle of a re-INVITE leaves nothing pending', () => {
  scene.gateway.onRequest = (_each, transaction) => transaction.request.method === 'INVITE'
  const reinvite = call.request('INVITE', { body: holdSdp })
  scene.clock.advance(0)
  const bye = call.bye()
  scene.clock.advance(0)
  expect(bye.outcomes).toEqual(['200'])
  expect(reinvite.outcomes.at(-1)).toBe('487')
  expectSettled(scene)
})

test('Reason of a BYE is passed on without its text', () => {
  call.bye({ fields: ['Reason', 'Q.850;cause=31;text="pbx.example.com"'] })
  scene.clock.advance(0)
  expect(far.received[0]?.fields.get('Reason')).toBe('Q.850;cause=31')
  expectSettled(scene)
})
