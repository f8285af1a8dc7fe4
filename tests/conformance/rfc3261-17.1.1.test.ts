import { describe, expect, test } from 'vitest'
import { buildOutgoing, createRecordingListener } from '../../engine/testing/transaction-node.ts'
import { answerTo, createWirePairs, fieldOf, gapsOf, kindOf, until, waitMs } from './wire-peer.ts'

const createPair = createWirePairs()

async function invite(protocol: 'udp' | 'tcp' = 'udp') {
  const { node, peer } = await createPair(protocol)
  const listener = createRecordingListener()
  const request = buildOutgoing('INVITE', 'call')
  request.fields.append('Route', '<sip:127.0.0.1;lr>')
  const transaction = node.transactions.request(request, node.towards(peer), listener)
  await until(() => peer.seen.length > 0, 'the INVITE')
  const first = peer.seen[0]
  if (first === undefined) throw new Error('nothing seen')
  return { node, peer, transaction, first, outcomes: listener.outcomes }
}

describe('RFC 3261 §17.1.1 INVITE client transaction on the wire', () => {
  test('over UDP the same bytes come again after each wait until the list is used up', async () => {
    const { peer, outcomes, first, node } = await invite()
    await until(() => outcomes.length > 0, 'the timeout')
    expect(outcomes).toEqual(['timeout'])
    expect(peer.seen.map(kindOf)).toEqual(['INVITE', 'INVITE', 'INVITE', 'INVITE'])
    for (const each of peer.seen) expect(each.text).toBe(first.text)
    for (const [i, gap] of gapsOf(peer.seen).entries()) {
      expect(gap).toBeGreaterThan(([100, 200, 300][i] ?? 0) / 2)
    }
    expect(node.transactions.counts.client).toBe(0)
  })

  test('over TCP it is sent once and times out as a whole', async () => {
    const { peer, outcomes } = await invite('tcp')
    await until(() => outcomes.length > 0, 'the timeout')
    expect(outcomes).toEqual(['timeout'])
    expect(peer.seen.map(kindOf)).toEqual(['INVITE'])
  })

  test('a provisional response ends retransmission', async () => {
    const { node, peer, first, outcomes } = await invite()
    peer.send(answerTo(first, '100 Trying'))
    await until(() => outcomes.length > 0, 'the 100')
    const sent = node.departures.length
    await waitMs(350)
    expect(node.departures).toHaveLength(sent)
  })

  test('the Via is ours: address, port, branch with cookie, rport', async () => {
    const { node, first } = await invite()
    expect(fieldOf(first.text, 'Via')).toMatch(
      new RegExp(
        `^SIP/2\\.0/UDP 127\\.0\\.0\\.1:${node.bound.port};branch=z9hG4bK[0-9a-z]{12};rport$`,
      ),
    )
  })

  test('§17.1.1.3: a failure is acknowledged as the standard says, and so is each copy', async () => {
    const { peer, first, outcomes, node } = await invite()
    const busy = answerTo(first, '486 Busy Here')
    peer.send(busy)
    peer.send(busy)
    const acks = () => peer.seen.filter((each) => kindOf(each) === 'ACK')
    await until(() => acks().length === 2, 'two ACKs')
    const [ack, again] = acks()
    expect(ack?.text.startsWith('ACK sip:bob@example.com SIP/2.0\r\n')).toBe(true)
    expect(again?.text).toBe(ack?.text)
    for (const name of ['Via', 'Route', 'Call-ID', 'From']) {
      expect(fieldOf(ack?.text ?? '', name)).toBe(fieldOf(first.text, name))
    }
    expect(fieldOf(ack?.text ?? '', 'To')).toBe(`${fieldOf(first.text, 'To')};tag=peer`)
    expect(fieldOf(ack?.text ?? '', 'CSeq')).toBe('1 ACK')
    expect(fieldOf(ack?.text ?? '', 'Content-Length')).toBe('0')
    expect(outcomes).toEqual(['486'])
    await until(() => node.transactions.counts.client === 0, 'timer D')
  })

  test('RFC 6026: every 2xx reaches the user, the transaction acknowledges none', async () => {
    const { peer, first, outcomes, node } = await invite()
    const ok = answerTo(first, '200 OK')
    peer.send(ok)
    peer.send(ok.replace('tag=peer', 'tag=other'))
    await until(() => outcomes.length === 2, 'two 2xx')
    expect(outcomes).toEqual(['200', '200'])
    expect(peer.seen.map(kindOf)).not.toContain('ACK')
    await until(() => node.transactions.counts.client === 0, 'timer M')
  })

  test('§9.1: CANCEL waits for a provisional response and shares branch, Request-URI and CSeq number', async () => {
    const { peer, first, outcomes, transaction, node } = await invite()
    transaction.cancel([['Reason', 'SIP;cause=200']])
    await waitMs(50)
    expect(peer.seen.map(kindOf)).not.toContain('CANCEL')
    peer.send(answerTo(first, '180 Ringing'))
    await until(() => peer.seen.some((each) => kindOf(each) === 'CANCEL'), 'the CANCEL')
    const cancel = peer.seen.find((each) => kindOf(each) === 'CANCEL')
    for (const name of ['Via', 'Route', 'Call-ID', 'From', 'To']) {
      expect(fieldOf(cancel?.text ?? '', name)).toBe(fieldOf(first.text, name))
    }
    expect(cancel?.text.startsWith('CANCEL sip:bob@example.com SIP/2.0\r\n')).toBe(true)
    expect(fieldOf(cancel?.text ?? '', 'CSeq')).toBe('1 CANCEL')
    expect(fieldOf(cancel?.text ?? '', 'Reason')).toBe('SIP;cause=200')
    if (cancel !== undefined) peer.send(answerTo(cancel, '200 OK'))
    peer.send(answerTo(first, '487 Request Terminated'))
    await until(() => outcomes.includes('487'), 'the 487')
    expect(outcomes).toEqual(['180', '487'])
    await until(() => node.transactions.counts.client === 0, 'the end of both')
  })

  test('§17.1.3: a response with another branch or CSeq method matches nothing', async () => {
    const { peer, first, outcomes, node } = await invite()
    peer.send(answerTo(first, '200 OK').replace(/branch=z9hG4bK\w+/, 'branch=z9hG4bKother'))
    peer.send(answerTo(first, '200 OK').replace('1 INVITE', '1 OPTIONS'))
    await until(() => node.strays.length === 2, 'two stray responses')
    expect(outcomes).toEqual([])
  })

  test('§17.1.4: a connection that cannot be made ends the transaction at once', async () => {
    const { node, peer } = await createPair('tcp')
    await peer.close()
    const listener = createRecordingListener()
    node.transactions.request(buildOutgoing('INVITE', 'call'), node.towards(peer), listener)
    await until(() => listener.outcomes.length > 0, 'the error')
    await waitMs(20)
    expect(listener.outcomes).toEqual(['transport error'])
    expect(node.transactions.counts.client).toBe(0)
  })
})
