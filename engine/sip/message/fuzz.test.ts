import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createMessageMutator } from '../../testing/mutate-message.ts'
import type { HeaderFields } from './header-fields.ts'
import type { SipMessage } from './message.ts'
import { messageLimits } from './message-limits.ts'
import { parseNameAddr } from './name-addr.ts'
import { parseMessage } from './parse-message.ts'
import { serializeMessage } from './serialize-message.ts'

const folders = ['rfc4475', 'rfc5118'].map(
  (set) => new URL(`../../../tests/data/${set}/wire/`, import.meta.url),
)
const messages = folders.flatMap((folder) =>
  readdirSync(folder).map((name) => readFileSync(new URL(name, folder))),
)

/** Reads everything that the upper layers read. */
function readAll(message: SipMessage): void {
  message.forget()
  expect(message.topVia.host).not.toBe('')
  expect(message.from.uriText).not.toBe('')
  expect(message.to.uriText).not.toBe('')
  expect(message.callId).not.toBe('')
  expect(message.cseq.sequence).toBeLessThanOrEqual(4_294_967_295)
  if (message.kind === 'request') expect(message.uri).toBeDefined()
  for (const contact of message.fields.list('Contact')) parseNameAddr(contact)
}

function expectWithinLimits(message: SipMessage): void {
  let count = 0
  message.fields.forEach((name, value) => {
    count++
    expect(value.length).toBeLessThanOrEqual(messageLimits.headerFieldChars)
    expect(name).not.toBe('')
    expect(/[\r\n]/.test(name + value)).toBe(false)
  })
  expect(count).toBeLessThanOrEqual(messageLimits.headerFields)
  expect(message.body.length).toBeLessThanOrEqual(messageLimits.messageBytes)
}

function expectSameAgain(message: SipMessage): void {
  const again = parseMessage(serializeMessage(message))
  if (!again.ok) throw new Error(`what we send is refused: ${again.fault}`)
  const withoutLength = (fields: HeaderFields): string[] => {
    const copy = fields.clone()
    copy.remove('Content-Length')
    return [...copy.flat]
  }
  expect(withoutLength(again.message.fields)).toEqual(withoutLength(message.fields))
  expect(Buffer.from(again.message.body).equals(Buffer.from(message.body))).toBe(true)
}

describe('mutated torture messages', () => {
  it('20,000 of them never throw, keep the limits, and what is accepted can be sent', () => {
    const mutator = createMessageMutator(20260)
    let accepted = 0
    for (let i = 0; i < 20_000; i++) {
      const message = messages[i % messages.length]
      const other = messages[(i * 7) % messages.length]
      if (message === undefined) continue
      const outcome = parseMessage(mutator.mutate(message, other))
      if (!outcome.ok) {
        if (outcome.reply) expect(parseMessage(serializeMessage(outcome.reply)).ok).toBeDefined()
        continue
      }
      accepted++
      readAll(outcome.message)
      if (i % 4 === 0) {
        expectWithinLimits(outcome.message)
        expectSameAgain(outcome.message)
      }
    }
    expect(accepted).toBeGreaterThan(2_000)
  })

  it('a response is never answered', () => {
    const mutator = createMessageMutator(7)
    const responses = messages.filter((bytes) => bytes.subarray(0, 4).toString() === 'SIP/')
    for (let i = 0; i < 2_000; i++) {
      const bytes = mutator.mutate(responses[i % responses.length] ?? Buffer.alloc(0))
      const outcome = parseMessage(bytes)
      if (outcome.ok || bytes.subarray(0, 4).toString() !== 'SIP/') continue
      expect(outcome.reply).toBeUndefined()
    }
  })

  it('a reply goes back through a readable Via', () => {
    const mutator = createMessageMutator(11)
    for (let i = 0; i < 3_000; i++) {
      const outcome = parseMessage(mutator.mutate(messages[i % messages.length] ?? Buffer.alloc(0)))
      if (outcome.ok || outcome.reply === undefined) continue
      expect(outcome.reply.topVia.host).not.toBe('')
      expect(outcome.reply.statusCode).toBeGreaterThanOrEqual(400)
    }
  })
})
