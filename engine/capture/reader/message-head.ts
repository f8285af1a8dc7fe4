import { canonicalName } from '../../sip/message/header-fields.ts'
import { messageLimits } from '../../sip/message/message-limits.ts'

/** Start line and header fields of bytes that need not be a whole or correct message. */
export interface MessageHead {
  /** Of a request its own, of a response that of CSeq; empty when there is none. */
  readonly method: string
  /** 0 = a request. */
  readonly statusCode: number
  /** Empty for a response. */
  readonly requestUri: string
  /** First value of a header field, by its canonical name. */
  readonly field: (name: string) => string | undefined
}

/** Reads as much as is there. */
export function readMessageHead(bytes: Buffer): MessageHead {
  const text = bytes.toString('latin1', 0, Math.min(bytes.length, messageLimits.headBytes))
  const end = /\r?\n\r?\n/.exec(text)?.index ?? text.length
  const [startLine = '', ...lines] = text
    .slice(0, end)
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
  const values = valuesOf(lines)
  const field = (name: string): string | undefined => values.get(name)
  const status = /^SIP\/2\.0 (\d{3})/.exec(startLine)
  if (status === null) {
    const [method = '', requestUri = ''] = startLine.split(' ')
    return { method, statusCode: 0, requestUri: detached(requestUri), field }
  }
  const method = field('CSeq')?.split(/\s+/)[1] ?? ''
  return { method, statusCode: Number(status[1]), requestUri: '', field }
}

/** First value of each header field, by canonical name. */
function valuesOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const name = canonicalName(line.slice(0, colon).trimEnd())
    if (!values.has(name)) values.set(name, detached(line.slice(colon + 1).trim()))
  }
  return values
}

/** A copy: a slice would keep the whole message in memory for as long as itself. */
const detached = (text: string): string => Buffer.from(text, 'latin1').toString('latin1')
