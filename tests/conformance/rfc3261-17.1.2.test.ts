import { describe, expect, test } from 'vitest'
import { buildOutgoing, createRecordingListener } from '../../engine/testing/transaction-node.ts'
import { answerTo, createWirePairs, gapsOf, kindOf, until, waitMs } from './wire-peer.ts'

const createPair = createWirePairs()

async function options(protocol: 'udp' | 'tcp' = 'udp') {
  const { node, peer } = await createPair(protocol)
  const listener = createRecordingListener()
  const request = buildOutgoing('OPTIONS', 'probe')
  node.transactions.request(request, node.towards(peer), listener)
  await until(() => peer.seen.length > 0, 'the OPTIONS')
  const first = peer.seen[0]
  if (first === undefined) throw new Error('nothing seen')
  return { node, peer, first, outcomes: listener.outcomes }
}

describe('RFC 3261 §17.1.2 non-INVITE client transaction on the wire', () => {
  test('timer E follows the list, timer F is its end', async () => {
    const { peer, outcomes, first } = await options()
    await until(() => outcomes.length > 0, 'the timeout')
    expect(outcomes).toEqual(['timeout'])
    expect(peer.seen).toHaveLength(4)
    for (const each of peer.seen) expect(each.text).toBe(first.text)
    for (const [i, gap] of gapsOf(peer.seen).entries()) {
      expect(gap).toBeGreaterThan(([100, 200, 300][i] ?? 0) / 2)
    }
  })

  test('after a provisional response it is repeated at the longest wait', async () => {
    const { peer, outcomes, first } = await options()
    peer.send(answerTo(first, '100 Trying'))
    await until(() => outcomes.includes('timeout'), 'the timeout')
    expect(outcomes).toEqual(['100', 'timeout'])
    const [, ...later] = gapsOf(peer.seen)
    for (const gap of later) expect(gap).toBeGreaterThan(200)
  })

  test('over TCP it is sent once', async () => {
    const { peer, outcomes, first, node } = await options('tcp')
    await waitMs(350)
    expect(peer.seen.map(kindOf)).toEqual(['OPTIONS'])
    peer.send(answerTo(first, '200 OK'))
    await until(() => outcomes.length > 0, 'the 200')
    expect(node.transactions.counts.client).toBe(0)
  })

  test('a repeated final response is absorbed while timer K runs', async () => {
    const { peer, outcomes, first, node } = await options()
    for (let i = 0; i < 3; i++) peer.send(answerTo(first, '404 Not Found'))
    await until(() => outcomes.length > 0, 'the 404')
    await waitMs(50)
    expect(outcomes).toEqual(['404'])
    expect(node.strays).toEqual([])
    await until(() => node.transactions.counts.client === 0, 'timer K')
  })
})
