import { describe, expect, test } from 'vitest'
import { buildRequest } from '../../testing/messages.ts'
import { hasCookie, mergeKey, serverKey } from './transaction-key.ts'

const via = (branch: string): string => `SIP/2.0/UDP 192.0.2.1:5060${branch}`
const key = (branch: string, method = 'INVITE', callId = 'c'): string => {
  const request = buildRequest({ method, callId })
  request.fields.set('Via', via(branch))
  return serverKey(request, method)
}

describe('RFC 3261 §17.2.3', () => {
  test('branch, sent-by and method tell transactions apart', () => {
    const one = key(';branch=z9hG4bKone')
    expect(key(';branch=z9hG4bKone', 'INVITE', 'another Call-ID')).toBe(one)
    expect(key(';branch=z9hG4bKtwo')).not.toBe(one)
    expect(key(';branch=z9hG4bKone', 'OPTIONS')).not.toBe(one)
    const elsewhere = buildRequest({ via: ['SIP/2.0/UDP 192.0.2.1:5061;branch=z9hG4bKone'] })
    expect(serverKey(elsewhere, 'INVITE')).not.toBe(one)
  })

  test('an ACK has the key of its INVITE', () => {
    const invite = buildRequest({ method: 'INVITE' })
    const ack = buildRequest({ method: 'ACK', to: '<sip:bob@biloxi.example.com>;tag=x' })
    expect(serverKey(ack, 'INVITE')).toBe(serverKey(invite, 'INVITE'))
  })

  test.each(['', ';branch=', ';branch=old'])('"%s" is matched as of RFC 2543', (branch) => {
    expect(key(branch)).toBe(key(branch))
    expect(key(branch, 'INVITE', 'x')).not.toBe(key(branch, 'INVITE', 'y'))
    const ack = buildRequest({ method: 'ACK', to: '<sip:bob@biloxi.example.com>;tag=x' })
    ack.fields.set('Via', via(branch))
    const invite = buildRequest({ method: 'INVITE' })
    invite.fields.set('Via', via(branch))
    expect(serverKey(ack, 'INVITE')).toBe(serverKey(invite, 'INVITE'))
  })

  test('a bare cookie promises nothing, RFC 4475 §3.2.1', () => {
    expect(hasCookie('z9hG4bK')).toBe(false)
    expect(hasCookie('z9hG4bKa')).toBe(true)
    expect(hasCookie('a')).toBe(false)
    expect(hasCookie(undefined)).toBe(false)
  })
})

test('RFC 3261 §8.2.2.2: From tag, Call-ID and CSeq are what forks have in common', () => {
  const one = mergeKey(buildRequest({ via: [via(';branch=z9hG4bKone')] }))
  expect(mergeKey(buildRequest({ via: [via(';branch=z9hG4bKtwo')] }))).toBe(one)
  expect(mergeKey(buildRequest({ cseq: '2 INVITE' }))).not.toBe(one)
  expect(mergeKey(buildRequest({ callId: 'other' }))).not.toBe(one)
  expect(mergeKey(buildRequest({ from: '<sip:a@example.com>;tag=other' }))).not.toBe(one)
})
