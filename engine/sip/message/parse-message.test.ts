import { describe, expect, it } from 'vitest'
import { messageLimits } from './message-limits.ts'
import { parseMessage } from './parse-message.ts'
import type { ParseFault, ParseOutcome } from './parse-message.ts'

const head = [
  'OPTIONS sip:bob@example.com SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa',
  'From: <sip:a@h>;tag=1',
  'To: <sip:b@h>',
  'Call-ID: c',
  'CSeq: 1 OPTIONS',
]
const parse = (text: string): ParseOutcome => parseMessage(Buffer.from(text, 'latin1'))
const parseLines = (...lines: string[]): ParseOutcome => parse(lines.join('\r\n') + '\r\n\r\n')
const faultOf = (outcome: ParseOutcome): ParseFault | 'accepted' =>
  outcome.ok ? 'accepted' : outcome.fault
const statusOf = (outcome: ParseOutcome): number | undefined =>
  outcome.ok ? undefined : outcome.reply?.statusCode
const without = (name: string): string[] => head.filter((line) => !line.startsWith(name))

describe('start line', () => {
  it.each([
    ['', 'empty'],
    ['\r\n\r\n', 'empty'],
    ['\0\0\0\0', 'not-sip'],
    ['HELLO', 'not-sip'],
    ['GET / HTTP/1.1\r\n\r\n', 'bad-start-line'],
    ['HTTP/1.1 200 OK\r\n\r\n', 'not-sip'],
    ['SIP/2.0\r\n\r\n', 'bad-status-code'],
    ['SIP/2.0 20 OK\r\n\r\n', 'bad-status-code'],
    ['SIP/2.0 700 OK\r\n\r\n', 'bad-status-code'],
    ['SIP/3.0 200 OK\r\n\r\n', 'bad-version'],
    ['SIP/2.0 200 OK\rVia: x\r\n\r\n', 'bad-start-line'],
  ])('%j is %s and gets no answer', (text, fault) => {
    const outcome = parse(text)
    expect(faultOf(outcome)).toBe(fault)
    expect(statusOf(outcome)).toBeUndefined()
  })

  it('line ends before the start line are skipped, RFC 3261 §7.5', () => {
    expect(faultOf(parse('\r\n\r\n' + head.join('\r\n') + '\r\n\r\n'))).toBe('accepted')
  })

  it('the version is compared without case', () => {
    expect(faultOf(parseLines('OPTIONS sip:b@h sip/2.0', ...head.slice(1)))).toBe('accepted')
  })

  it('a start line beyond its limit is refused in silence', () => {
    const uri = 'sip:' + 'a'.repeat(messageLimits.startLineChars) + '@h'
    expect(faultOf(parseLines(`OPTIONS ${uri} SIP/2.0`, ...head.slice(1)))).toBe('too-long')
  })
})

describe('header fields', () => {
  it.each(['Via', 'From', 'To', 'Call-ID', 'CSeq'])('%s is mandatory', (name) => {
    const outcome = parseLines(...without(name))
    expect(faultOf(outcome)).toBe('missing-header-field')
    expect(statusOf(outcome)).toBe(name === 'Via' ? undefined : 400)
  })

  it.each([
    'From: <sip:x@h>;tag=2',
    'to: <sip:x@h>',
    'i: d',
    'CSEQ: 2 OPTIONS',
    'Max-Forwards: 1\r\nMax-Forwards: 1',
    'Content-Length: 0\r\nl: 0',
    'Event: presence\r\no: dialog',
    'Expires: 1\r\nExpires: 2',
  ])('%j may not be there twice', (line) => {
    const outcome = parseLines(...head, line)
    expect(faultOf(outcome)).toBe('duplicate-header-field')
    expect(statusOf(outcome)).toBe(400)
  })

  it.each([
    'no colon here',
    ': no name',
    'Bad name: x',
    'Na(me: x',
    'Subject: a\rb',
    'Max-Forwards: 256',
    'Max-Forwards: x',
  ])('%j is malformed', (line) => {
    expect(faultOf(parseLines(...head, line))).toBe('bad-header-field')
  })

  it('names in any case and compact forms become canonical', () => {
    const outcome = parseLines(...head, 'K: timer', 'uSeR-aGeNt: x', 'X-Own: y')
    const fields = outcome.ok ? outcome.message.fields : undefined
    expect(fields?.get('Supported')).toBe('timer')
    expect(fields?.get('User-Agent')).toBe('x')
    expect(fields?.get('X-Own')).toBe('y')
  })

  it('folded lines are joined with one space', () => {
    const outcome = parseLines(...head, 'Subject: a  ', '\t b', ' ', ' c', 'X-Own: d')
    const fields = outcome.ok ? outcome.message.fields : undefined
    expect(fields?.get('Subject')).toBe('a b  c')
    expect(fields?.get('X-Own')).toBe('d')
  })

  it('a body behind folded lines starts where it starts', () => {
    const outcome = parse([...head, 'Subject: a', ' b', 'l: 4', '', 'body+'].join('\r\n'))
    expect(outcome.ok && Buffer.from(outcome.message.body).toString()).toBe('body')
  })

  it('the first line cannot continue anything', () => {
    expect(faultOf(parseLines(head[0] ?? '', ' x', ...head.slice(1)))).toBe('bad-header-field')
  })

  it('lines that end with a bare line feed are read', () => {
    const outcome = parse(head.join('\n') + '\nSubject: a\n b\n\nbody')
    expect(outcome.ok && outcome.message.fields.get('Subject')).toBe('a b')
    expect(outcome.ok && Buffer.from(outcome.message.body).toString()).toBe('body')
  })

  it('without the empty line the message is truncated', () => {
    const outcome = parse(head.join('\r\n') + '\r\n')
    expect(faultOf(outcome)).toBe('truncated')
    expect(statusOf(outcome)).toBe(400)
  })

  it('a branch of nothing but the cookie is refused', () => {
    const outcome = parseLines(head[0] ?? '', 'Via: SIP/2.0/UDP h;branch=z9hG4bK', ...head.slice(2))
    expect(statusOf(outcome)).toBe(400)
  })

  it('topVia is the first of a comma list', () => {
    const via = 'Via: SIP/2.0/UDP one;branch=1 ,SIP/2.0/UDP two;branch=2'
    const outcome = parseLines(head[0] ?? '', via, ...head.slice(2))
    expect(outcome.ok && outcome.message.topVia.branch).toBe('1')
  })
})

describe('CSeq', () => {
  it.each([
    ['1 INVITE', 'cseq-mismatch'],
    ['1 options', 'cseq-mismatch'],
    ['4294967296 OPTIONS', 'bad-header-field'],
    ['-1 OPTIONS', 'bad-header-field'],
    ['OPTIONS', 'bad-header-field'],
    ['1', 'bad-header-field'],
    ['1 OPTIONS x', 'bad-header-field'],
    ['4294967295 \t OPTIONS', 'accepted'],
  ])('%j: %s', (value, fault) => {
    expect(faultOf(parseLines(...without('CSeq'), `CSeq: ${value}`))).toBe(fault)
  })

  it('a mismatch with an unknown method is answered 501', () => {
    expect(statusOf(parseLines('NEW sip:b@h SIP/2.0', ...head.slice(1)))).toBe(501)
  })
})

describe('body', () => {
  const withLength = (length: string, body: string): ParseOutcome =>
    parse([...head, `Content-Length: ${length}`, '', body].join('\r\n'))

  it.each(['6', '-1', 'x', '', '99999999999999999999', '5 5', '0x5'])(
    'Content-Length %j for 5 bytes is answered 400',
    (length) => {
      const outcome = withLength(length, 'hello')
      expect(faultOf(outcome)).toBe('bad-content-length')
      expect(statusOf(outcome)).toBe(400)
    },
  )

  it('what exceeds Content-Length is cut off', () => {
    const outcome = withLength('2', 'hello')
    expect(outcome.ok && Buffer.from(outcome.message.body).toString()).toBe('he')
  })

  it('without Content-Length it is the rest of the datagram', () => {
    const outcome = parse([...head, '', 'hello'].join('\r\n'))
    expect(outcome.ok && Buffer.from(outcome.message.body).toString()).toBe('hello')
  })

  it('is a view of the datagram', () => {
    const bytes = Buffer.from([...head, '', 'hello'].join('\r\n'))
    const outcome = parseMessage(bytes)
    expect(outcome.ok && outcome.message.body.buffer).toBe(bytes.buffer)
  })
})

describe('limits', () => {
  it('too many header fields are answered 513', () => {
    const many = Array.from({ length: messageLimits.headerFields }, () => 'X-Own: y')
    const outcome = parseLines(...head, ...many)
    expect(faultOf(outcome)).toBe('too-long')
    expect(statusOf(outcome)).toBe(513)
  })

  it('an overlong header field is refused, folded or not', () => {
    const long = 'a'.repeat(messageLimits.headerFieldChars)
    expect(faultOf(parseLines(...head, `Subject: ${long}`))).toBe('too-long')
    const folded = Array.from({ length: 500 }, () => ` ${'a'.repeat(40)}`)
    expect(faultOf(parseLines(...head, 'Subject: x', ...folded))).toBe('too-long')
  })

  it('lines that are no header fields count too', () => {
    const outcome = parseLines(...head.slice(0, 6), ...Array.from({ length: 400 }, () => 'x'))
    expect(statusOf(outcome)).toBe(400)
  })

  it('too many continuation lines are refused', () => {
    const blanks = Array.from({ length: messageLimits.headLines }, () => ' ')
    expect(faultOf(parseLines(...head, 'Subject: x', ...blanks))).toBe('truncated')
  })

  it('too many parameters are refused', () => {
    const parameters = Array.from({ length: 200 }, (_, i) => `;p${String(i)}`).join('')
    const inVia = parseLines(head[0] ?? '', `Via: SIP/2.0/UDP h${parameters}`, ...head.slice(2))
    expect(faultOf(inVia)).toBe('bad-header-field')
    const inUri = parseLines(`OPTIONS sip:b@h${parameters} SIP/2.0`, ...head.slice(1))
    expect(faultOf(inUri)).toBe('bad-uri')
  })

  it('a head beyond its limit is refused', () => {
    const lines = Array.from({ length: 100 }, () => `X-Own: ${'y'.repeat(1000)}`)
    expect(faultOf(parseLines(...head, ...lines))).toBe('too-long')
  })

  it('a message beyond its limit is refused', () => {
    const body = 'x'.repeat(messageLimits.messageBytes)
    expect(faultOf(parse([...head, '', body].join('\r\n')))).toBe('too-long')
  })
})

describe('replies', () => {
  it('an ACK is never answered', () => {
    const outcome = parseLines('ACK sip:b@h SIP/2.0', ...head.slice(1))
    expect(faultOf(outcome)).toBe('cseq-mismatch')
    expect(statusOf(outcome)).toBeUndefined()
  })

  it('the To tag of a stateless reply is the same every time, RFC 3261 §8.2.7', () => {
    const tags = [1, 2].map(() => {
      const outcome = parseLines(...head, 'broken')
      return outcome.ok ? undefined : outcome.reply?.to.tag
    })
    expect(tags[0]).toMatch(/^[0-9a-f]+$/)
    expect(tags[1]).toBe(tags[0])
  })

  it('a header part or angle brackets in the Request-URI are answered 400', () => {
    for (const uri of ['sip:b@h?x=y', '<sip:b@h>', 'sip:', 'x']) {
      const outcome = parseLines(`OPTIONS ${uri} SIP/2.0`, ...head.slice(1))
      expect(faultOf(outcome)).toBe('bad-uri')
      expect(statusOf(outcome)).toBe(400)
    }
  })
})
