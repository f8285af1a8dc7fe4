import { describe, expect, onTestFinished, test } from 'vitest'
import {
  createUdpPeer,
  createWirePairs,
  fieldOf,
  kindOf,
  requestOf,
  until,
  waitMs,
} from './wire-peer.ts'

const createPair = createWirePairs()

describe('RFC 3261 §17.2.2 non-INVITE server transaction on the wire', () => {
  test('retransmissions are discarded in trying and answered from state afterwards', async () => {
    const { node, peer, answer } = await createPair()
    peer.send(requestOf('OPTIONS', peer))
    peer.send(requestOf('OPTIONS', peer))
    await until(() => node.arrivals.length === 2, 'both')
    expect(node.requests).toHaveLength(1)
    await waitMs(50)
    expect(peer.seen).toEqual([])
    answer(200)
    peer.send(requestOf('OPTIONS', peer))
    await until(() => peer.seen.length === 2, 'two answers')
    expect(peer.seen[1]?.text).toBe(peer.seen[0]?.text)
    expect(node.requests).toHaveLength(1)
    await until(() => node.transactions.counts.server === 0, 'timer J')
  })

  test('a later final response of the user is discarded', async () => {
    const { node, peer, answer } = await createPair()
    peer.send(requestOf('OPTIONS', peer))
    await until(() => node.requests.length === 1, 'the request')
    answer(404)
    answer(200)
    await waitMs(50)
    expect(peer.seen.map(kindOf)).toEqual(['404'])
  })

  test('over TCP the transaction is gone with its answer', async () => {
    const { node, peer, answer } = await createPair('tcp')
    peer.send(requestOf('OPTIONS', peer, { protocol: 'TCP' }))
    await until(() => node.requests.length === 1, 'the request')
    answer(200)
    expect(node.transactions.counts.server).toBe(0)
    await until(() => peer.seen.length === 1, 'the answer')
  })

  test('RFC 3581: with rport the answer goes to the source port, whatever Via says', async () => {
    const { node, peer, answer } = await createPair()
    const request = requestOf('OPTIONS', peer, { branch: ';rport;branch=z9hG4bKnat' }).replace(
      `127.0.0.1:${peer.port}`,
      '192.0.2.200:9',
    )
    peer.send(request)
    await until(() => node.requests.length === 1, 'the request')
    answer(200)
    await until(() => peer.seen.length === 1, 'the answer')
    expect(fieldOf(peer.seen[0]?.text ?? '', 'Via')).toBe(
      `SIP/2.0/UDP 192.0.2.200:9;branch=z9hG4bKnat;received=127.0.0.1;rport=${peer.port}`,
    )
  })

  test('RFC 3261 §18.2.2: without rport it goes to the sent-by port at the source address', async () => {
    const { node, peer, answer } = await createPair()
    const other = await createUdpPeer(node.bound)
    onTestFinished(other.close)
    peer.send(requestOf('OPTIONS', other))
    await until(() => node.requests.length === 1, 'the request')
    answer(200)
    await until(() => other.seen.length === 1, 'the answer')
    expect(peer.seen).toEqual([])
  })
})
