import { expect, test } from 'vitest'
import { createFakeClock } from '../../testing/fake-clock.ts'
import { buildRequest } from '../../testing/messages.ts'
import { createResponse } from '../message/message.ts'
import type { SipResponse } from '../message/message.ts'
import type { ServerTransaction } from '../transaction/transaction-user.ts'
import { createDialogTimers } from './dialog-timer.ts'
import { parseRAck, parseRSeq, ReliableProvisionals } from './reliable-provisional.ts'
import { SuccessRetransmission } from './success-retransmission.ts'

const request = buildRequest({ cseq: '7 INVITE' })

function stage() {
  const clock = createFakeClock()
  const sent: number[] = []
  const transaction: ServerTransaction = {
    request,
    flow: {
      protocol: 'udp',
      local: { address: '192.0.2.2', port: 5060 },
      remote: { address: '192.0.2.1', port: 5060 },
      connection: 0,
    },
    isFinished: false,
    respond: () => void sent.push(clock.monotonicMs()),
    discard: () => undefined,
    onCancel: undefined,
    onTimeout: undefined,
    onTransportError: undefined,
  }
  return { clock, sent, transaction, timers: createDialogTimers(clock) }
}

test('a 2xx is sent on the resend list and then given up', () => {
  const { clock, sent, transaction, timers } = stage()
  let givenUpAtMs = 0
  const owner = { onAckTimeout: () => void (givenUpAtMs = clock.monotonicMs()) }
  const response = createResponse(request, 200)
  const success = new SuccessRetransmission(transaction, response, [0.5, 1, 2], timers, owner)
  success.start(0)
  clock.advance(10_000)
  expect(sent).toEqual([0, 500, 1500])
  expect(givenUpAtMs).toBe(3500)
  expect(success.sequence).toBe(7)
})

test('an ACK ends the retransmission of the 2xx', () => {
  const { clock, sent, transaction, timers } = stage()
  const owner = { onAckTimeout: () => void sent.push(-1) }
  const response = createResponse(request, 200)
  const success = new SuccessRetransmission(transaction, response, [0.5, 1, 2], timers, owner)
  success.start(0)
  clock.advance(600)
  success.stop()
  clock.advance(10_000)
  expect(sent).toEqual([0, 500])
})

test('reliable provisional responses are numbered one by one and sent until PRACK', () => {
  const { clock, sent, transaction, timers } = stage()
  const owner = { onPrackTimeout: () => void sent.push(-1) }
  const reliable = new ReliableProvisionals(transaction, 100, [0.5, 1], timers, owner)
  const ringing: SipResponse = createResponse(request, 180)
  reliable.send(ringing, 0)
  expect(ringing.fields.get('RSeq')).toBe('100')
  expect(ringing.fields.get('Require')).toBe('100rel')
  clock.advance(500)
  const rAck = (number: number, sequence = 7) => ({
    responseNumber: number,
    sequence,
    method: 'INVITE',
  })
  expect(reliable.acknowledge(rAck(101))).toBe(false)
  expect(reliable.acknowledge(rAck(100, 8))).toBe(false)
  expect(reliable.acknowledge({ ...rAck(100), method: 'UPDATE' })).toBe(false)
  expect(reliable.acknowledge(rAck(100))).toBe(true)
  expect(reliable.acknowledge(rAck(100))).toBe(false)
  const progress = createResponse(request, 183)
  reliable.send(progress, clock.monotonicMs())
  expect(progress.fields.get('RSeq')).toBe('101')
  clock.advance(10_000)
  expect(sent).toEqual([0, 500, 500, 1000, -1])
})

test('RAck and RSeq are read strictly', () => {
  expect(parseRAck('776656 1 INVITE')).toEqual({
    responseNumber: 776656,
    sequence: 1,
    method: 'INVITE',
  })
  for (const text of ['', '1 INVITE', 'x 1 INVITE', '1 2 INVITE more', undefined]) {
    expect(parseRAck(text)).toBeUndefined()
  }
  expect(parseRSeq('988789')).toBe(988_789)
  expect(parseRSeq('-1')).toBeUndefined()
})
