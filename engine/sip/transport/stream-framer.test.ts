import { describe, expect, test } from 'vitest'
import { createSeededIdSource } from '../../kernel/id-source.ts'
import { StreamFramer, longestBodyBytes, longestHeaderBytes } from './stream-framer.ts'

function createTested() {
  const found: string[] = []
  const framer = new StreamFramer({
    onMessage: (bytes) => void found.push(bytes.toString('latin1')),
    onPing: () => void found.push('ping'),
    onFault: (fault) => void found.push(`fault: ${fault}`),
  })
  return { framer, found }
}

const message = (body: string, lengthField = `Content-Length: ${body.length}`): string =>
  `OPTIONS sip:a SIP/2.0\r\nVia: x\r\n${lengthField}\r\nTo: y\r\n\r\n${body}`

function push(framer: StreamFramer, text: string, pieceLength = text.length): void {
  for (let at = 0; at < text.length; at += pieceLength) {
    framer.push(Buffer.from(text.slice(at, at + pieceLength), 'latin1'))
  }
}

describe('cutting a stream, RFC 3261 §18.3', () => {
  const stream = [message('one'), message(''), message('a longer body\r\n\r\nwith blank lines')]

  test.each([1, 2, 3, 5, 7, 13, 50, 1000])('in pieces of %i bytes', (pieceLength) => {
    const { framer, found } = createTested()
    push(framer, stream.join(''), pieceLength)
    expect(found).toEqual(stream)
    expect(framer.isInsideMessage).toBe(false)
  })

  test('in random pieces, with blank lines between', () => {
    const ids = createSeededIdSource(5)
    for (let round = 0; round < 200; round++) {
      const { framer, found } = createTested()
      const text = stream.map((each) => `\r\n${each}`).join('')
      for (let at = 0; at < text.length;) {
        const length = 1 + Math.floor(ids.fraction() * 60)
        framer.push(Buffer.from(text.slice(at, at + length), 'latin1'))
        at += length
      }
      expect(found).toEqual(stream)
    }
  })

  test('whole messages in one chunk are not copied', () => {
    const chunk = Buffer.from(stream.join(''), 'latin1')
    const found: Buffer[] = []
    const framer = new StreamFramer({
      onMessage: (bytes) => void found.push(bytes),
      onPing: () => undefined,
      onFault: () => undefined,
    })
    framer.push(chunk)
    expect(found).toHaveLength(3)
    for (const bytes of found) expect(bytes.buffer).toBe(chunk.buffer)
  })

  test('a message handed on stays what it was while the next ones come', () => {
    const found: Buffer[] = []
    const framer = new StreamFramer({
      onMessage: (bytes) => void found.push(bytes),
      onPing: () => undefined,
      onFault: () => undefined,
    })
    push(framer, stream.join('').repeat(20), 11)
    expect(found.map((bytes) => bytes.toString('latin1'))).toEqual(
      new Array(20).fill(stream).flat(),
    )
  })
})

describe('Content-Length', () => {
  test.each([
    ['Content-Length: 3'],
    ['content-length:3'],
    ['CONTENT-LENGTH   :   3   '],
    ['l: 3'],
    ['L\t:\t3'],
    ['Content-Length:\r\n 3'],
    ['Content-Length: 003'],
    ['Content-Length: 3\r\nl: 3'],
  ])('is read from %j', (lengthField) => {
    const { framer, found } = createTested()
    push(framer, message('abc', lengthField), 4)
    expect(found).toEqual([message('abc', lengthField)])
  })

  test.each([
    ['X-Content-Length: 3', 'no Content-Length'],
    ['Content-Lengths: 3', 'no Content-Length'],
    ['Content-Length: ', 'bad Content-Length'],
    ['Content-Length: -1', 'bad Content-Length'],
    ['Content-Length: 3x', 'bad Content-Length'],
    ['Content-Length: 3, 3', 'bad Content-Length'],
    ['Content-Length: 3\r\nl: 4', 'bad Content-Length'],
    [`Content-Length: ${longestBodyBytes + 1}`, 'body too long'],
    ['Content-Length: 99999999999999999999999999', 'body too long'],
  ])('%j is a fault', (lengthField, fault) => {
    const { framer, found } = createTested()
    push(framer, message('abc', lengthField) + message('never'), 10)
    expect(found).toEqual([`fault: ${fault}`])
  })
})

describe('limits', () => {
  test('a header that does not end is a fault', () => {
    const { framer, found } = createTested()
    push(framer, 'x'.repeat(longestHeaderBytes + 1), 1000)
    expect(found).toEqual(['fault: header too long'])
  })

  test('a long message in single bytes is not searched from its start each time', () => {
    const { framer, found } = createTested()
    const long = message('', `X: ${'x'.repeat(60_000)}\r\nContent-Length: 0`)
    for (const byte of Buffer.from(long, 'latin1')) framer.push(Buffer.from([byte]))
    expect(found).toEqual([long])
  })
})

describe('keep-alive, RFC 5626 §4.4.1', () => {
  test.each([1, 2, 4])('a double CRLF in pieces of %i bytes is one ping', (pieceLength) => {
    const { framer, found } = createTested()
    push(framer, `\r\n\r\n${message('a')}\r\n\r\n`, pieceLength)
    expect(found).toEqual(['ping', message('a'), 'ping'])
  })

  test('a single CRLF is none', () => {
    const { framer, found } = createTested()
    push(framer, `\r\n${message('a')}\r\n${message('b')}`)
    expect(found).toEqual([message('a'), message('b')])
  })
})
