import { describe, expect, test } from 'vitest'
import { createWirePairs, fieldOf, kindOf, requestOf, until, waitMs } from './wire-peer.ts'

const createPair = createWirePairs()

describe('RFC 3261 §17.2.1 INVITE server transaction on the wire', () => {
  test('100 goes out by itself after 200 ms, without tag', async () => {
    const { peer } = await createPair()
    peer.send(requestOf('INVITE', peer))
    await until(() => peer.seen.length > 0, 'the 100')
    expect(peer.seen.map(kindOf)).toEqual(['100'])
    expect(fieldOf(peer.seen[0]?.text ?? '', 'To')).toBe('<sip:engine@127.0.0.1>')
  })

  test('a retransmitted INVITE gets the latest provisional response', async () => {
    const { node, peer, answer } = await createPair()
    node.answer = () => {
      answer(100)
      answer(183)
    }
    peer.send(requestOf('INVITE', peer))
    await until(() => peer.seen.length === 2, 'both')
    peer.send(requestOf('INVITE', peer))
    await until(() => peer.seen.length === 3, 'the repetition')
    expect(peer.seen.map(kindOf)).toEqual(['100', '183', '183'])
    expect(node.requests).toHaveLength(1)
  })

  test('a failure is repeated over UDP until ACK, which is absorbed', async () => {
    const { node, peer, answer } = await createPair()
    peer.send(requestOf('INVITE', peer))
    await until(() => node.requests.length === 1, 'the INVITE')
    answer(486)
    await until(() => peer.seen.length === 2, 'the repetition')
    peer.send(requestOf('ACK', peer, { toTag: 'engine' }))
    await until(() => node.arrivals.includes('ACK'), 'the ACK')
    const sent = node.departures.length
    await waitMs(350)
    expect(node.departures).toHaveLength(sent)
    expect(new Set(peer.seen.map(kindOf))).toEqual(new Set(['486']))
    expect(node.acks).toEqual([])
    await until(() => node.transactions.counts.server === 0, 'timer I')
  })

  test('without ACK the list runs out and the user is told', async () => {
    const { node, peer, answer } = await createPair()
    peer.send(requestOf('INVITE', peer))
    await until(() => node.requests.length === 1, 'the INVITE')
    let timeouts = 0
    const last = node.requests[0]?.transaction
    if (last !== undefined) last.onTimeout = () => timeouts++
    answer(503)
    await until(() => timeouts === 1, 'timer H')
    expect(peer.seen.map(kindOf)).toEqual(['503', '503', '503', '503'])
    expect(node.transactions.counts.server).toBe(0)
  })

  test('over TCP a failure is sent once', async () => {
    const { node, peer, answer } = await createPair('tcp')
    peer.send(requestOf('INVITE', peer, { protocol: 'TCP' }))
    await until(() => node.requests.length === 1, 'the INVITE')
    answer(486)
    await waitMs(350)
    expect(peer.seen.map(kindOf)).toEqual(['486'])
    peer.send(requestOf('ACK', peer, { protocol: 'TCP', toTag: 'engine' }))
    await until(() => node.transactions.counts.server === 0, 'the end')
  })

  test('RFC 6026: a 2xx is the user’s to repeat, INVITE is absorbed, ACK goes to the user', async () => {
    const { node, peer, answer } = await createPair()
    peer.send(requestOf('INVITE', peer))
    await until(() => node.requests.length === 1, 'the INVITE')
    answer(200)
    peer.send(requestOf('INVITE', peer))
    await waitMs(200)
    expect(peer.seen.map(kindOf)).toEqual(['200'])
    expect(node.requests).toHaveLength(1)
    answer(200)
    peer.send(requestOf('ACK', peer, { branch: ';branch=z9hG4bKack', toTag: 'engine' }))
    await until(() => node.acks.length === 1, 'the ACK')
    expect(peer.seen.map(kindOf)).toEqual(['200', '200'])
    await until(() => node.transactions.counts.server === 0, 'timer L')
  })

  test('§9.2: CANCEL is answered 200 and told, a second one again 200, and without INVITE 481', async () => {
    const { node, peer, answer } = await createPair()
    peer.send(requestOf('INVITE', peer))
    await until(() => node.requests.length === 1, 'the INVITE')
    answer(180)
    let cancels = 0
    const last = node.requests[0]?.transaction
    if (last !== undefined) {
      last.onCancel = () => {
        cancels++
        answer(487)
      }
    }
    peer.send(requestOf('CANCEL', peer))
    await until(() => peer.seen.length === 3, '200 and 487')
    expect(peer.seen.map(kindOf)).toEqual(['180', '200', '487'])
    expect(fieldOf(peer.seen[1]?.text ?? '', 'CSeq')).toBe('1 CANCEL')
    expect(fieldOf(peer.seen[1]?.text ?? '', 'To')).toContain('tag=engine')
    peer.send(requestOf('CANCEL', peer))
    peer.send(requestOf('CANCEL', peer, { branch: ';branch=z9hG4bKnone', callId: 'none' }))
    await until(() => peer.seen.map(kindOf).includes('481'), 'the 481')
    expect(peer.seen.filter((each) => kindOf(each) === '200')).toHaveLength(2)
    expect(cancels).toBe(1)
  })

  test('§8.2.2.2: the same request with another branch is answered 482', async () => {
    const { node, peer } = await createPair()
    peer.send(requestOf('INVITE', peer))
    peer.send(requestOf('INVITE', peer, { branch: ';branch=z9hG4bKfork' }))
    await until(() => peer.seen.some((each) => kindOf(each) === '482'), 'the 482')
    expect(node.requests).toHaveLength(1)
  })

  test('§17.2.3: an INVITE of RFC 2543, without branch, is matched, and so is its ACK', async () => {
    const { node, peer, answer } = await createPair()
    peer.send(requestOf('INVITE', peer, { branch: '' }))
    peer.send(requestOf('INVITE', peer, { branch: '' }))
    await until(() => node.arrivals.length === 2, 'both')
    expect(node.requests).toHaveLength(1)
    answer(404)
    await until(() => peer.seen.length > 0, 'the 404')
    peer.send(requestOf('ACK', peer, { branch: '', toTag: 'engine' }))
    await until(() => node.transactions.counts.server === 0, 'the end')
    expect(node.acks).toEqual([])
  })
})
