import { describe, expect, test } from 'vitest'
import { perfectConditions } from '../transport/memory-network.ts'
import { buildOutgoing, departed } from '../../testing/transaction-node.ts'
import { answering, createPair, dead, inviteText, last } from '../../testing/transaction-pair.ts'

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
    inject(inviteText('z9hG4bKtcp'))
    clock.advance(31_499)
    expect(departed(bob)).toEqual(['486'])
    clock.advance(1)
    expect(timeouts).toBe(1)
    expect(bob.transactions.counts.server).toBe(0)
  })

  test('absorbs INVITE and sends no 2xx of its own in accepted, passes ACK to the user', async () => {
    const { clock, bob, inject } = await createPair()
    bob.answer = answering(200)
    inject(inviteText('z9hG4bKone'))
    inject(inviteText('z9hG4bKone'))
    clock.advance(1000)
    expect(departed(bob)).toEqual(['200'])
    expect(bob.requests).toHaveLength(1)
    inject(inviteText('z9hG4bKone').replace(/INVITE/g, 'ACK'))
    expect(bob.acks).toHaveLength(1)
    clock.advance(31_000)
    expect(bob.transactions.counts.server).toBe(0)
  })

  test('a later final response of the user is ignored', async () => {
    const { clock, bob, inject } = await createPair()
    bob.answer = answering(486, 200, 180)
    inject(inviteText('z9hG4bKone'))
    clock.advance(1)
    expect(departed(bob)).toEqual(['486'])
  })
})

describe('non-INVITE server transaction, RFC 3261 §17.2.2', () => {
  const options = (branch: string): string => inviteText(branch).replace(/INVITE/g, 'OPTIONS')

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
