import { describe, expect, it } from 'vitest'
import type { TracedMessageRow } from '../../../engine/api/contract/feed-rows.ts'
import {
  arrowHeight,
  gapHeight,
  layOutLadder,
  rowsBetween,
  type LadderArrow,
} from './ladder-layout.ts'

const local = { address: '10.0.0.1', port: 5060 }
const caller = { address: '10.0.0.7', port: 5070 }
const callee = { address: '2001:db8::8', port: 5060 }

function message(fields: Partial<TracedMessageRow>): TracedMessageRow {
  return {
    ...{ sequence: 0, timeMs: 0, direction: 'sent', protocol: 'udp', local, remote: callee },
    ...{ gateways: [], startLine: 'INVITE sip:1@x SIP/2.0', callId: 'out', cseq: '1 INVITE' },
    lengthBytes: 500,
    ...fields,
  }
}

const incoming = (startLine: string, timeMs: number, direction: 'sent' | 'received') =>
  message({ ...{ startLine, timeMs, direction, remote: caller, callId: 'in' }, gateways: ['MG'] })
const outgoing = (startLine: string, timeMs: number, direction: 'sent' | 'received') =>
  message({ startLine, timeMs, direction, gateways: ['GW', 'GW-2'] })

const call: readonly TracedMessageRow[] = [
  incoming('INVITE sip:1@x SIP/2.0', 0, 'received'),
  incoming('SIP/2.0 100 Trying', 1, 'sent'),
  outgoing('INVITE sip:1@x SIP/2.0', 2, 'sent'),
  outgoing('INVITE sip:1@x SIP/2.0', 502, 'sent'),
  outgoing('SIP/2.0 180 Ringing', 510, 'received'),
  incoming('SIP/2.0 180 Ringing', 511, 'sent'),
  outgoing('SIP/2.0 200 OK', 4511, 'received'),
]

describe('a ladder', () => {
  const ladder = layOutLadder(call)
  const arrows = ladder.rows.filter((row): row is LadderArrow => row.kind === 'message')

  it('puts the caller left of the node and the called gateway right of it, with their names', () => {
    expect(ladder.lifelines).toEqual([
      { kind: 'remote', address: '10.0.0.7:5070', gateways: ['MG'] },
      { kind: 'node', address: '10.0.0.1:5060', gateways: [] },
      { kind: 'remote', address: '[2001:db8::8]:5060', gateways: ['GW', 'GW-2'] },
    ])
  })

  it('draws every message of both legs the way it went', () => {
    expect(arrows.map(({ facts, from, to }) => `${facts.word} ${from}>${to}`)).toEqual([
      'INVITE 0>1',
      '100 Trying 1>0',
      'INVITE 1>2',
      'INVITE 1>2',
      '180 Ringing 2>1',
      '180 Ringing 1>0',
      '200 OK 2>1',
    ])
  })

  it('marks a retransmission, and not the same words on the other leg', () => {
    expect(arrows.map(({ isRetransmission }) => isRetransmission)).toEqual([
      ...[false, false, false, true, false, false, false],
    ])
  })

  it('draws a silence of a second and longer, and rows one below the other', () => {
    const gaps = ladder.rows.flatMap((row) => (row.kind === 'gap' ? [row] : []))
    expect(gaps).toEqual([{ kind: 'gap', lengthMs: 4000, top: 6 * arrowHeight }])
    expect(ladder.height).toBe(7 * arrowHeight + gapHeight)
    const tops = ladder.rows.map(({ top }) => top)
    expect(tops).toEqual([...tops].sort((a, b) => a - b))
  })

  it('gives the node that talks to itself a line of its own', () => {
    const own = layOutLadder([message({ remote: local }), message({ remote: callee })])
    expect(own.lifelines.map(({ kind }) => kind)).toEqual(['node', 'own address', 'remote'])
    expect(own.rows.map((row) => row.kind === 'message' && row.to)).toEqual([1, 2])
  })

  it('of a capture has no node: every address has its line', () => {
    const proxy = { address: '10.0.0.9', port: 5060 }
    const seen = [
      message({ direction: 'received', local: proxy, remote: caller }),
      message({ direction: 'sent', local: proxy, remote: callee }),
      message({ direction: 'sent', local: caller, remote: callee, startLine: 'SIP/2.0 200 OK' }),
    ]
    const { lifelines, rows } = layOutLadder(seen, false)
    expect(lifelines.map(({ kind, address }) => `${kind} ${address}`)).toEqual([
      'remote 10.0.0.7:5070',
      'remote 10.0.0.9:5060',
      'remote [2001:db8::8]:5060',
    ])
    expect(rows.map((row) => row.kind === 'message' && `${row.from}>${row.to}`)).toEqual([
      ...['0>1', '1>2', '0>2'],
    ])
  })

  it('of the node that hears itself first still tells both lines apart', () => {
    const own = layOutLadder([message({ remote: local, direction: 'received' })])
    expect(own.lifelines.map(({ kind }) => kind)).toEqual(['own address', 'node'])
    expect(own.rows.map((row) => row.kind === 'message' && `${row.from}>${row.to}`)).toEqual([
      '0>1',
    ])
  })

  it('of nothing is empty', () => {
    expect(layOutLadder([])).toEqual({ lifelines: [], rows: [], height: 0 })
  })

  it('of many messages names the rows that are in sight', () => {
    const many = layOutLadder(
      Array.from({ length: 10_000 }, (_, index) => message({ timeMs: index, cseq: `${index} X` })),
    )
    expect(rowsBetween(many, 0, 340)).toEqual({ first: 0, end: 10 })
    const middle = rowsBetween(many, 5000.5 * arrowHeight, 5010 * arrowHeight)
    expect(middle).toEqual({ first: 5000, end: 5010 })
    expect(rowsBetween(many, 9990 * arrowHeight, 99_999 * arrowHeight).end).toBe(10_000)
  })
})
