import { describe, expect, test } from 'vitest'
import { createSeededIdSource } from '../../kernel/id-source.ts'
import { createFakeClock } from '../../testing/fake-clock.ts'
import { createMemoryNetwork, perfectConditions } from '../transport/memory-network.ts'
import {
  buildOutgoing,
  createRecordingListener,
  createTransactionNode,
} from '../../testing/transaction-node.ts'
import {
  aliceAt,
  answering,
  bobAt,
  createPair,
  dead,
  last,
} from '../../testing/transaction-pair.ts'
import { createResponse } from '../message/message.ts'
import { parseMessage } from '../message/parse-message.ts'
import { createTimerValues } from './timer-values.ts'

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
