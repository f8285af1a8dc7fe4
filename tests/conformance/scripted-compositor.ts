import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { parseMessage } from '../../engine/sip/message/parse-message.ts'
import type { SipRequest } from '../../engine/sip/message/message.ts'

/** Status code and header fields, or silence. */
export type ScriptedAnswer =
  { readonly code: number; readonly fields?: Readonly<Record<string, string>> } | 'silence'

/** What a compositor of the test was asked; retransmissions only of what it leaves unanswered. */
export interface ScriptedRequest {
  readonly request: SipRequest
  readonly atMs: number
}

/** An event state compositor that answers as the test says. */
export interface ScriptedCompositor {
  readonly port: number
  readonly requests: ScriptedRequest[]
  answer: (request: SipRequest, index: number) => ScriptedAnswer
  close(): void
}

/** Grants what is asked for under a new tag each time. */
export function grant(request: SipRequest, index: number): ScriptedAnswer {
  const fields = { 'SIP-ETag': `e${String(index)}`, Expires: request.fields.get('Expires') ?? '60' }
  return { code: 200, fields }
}

export async function startScriptedCompositor(): Promise<ScriptedCompositor> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const compositor: ScriptedCompositor = {
    port: socket.address().port,
    requests: [],
    answer: grant,
    close: () => socket.close(),
  }
  /** By branch. */
  const responses = new Map<string, string>()
  socket.on('message', (bytes, from) => {
    const outcome = parseMessage(bytes)
    if (!outcome.ok || outcome.message.kind !== 'request') return
    const request = outcome.message
    // RFC 3261 §17.2.2: a test that is slow for a moment must not take a retransmission for a request.
    const answered = responses.get(request.topVia.branch ?? '')
    if (answered !== undefined) {
      socket.send(answered, from.port, from.address)
      return
    }
    const index = compositor.requests.length
    compositor.requests.push({ request, atMs: performance.now() })
    const answer = compositor.answer(request, index)
    if (answer === 'silence') return
    const lines = [`SIP/2.0 ${String(answer.code)} Scripted`]
    for (const name of ['Via', 'From', 'To', 'Call-ID', 'CSeq']) {
      for (const value of request.fields.all(name)) lines.push(`${name}: ${value}`)
    }
    for (const [name, value] of Object.entries(answer.fields ?? {})) lines.push(`${name}: ${value}`)
    const response = `${lines.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`
    responses.set(request.topVia.branch ?? '', response)
    socket.send(response, from.port, from.address)
  })
  return compositor
}
