import { describe, expect, test } from 'vitest'
import { buildOutgoing, createRecordingListener, departed } from '../../testing/transaction-node.ts'
import { answering, createPair, dead, inviteText, last } from '../../testing/transaction-pair.ts'

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

describe('answers of the layer itself', () => {
  test('a merged request gets 482, RFC 3261 §8.2.2.2', async () => {
    const { clock, bob, inject } = await createPair()
    bob.answer = answering(180)
    inject(inviteText('z9hG4bKone'))
    inject(inviteText('z9hG4bKtwo'))
    clock.advance(0)
    expect(bob.requests).toHaveLength(1)
    expect(departed(bob)).toEqual(['180', '482'])
    inject(
      inviteText('z9hG4bKthree').replace(
        'To: <sip:b@example.com>',
        'To: <sip:b@example.com>;tag=t',
      ),
    )
    expect(bob.requests).toHaveLength(2)
  })

  test('too many transactions at once are answered 503 with Retry-After and kept nowhere', async () => {
    const { clock, bob, inject } = await createPair('udp', { mostServerTransactions: 1 })
    inject(inviteText('z9hG4bKone'))
    inject(inviteText('z9hG4bKtwo').replace('Call-ID: x', 'Call-ID: y'))
    clock.advance(0)
    expect(departed(bob)).toEqual(['503'])
    expect(bob.transactions.counts.server).toBe(1)
  })

  test('responses go where the hook says', async () => {
    const elsewhere = { protocol: 'udp', remote: { address: '10.0.0.3', port: 5090 } } as const
    const { bob, inject } = await createPair('udp', { responseDestination: () => elsewhere })
    bob.answer = answering(200)
    inject(inviteText('z9hG4bKone'))
    expect(bob.departures[0]?.flow.remote).toEqual(elsewhere.remote)
  })
})

describe('clients of RFC 2543, RFC 3261 §17.2.3', () => {
  const old = (method: string, toTag = ''): string =>
    inviteText('x')
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

describe('a request sent a second time elsewhere', () => {
  test('carries one Via, with a branch of its own', async () => {
    const { clock, alice, toBob } = await createPair()
    const request = buildOutgoing('OPTIONS', 'a')
    for (let attempt = 0; attempt < 2; attempt++) {
      alice.transactions.request(request, toBob, createRecordingListener())
      clock.advance(0)
    }
    const vias = alice.departures.map(({ bytes }) => bytes.toString().match(/^Via: .*$/gm) ?? [])
    expect(vias.map(({ length }) => length)).toEqual([1, 1])
    expect(vias[0]).not.toEqual(vias[1])
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
