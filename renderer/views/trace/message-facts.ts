import type { TracedMessageRow } from '../../../engine/api/contract/feed-rows.ts'

/** What the start line of a message says. */
export interface MessageFacts {
  /** Of the request, or of the request that is answered; empty = it cannot be told. */
  readonly method: string
  /** 0 = a request. */
  readonly statusCode: number
  /** `INVITE` or `180 Ringing`. */
  readonly word: string
}

export type MessageTone = 'info' | 'ok' | 'bad' | 'soft'

export function factsOf({ startLine, cseq }: TracedMessageRow): MessageFacts {
  const [, code, phrase = ''] = /^SIP\/2\.0 (\d{3})(?: (.*))?$/i.exec(startLine) ?? []
  const answered = /\s(\S+)$/.exec(cseq)?.[1] ?? ''
  if (code !== undefined) {
    return { method: answered, statusCode: Number(code), word: `${code} ${phrase}`.trim() }
  }
  const method = /^(\S+) \S+ SIP\/2\.0$/i.exec(startLine)?.[1]
  return { method: method ?? '', statusCode: 0, word: method ?? startLine }
}

/** How a message went: requests and 1xx neither way. */
export function toneOf({ method, statusCode }: MessageFacts): MessageTone | undefined {
  if (statusCode === 0) return method === '' ? 'bad' : undefined
  if (statusCode < 200) return 'info'
  // Half of a challenge is no failure.
  if (statusCode === 401 || statusCode === 407) return 'soft'
  return statusCode < 300 ? 'ok' : 'bad'
}

export type Endpoint = TracedMessageRow['local']

export const addressOf = ({ address, port }: Endpoint): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

/** Where a message came from and went to. */
export const endsOf = ({ direction, local, remote }: TracedMessageRow) =>
  direction === 'sent' ? { from: local, to: remote } : { from: remote, to: local }

/** Gateways of a message: whose event state it is, or else whoever the other end is. */
export const gatewaysOf = ({ speaksOf = '', gateways }: TracedMessageRow): readonly string[] =>
  speaksOf === '' ? gateways : [speaksOf]
