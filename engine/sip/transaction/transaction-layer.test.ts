import { describe, expect, test } from 'vitest'
import { createSeededIdSource } from '../../kernel/id-source.ts'
import { createFakeClock } from '../../testing/fake-clock.ts'
import { createMemoryNetwork, perfectConditions } from '../../testing/memory-transport.ts'
import {
  buildOutgoing,
  createRecordingListener,
  createTransactionNode,
  departed,
} from '../../testing/transaction-node.ts'
import type { TransactionNode } from '../../testing/transaction-node.ts'
import { createResponse } from '../message/message.ts'
import type { SipRequest } from '../message/message.ts'
import { parseMessage } from '../message/parse-message.ts'
import type { Destination, Endpoint, TransportProtocol } from '../transport/transport.ts'
import { createTimerValues } from './timer-values.ts'
import type { TransactionLayerOptions } from './transaction-layer.ts'
import type { ServerTransaction } from './transaction-user.ts'

const aliceAt: Endpoint = { address: '10.0.0.1', port: 5060 }
const bobAt: Endpoint = { address: '10.0.0.2', port: 5060 }
const dead = { ...perfectConditions, loss: 1 }

async function createPair(
  protocol: TransportProtocol = 'udp',
  more: Partial<TransactionLayerOptions> = {},
) {
  const clock = createFakeClock()
  const ids = createSeededIdSource(3)
  const network = createMemoryNetwork({ clock, ids })
  const createTransport = network.createTransport.bind(network)
  const alice = createTransactionNode({ clock, ids, createTransport })
  const bob = createTransactionNode({ clock, ids, createTransport, more })
  await alice.transport.listen({ protocol, ...aliceAt })
  await bob.transport.listen({ protocol, ...bobAt })
  const toBob: Destination = { protocol, remote: bobAt }
  const send = (request: SipRequest) => {
    const listener = createRecordingListener()
    const transaction = alice.transactions.request(request, toBob, listener)
    return { transaction, outcomes: listener.outcomes }
  }
  const inject = (text: string): void => {
    const outcome = parseMessage(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'))
    if (!outcome.ok) throw new Error(outcome.fault)
    bob.transactions.onMessage(outcome.message, {
      protocol,
      local: bobAt,
      remote: aliceAt,
      connection: 0,
    })
  }
  return { clock, network, alice, bob, toBob, send, inject }
}

const answering =
  (...codes: readonly number[]) =>
  (request: SipRequest, transaction: ServerTransaction): void => {
    for (const code of codes) transaction.respond(createResponse(request, code, { toTag: 'bob' }))
  }

function last(node: TransactionNode): ServerTransaction {
  const received = node.requests.at(-1)
  if (received === undefined) throw new Error('no request has come')
  return received.transaction
}

describe('non-INVITE client transaction, RFC 3261 §17.1.2', () => {
  test('ends with the final response and goes away after timer K', async () => {
    const { clock, bob, alice, send } = await createPair()
    bob.answer = answering(200)
    const { transaction, outcomes } = send(buildOutgoing('OPTIONS', 'a'))
    expect(outcomes).toEqual([])
    clock.advance(0)
    expect(outcomes).toEqual(['200'])
    expect(transaction.state).toBe('completed')
    clock.advance(4999)
    expect(alice.transactions.counts.client).toBe(1)
    clock.advance(1)
    expect(alice.transactions.counts.client).toBe(0)
  })

  test('is retransmitted by the list and times out when it is used up', async () => {
    const { clock, bob, alice, send } = await createPair()
    bob.answer = () => undefined
    const arrivals: number[] = []
    const { outcomes } = send(buildOutgoing('OPTIONS', 'a'))
    for (let ms = 0; ms < 40_000; ms += 100) {
      const before = bob.arrivals.length
      clock.advance(ms === 0 ? 0 : 100)
      if (bob.arrivals.length > before) arrivals.push(ms)
    }
    expect(arrivals).toEqual([0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500])
    expect(outcomes).toEqual(['timeout'])
    expect(alice.transactions.counts.client).toBe(0)
  })

  test('the same bytes are sent again', async () => {
    const { clock, network, alice, send } = await createPair()
    network.conditions = dead
    send(buildOutgoing('OPTIONS', 'a'))
    clock.advance(1500)
    const [first, ...again] = alice.departures.map(({ bytes }) => bytes)
    expect(again).toHaveLength(2)
    for (const bytes of again) expect(bytes).toBe(first)
  })

  test('a provisional response slows retransmission to the longest wait and leaves the end as it was', async () => {
    const { clock, bob, send } = await createPair()
    bob.answer = answering(100)
    const { outcomes, transaction } = send(buildOutgoing('OPTIONS', 'a'))
    clock.advance(0)
    expect(transaction.state).toBe('proceeding')
    const at: number[] = []
    for (let ms = 100; ms <= 31_500; ms += 100) {
      const before = bob.arrivals.length
      clock.advance(100)
      if (bob.arrivals.length > before) at.push(ms)
    }
    expect(at).toEqual([500, 4500, 8500, 12_500, 16_500, 20_500, 24_500, 28_500])
    expect(outcomes.at(-1)).toBe('timeout')
    expect(outcomes.filter((each) => each === 'timeout')).toHaveLength(1)
  })

  test('is sent once over TCP, ends at once and times out as a whole', async () => {
    const { clock, bob, alice, send } = await createPair('tcp')
    bob.answer = answering(200)
    const first = send(buildOutgoing('OPTIONS', 'a'))
    clock.advance(0)
    expect(first.outcomes).toEqual(['200'])
    expect(alice.transactions.counts).toEqual({ client: 0, server: 0 })
    expect(bob.transactions.counts.server).toBe(0)
    bob.answer = () => undefined
    const second = send(buildOutgoing('OPTIONS', 'b'))
    clock.advance(31_499)
    expect(bob.arrivals).toEqual(['OPTIONS', 'OPTIONS'])
    expect(second.outcomes).toEqual([])
    clock.advance(1)
    expect(second.outcomes).toEqual(['timeout'])
  })

  test('a transport error is told once, after the call has returned', async () => {
    const { clock, alice } = await createPair('tcp')
    const listener = createRecordingListener()
    const nowhere = { protocol: 'tcp', remote: { address: '10.0.0.9', port: 5060 } } as const
    alice.transactions.request(buildOutgoing('OPTIONS', 'a'), nowhere, listener)
    expect(listener.outcomes).toEqual([])
    clock.advance(40_000)
    expect(listener.outcomes).toEqual(['transport error'])
    expect(alice.transactions.counts.client).toBe(0)
  })

  test('without a listener for the transport the user learns it, later', async () => {
    const { clock, alice } = await createPair('udp')
    const listener = createRecordingListener()
    const nowhere = { protocol: 'tcp', remote: bobAt } as const
    const invite = createRecordingListener()
    alice.transactions.request(buildOutgoing('OPTIONS', 'a'), nowhere, listener)
    alice.transactions.request(buildOutgoing('INVITE', 'a'), nowhere, invite)
    expect(alice.transactions.sendAck(buildOutgoing('ACK', 'a'), nowhere).length).toBeGreaterThan(0)
    expect([...listener.outcomes, ...invite.outcomes]).toEqual([])
    clock.advance(0)
    expect([...listener.outcomes, ...invite.outcomes]).toEqual([
      'transport error',
      'transport error',
    ])
  })

  test('abandoned, it says nothing more', async () => {
    const { clock, network, alice, send } = await createPair()
    network.conditions = dead
    const { transaction, outcomes } = send(buildOutgoing('OPTIONS', 'a'))
    transaction.abandon()
    transaction.cancel()
    clock.advance(40_000)
    expect(outcomes).toEqual([])
    expect(alice.transactions.counts.client).toBe(0)
  })
})

describe('INVITE client transaction, RFC 3261 §17.1.1 and RFC 6026', () => {
  test('stops retransmitting at a provisional response and then waits without end', async () => {
    const { clock, bob, send } = await createPair()
    bob.answer = answering(100, 180)
    const { outcomes, transaction } = send(buildOutgoing('INVITE', 'a'))
    clock.advance(600_000)
    expect(bob.arrivals).toEqual(['INVITE'])
    expect(outcomes).toEqual(['100', '180'])
    expect(transaction.state).toBe('proceeding')
  })

  test('acknowledges a failure by itself, again for each copy', async () => {
    const { clock, alice, bob, send } = await createPair()
    bob.answer = answering(486)
    const invite = buildOutgoing('INVITE', 'a')
    invite.fields.append('Route', '<sip:10.0.0.2;lr>')
    const { outcomes } = send(invite)
    clock.advance(0)
    expect(outcomes).toEqual(['486'])
    expect(bob.arrivals).toEqual(['INVITE', 'ACK'])
    expect(bob.acks).toEqual([])
    expect(bob.transactions.counts.server).toBe(1)
    clock.advance(5000)
    expect(bob.transactions.counts.server).toBe(0)
    clock.advance(27_000)
    expect(alice.transactions.counts.client).toBe(0)
  })

  test('the ACK follows §17.1.1.3', async () => {
    const { clock, alice, bob, send } = await createPair()
    bob.answer = answering(486)
    const invite = buildOutgoing('INVITE', 'a')
    invite.fields.append('Route', '<sip:one.example.com;lr>')
    invite.fields.append('Route', '<sip:two.example.com;lr>')
    send(invite)
    clock.advance(0)
    const outcome = parseMessage(alice.departures[1]?.bytes ?? Buffer.alloc(0))
    const ack = outcome.ok && outcome.message.kind === 'request' ? outcome.message : undefined
    expect(ack?.method).toBe('ACK')
    expect(ack?.requestUri).toBe(invite.requestUri)
    expect(ack?.fields.all('Via')).toEqual(invite.fields.all('Via'))
    expect(ack?.fields.all('Route')).toEqual(invite.fields.all('Route'))
    expect(ack?.to.tag).toBe('bob')
    expect(ack?.from.tag).toBe('alice')
    expect(ack?.callId).toBe('a')
    expect(ack?.cseq).toEqual({ sequence: 1, method: 'ACK' })
    expect(ack?.maxForwards).toBe(70)
  })

  test('every 2xx reaches the user while accepted, and none is acknowledged here', async () => {
    const { clock, alice, bob, send } = await createPair()
    bob.answer = answering(200)
    const { outcomes, transaction } = send(buildOutgoing('INVITE', 'a'))
    clock.advance(0)
    const response = createResponse(last(bob).request, 200, { toTag: 'bob' })
    last(bob).respond(response)
    last(bob).respond(response)
    clock.advance(0)
    expect(outcomes).toEqual(['200', '200', '200'])
    expect(bob.arrivals).toEqual(['INVITE'])
    expect(transaction.state).toBe('accepted')
    clock.advance(32_000)
    expect(alice.transactions.counts.client).toBe(0)
    expect(bob.transactions.counts.server).toBe(0)
  })

  test('times out when the list is used up', async () => {
    const { clock, network, alice, send } = await createPair()
    network.conditions = dead
    const { outcomes } = send(buildOutgoing('INVITE', 'a'))
    clock.advance(31_499)
    expect(outcomes).toEqual([])
    clock.advance(1)
    expect(outcomes).toEqual(['timeout'])
    expect(network.lost).toBe(10)
    expect(alice.transactions.counts.client).toBe(0)
  })

  test('the list in force when it began stays in force', async () => {
    const clock = createFakeClock()
    const ids = createSeededIdSource(1)
    const network = createMemoryNetwork({ clock, ids })
    const createTransport = network.createTransport.bind(network)
    let values = createTimerValues({ resendIntervalsMs: [100, 200] })
    const more = { timerValues: () => values }
    const alice = createTransactionNode({ clock, ids, createTransport, more })
    await alice.transport.listen({ protocol: 'udp', ...aliceAt })
    const listener = createRecordingListener()
    alice.transactions.request(
      buildOutgoing('INVITE', 'a'),
      { protocol: 'udp', remote: bobAt },
      listener,
    )
    values = createTimerValues({ resendIntervalsMs: [32_000] })
    clock.advance(299)
    expect(listener.outcomes).toEqual([])
    clock.advance(1)
    expect(listener.outcomes).toEqual(['timeout'])
  })

  test('abandoned in calling, it is still there for a late 2xx', async () => {
    const { clock, network, alice, bob, send } = await createPair()
    network.conditions = { ...perfectConditions, shortestDelayMs: 5000, longestDelayMs: 5000 }
    bob.answer = answering(200)
    const { outcomes, transaction } = send(buildOutgoing('INVITE', 'a'))
    clock.advance(9900)
    const before = network.delivered
    transaction.abandon()
    clock.advance(30_000)
    expect(outcomes).toEqual(['200'])
    expect(network.delivered - before).toBeLessThan(5)
    clock.advance(60_000)
    expect(alice.transactions.counts.client).toBe(0)
  })

  test('abandoned in calling, it cancels when a provisional response comes after all', async () => {
    const { clock, network, bob, send } = await createPair()
    network.conditions = { ...perfectConditions, shortestDelayMs: 5000, longestDelayMs: 5000 }
    bob.answer = (request, transaction) => {
      answering(180)(request, transaction)
      transaction.onCancel = () => answering(487)(request, transaction)
    }
    const { outcomes, transaction } = send(buildOutgoing('INVITE', 'a'))
    clock.advance(9900)
    transaction.abandon()
    clock.advance(200_000)
    expect(bob.arrivals).toContain('CANCEL')
    expect(bob.arrivals).toContain('ACK')
    expect(outcomes).toEqual([])
    expect(bob.transactions.counts).toEqual({ client: 0, server: 0 })
  })

  test('abandoned without any answer, it ends silently', async () => {
    const { clock, network, alice, send } = await createPair()
    network.conditions = dead
    const { outcomes, transaction } = send(buildOutgoing('INVITE', 'a'))
    clock.advance(10_000)
    transaction.abandon()
    clock.advance(31_500)
    expect(outcomes).toEqual([])
    expect(alice.transactions.counts.client).toBe(0)
  })
})

describe('CANCEL, RFC 3261 §9', () => {
  test('reaches the transaction user, is answered by the layer and shares the branch', async () => {
    const { clock, alice, bob, send } = await createPair()
    bob.answer = (request, transaction) => {
      answering(100, 180)(request, transaction)
      transaction.onCancel = () => answering(487)(request, transaction)
    }
    const { outcomes, transaction } = send(buildOutgoing('INVITE', 'a'))
    clock.advance(0)
    transaction.cancel([['Reason', 'Q.850;cause=16']])
    transaction.cancel()
    clock.advance(0)
    expect(outcomes).toEqual(['100', '180', '487'])
    expect(bob.arrivals).toEqual(['INVITE', 'CANCEL', 'ACK'])
    expect(alice.arrivals).toEqual(['100', '180', '200', '487'])
    clock.advance(40_000)
    expect(alice.transactions.counts.client).toBe(0)
    expect(bob.transactions.counts.server).toBe(0)
  })

  test('waits for a provisional response', async () => {
    const { clock, bob, send } = await createPair()
    bob.answer = () => undefined
    const { outcomes, transaction } = send(buildOutgoing('INVITE', 'a'))
    transaction.cancel()
    clock.advance(150)
    expect(bob.arrivals).toEqual(['INVITE'])
    last(bob).onCancel = () => answering(487)(last(bob).request, last(bob))
    clock.advance(50)
    expect(bob.arrivals).toEqual(['INVITE', 'CANCEL', 'ACK'])
    expect(outcomes).toEqual(['100', '487'])
  })

  test('a final response without a provisional one makes it needless', async () => {
    const { clock, bob, send } = await createPair()
    const { outcomes, transaction } = send(buildOutgoing('INVITE', 'a'))
    transaction.cancel()
    bob.answer = answering(486)
    clock.advance(1000)
    expect(bob.arrivals).toEqual(['INVITE', 'ACK'])
    expect(outcomes).toEqual(['486'])
  })

  test('without a final response the INVITE times out', async () => {
    const { clock, alice, bob, send } = await createPair()
    bob.answer = answering(180)
    const { outcomes, transaction } = send(buildOutgoing('INVITE', 'a'))
    clock.advance(100)
    transaction.cancel()
    clock.advance(31_500)
    expect(outcomes).toEqual(['180', 'timeout'])
    clock.advance(10_000)
    expect(alice.transactions.counts.client).toBe(0)
  })

  test('crossing a 2xx it changes nothing', async () => {
    const { clock, bob, send } = await createPair()
    bob.answer = answering(180)
    const { outcomes, transaction } = send(buildOutgoing('INVITE', 'a'))
    clock.advance(0)
    let isTold = false
    last(bob).onCancel = () => (isTold = true)
    answering(200)(last(bob).request, last(bob))
    transaction.cancel()
    clock.advance(1)
    expect(outcomes).toEqual(['180', '200'])
    expect(isTold).toBe(false)
  })

  test('without a transaction is answered 481', async () => {
    const { clock, bob, inject } = await createPair()
    inject(`CANCEL sip:bob@example.com SIP/2.0
Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKnone
Max-Forwards: 70
From: <sip:a@example.com>;tag=1
To: <sip:b@example.com>
Call-ID: x
CSeq: 1 CANCEL

`)
    expect(departed(bob)).toEqual(['481'])
    clock.advance(32_000)
    expect(bob.transactions.counts.server).toBe(0)
  })
})

describe('INVITE server transaction, RFC 3261 §17.2.1 and RFC 6026', () => {
  test('sends 100 by itself after 200 ms of silence only', async () => {
    const { clock, alice, bob, send } = await createPair()
    bob.answer = () => undefined
    send(buildOutgoing('INVITE', 'a'))
    clock.advance(199)
    expect(alice.arrivals).toEqual([])
    clock.advance(1)
    expect(alice.arrivals).toEqual(['100'])
    bob.answer = answering(180)
    send(buildOutgoing('INVITE', 'b'))
    clock.advance(1000)
    expect(alice.arrivals).toEqual(['100', '180'])
  })

  test('answers a retransmission with the latest provisional response', async () => {
    const { clock, network, alice, bob, send } = await createPair()
    bob.answer = answering(100, 183)
    network.conditions = { ...perfectConditions, duplication: 1 }
    send(buildOutgoing('INVITE', 'a'))
    clock.advance(10)
    expect(bob.requests).toHaveLength(1)
    expect(bob.arrivals).toEqual(['INVITE', 'INVITE'])
    expect(alice.arrivals.filter((each) => each === '183')).toHaveLength(4)
  })

  test('repeats a failure by the list until ACK, and tells when none comes', async () => {
    const { clock, network, bob, send } = await createPair()
    send(buildOutgoing('INVITE', 'a'))
    clock.advance(0)
    network.conditions = dead
    let timeouts = 0
    last(bob).onTimeout = () => timeouts++
    answering(486)(last(bob).request, last(bob))
    expect(last(bob).isFinished).toBe(true)
    clock.advance(31_499)
    expect(timeouts).toBe(0)
    expect(network.lost).toBeGreaterThanOrEqual(10)
    clock.advance(1)
    expect(timeouts).toBe(1)
    expect(bob.transactions.counts.server).toBe(0)
  })

  test('over TCP a failure is sent once and timer H still runs', async () => {
    const { clock, bob, inject } = await createPair('tcp')
    let timeouts = 0
    bob.answer = (request, transaction) => {
      transaction.onTimeout = () => timeouts++
      answering(486)(request, transaction)
    }
    inject(invite('z9hG4bKtcp'))
    clock.advance(31_499)
    expect(departed(bob)).toEqual(['486'])
    clock.advance(1)
    expect(timeouts).toBe(1)
    expect(bob.transactions.counts.server).toBe(0)
  })

  test('absorbs INVITE and sends no 2xx of its own in accepted, passes ACK to the user', async () => {
    const { clock, bob, inject } = await createPair()
    bob.answer = answering(200)
    inject(invite('z9hG4bKone'))
    inject(invite('z9hG4bKone'))
    clock.advance(1000)
    expect(departed(bob)).toEqual(['200'])
    expect(bob.requests).toHaveLength(1)
    inject(invite('z9hG4bKone').replace(/INVITE/g, 'ACK'))
    expect(bob.acks).toHaveLength(1)
    clock.advance(31_000)
    expect(bob.transactions.counts.server).toBe(0)
  })

  test('a later final response of the user is ignored', async () => {
    const { clock, bob, inject } = await createPair()
    bob.answer = answering(486, 200, 180)
    inject(invite('z9hG4bKone'))
    clock.advance(1)
    expect(departed(bob)).toEqual(['486'])
  })
})

describe('non-INVITE server transaction, RFC 3261 §17.2.2', () => {
  const options = (branch: string): string => invite(branch).replace(/INVITE/g, 'OPTIONS')

  test('discards retransmissions in trying, repeats the latest response after', async () => {
    const { clock, bob, inject } = await createPair()
    inject(options('z9hG4bKone'))
    inject(options('z9hG4bKone'))
    clock.advance(0)
    expect(departed(bob)).toEqual([])
    answering(100)(last(bob).request, last(bob))
    inject(options('z9hG4bKone'))
    answering(200, 404)(last(bob).request, last(bob))
    inject(options('z9hG4bKone'))
    clock.advance(0)
    expect(departed(bob)).toEqual(['100', '100', '200', '200'])
    expect(bob.requests).toHaveLength(1)
    clock.advance(32_000)
    expect(bob.transactions.counts.server).toBe(0)
  })

  test('without an answer it ends silently, RFC 4320 §4.2', async () => {
    const { clock, bob, inject } = await createPair()
    inject(options('z9hG4bKone'))
    clock.advance(32_000)
    expect(departed(bob)).toEqual([])
    expect(bob.transactions.counts.server).toBe(0)
  })

  test('another sent-by or method is another transaction', async () => {
    const { bob, inject } = await createPair()
    inject(options('z9hG4bKone'))
    inject(
      options('z9hG4bKone').replace('10.0.0.1', '10.0.0.7').replace('Call-ID: x', 'Call-ID: y'),
    )
    inject(options('z9hG4bKone').replace(/OPTIONS/g, 'MESSAGE'))
    expect(bob.requests).toHaveLength(3)
  })
})

describe('answers of the layer itself', () => {
  test('a merged request gets 482, RFC 3261 §8.2.2.2', async () => {
    const { clock, bob, inject } = await createPair()
    bob.answer = answering(180)
    inject(invite('z9hG4bKone'))
    inject(invite('z9hG4bKtwo'))
    clock.advance(0)
    expect(bob.requests).toHaveLength(1)
    expect(departed(bob)).toEqual(['180', '482'])
    inject(
      invite('z9hG4bKthree').replace('To: <sip:b@example.com>', 'To: <sip:b@example.com>;tag=t'),
    )
    expect(bob.requests).toHaveLength(2)
  })

  test('too many transactions at once are answered 503 with Retry-After and kept nowhere', async () => {
    const { clock, bob, inject } = await createPair('udp', { mostServerTransactions: 1 })
    inject(invite('z9hG4bKone'))
    inject(invite('z9hG4bKtwo').replace('Call-ID: x', 'Call-ID: y'))
    clock.advance(0)
    expect(departed(bob)).toEqual(['503'])
    expect(bob.transactions.counts.server).toBe(1)
  })

  test('responses go where the hook says', async () => {
    const elsewhere = { protocol: 'udp', remote: { address: '10.0.0.3', port: 5090 } } as const
    const { bob, inject } = await createPair('udp', { responseDestination: () => elsewhere })
    bob.answer = answering(200)
    inject(invite('z9hG4bKone'))
    expect(bob.departures[0]?.flow.remote).toEqual(elsewhere.remote)
  })
})

describe('clients of RFC 2543, RFC 3261 §17.2.3', () => {
  const old = (method: string, toTag = ''): string =>
    invite('x')
      .replace(/INVITE/g, method)
      .replace(';branch=x', '')
      .replace('To: <sip:b@example.com>', `To: <sip:b@example.com>${toTag}`)

  test('a retransmitted INVITE is recognised without branch', async () => {
    const { bob, inject } = await createPair()
    bob.answer = answering(180)
    inject(old('INVITE'))
    inject(old('INVITE'))
    expect(bob.requests).toHaveLength(1)
  })

  test('an ACK with the tag of a failure is absorbed, with another tag it goes to the user', async () => {
    const { clock, bob, inject } = await createPair()
    bob.answer = answering(486)
    inject(old('INVITE'))
    inject(old('ACK', ';tag=other'))
    expect(bob.acks).toHaveLength(1)
    inject(old('ACK', ';tag=bob'))
    expect(bob.acks).toHaveLength(1)
    clock.advance(5000)
    expect(bob.transactions.counts.server).toBe(0)
  })

  test('an ACK to a 2xx goes to the user, RFC 6026 §7.1', async () => {
    const { bob, inject } = await createPair()
    bob.answer = answering(200)
    inject(old('INVITE'))
    inject(old('ACK', ';tag=bob'))
    expect(bob.acks).toHaveLength(1)
  })

  test('a CANCEL finds its INVITE', async () => {
    const { bob, inject } = await createPair()
    let isTold = false
    bob.answer = (_request, transaction) => {
      transaction.onCancel = () => (isTold = true)
    }
    inject(old('INVITE'))
    inject(old('CANCEL'))
    expect(isTold).toBe(true)
  })
})

describe('close', () => {
  test('forgets everything without a word', async () => {
    const { clock, network, alice, bob, send } = await createPair()
    bob.answer = () => undefined
    const { outcomes } = send(buildOutgoing('INVITE', 'a'))
    clock.advance(0)
    alice.transactions.close()
    bob.transactions.close()
    network.conditions = dead
    clock.advance(100_000)
    expect(outcomes).toEqual([])
    expect(alice.transactions.counts).toEqual({ client: 0, server: 0 })
    expect(bob.transactions.counts).toEqual({ client: 0, server: 0 })
    expect(clock.pendingTimers).toBe(0)
  })
})

function invite(branch: string): string {
  return `INVITE sip:bob@example.com SIP/2.0
Via: SIP/2.0/UDP 10.0.0.1;branch=${branch}
Max-Forwards: 70
From: <sip:a@example.com>;tag=1
To: <sip:b@example.com>
Call-ID: x
CSeq: 1 INVITE

`
}
