import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { parseMessage } from '../../engine/sip/message/parse-message.ts'
import type { SipMessage, SipRequest, SipResponse } from '../../engine/sip/message/message.ts'

/** One PUBLISH or SUBSCRIBE as a test wants it; `undefined` leaves a header field out. */
export interface RequestParts {
  readonly method?: string
  readonly uri: string
  readonly from?: string
  readonly to?: string
  readonly callId?: string
  readonly sequence?: number
  readonly branch?: string
  readonly event?: string | undefined
  readonly fields?: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body?: string
  readonly contentType?: string | undefined
}

let counter = 0

/** A user agent of a test: a UDP socket, text out, parsed messages in. */
export class SipClient {
  readonly port: number
  readonly received: SipMessage[] = []
  readonly #socket: Socket
  readonly #target: number
  readonly #waiting: (() => void)[] = []
  /** Answers NOTIFY; undefined = silence. */
  notifyAnswer: number | undefined = 200

  static async open(target: number): Promise<SipClient> {
    const socket = createSocket('udp4')
    await new Promise<void>((resolve) => {
      socket.bind(0, '127.0.0.1', resolve)
    })
    return new SipClient(socket, target)
  }

  private constructor(socket: Socket, target: number) {
    this.#socket = socket
    this.#target = target
    this.port = socket.address().port
    socket.on('message', (bytes) => {
      this.#onBytes(bytes)
    })
  }

  close(): void {
    this.#socket.close()
  }

  write(parts: RequestParts): string {
    const id = ++counter
    const { method = 'PUBLISH', uri, body = '' } = parts
    const lines = [
      `${method} ${uri} SIP/2.0`,
      `Via: SIP/2.0/UDP 127.0.0.1:${String(this.port)};rport;branch=${parts.branch ?? `z9hG4bKt${String(id)}x${String(process.pid)}`}`,
      'Max-Forwards: 70',
      `From: ${parts.from ?? `<sip:tester@127.0.0.1>;tag=f${String(id)}`}`,
      `To: ${parts.to ?? `<${uri.split(';')[0] ?? uri}>`}`,
      `Call-ID: ${parts.callId ?? `call-${String(id)}-${String(process.pid)}`}`,
      `CSeq: ${String(parts.sequence ?? 1)} ${method}`,
    ]
    const event = 'event' in parts ? parts.event : 'presence'
    if (event !== undefined) lines.push(`Event: ${event}`)
    for (const [name, value] of Object.entries(parts.fields ?? {})) {
      for (const each of Array.isArray(value) ? value : [value]) {
        if (each !== undefined) lines.push(`${name}: ${String(each)}`)
      }
    }
    const type = 'contentType' in parts ? parts.contentType : 'application/pidf+xml'
    if (body !== '' && type !== undefined) lines.push(`Content-Type: ${type}`)
    lines.push(`Content-Length: ${String(Buffer.byteLength(body))}`)
    return `${lines.join('\r\n')}\r\n\r\n${body}`
  }

  send(text: string): void {
    this.#socket.send(Buffer.from(text), this.#target, '127.0.0.1')
  }

  /** Sends and waits for the final response of that transaction. */
  async ask(parts: RequestParts): Promise<SipResponse> {
    const text = this.write(parts)
    const callId = /^Call-ID: (.*)$/m.exec(text)?.[1]?.trim()
    const from = this.received.length
    this.send(text)
    const response = await this.wait(
      (message) =>
        message.kind === 'response' && message.statusCode >= 200 && message.callId === callId,
      from,
    )
    return response as SipResponse
  }

  /** The first message from `from` on that matches; fails after some seconds. */
  async wait(
    matches: (message: SipMessage) => boolean,
    from = 0,
    withinMs = 5000,
  ): Promise<SipMessage> {
    const deadline = performance.now() + withinMs
    for (;;) {
      const found = this.received.slice(from).find(matches)
      if (found !== undefined) return found
      const left = deadline - performance.now()
      if (left <= 0) {
        throw new Error(`nothing matched among ${String(this.received.length)} messages`)
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left)
        this.#waiting.push(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
  }

  async notify(from = 0, withinMs = 5000): Promise<SipRequest> {
    const message = await this.wait(
      (each) => each.kind === 'request' && each.method === 'NOTIFY',
      from,
      withinMs,
    )
    return message as SipRequest
  }

  #onBytes(bytes: Buffer): void {
    const outcome = parseMessage(bytes)
    if (!outcome.ok) return
    const { message } = outcome
    if (message.kind === 'request' && this.notifyAnswer !== undefined) {
      const lines = [`SIP/2.0 ${String(this.notifyAnswer)} Answer`]
      for (const name of ['Via', 'From', 'To', 'Call-ID', 'CSeq']) {
        for (const value of message.fields.all(name)) lines.push(`${name}: ${value}`)
      }
      this.send(`${lines.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`)
    }
    this.received.push(message)
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

/** A plain PIDF body about one gateway. */
export function plainPidf(entity: string, basic = 'open'): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="${entity}">` +
    `<tuple id="t1"><status><basic>${basic}</basic></status></tuple></presence>`
  )
}

export interface StatusParts {
  readonly gateway: string
  readonly domain: string
  readonly node?: string
  readonly active?: number | string
  readonly capacity?: number
  readonly status?: string
  readonly announcement?: { readonly expire: number; readonly clockMs: number }
}

/** A body with our extension. */
export function statusPidf(parts: StatusParts): string {
  const { gateway, domain, node = 'node-2', active = 0, capacity = 0, status = 'available' } = parts
  const { announcement } = parts
  const announced =
    announcement === undefined
      ? ''
      : `<g:node name="${node}" version="9" publish-expire="${String(announcement.expire)}"` +
        ` clock="${new Date(announcement.clockMs).toISOString()}"/>`
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:g="urn:trunkline:gateway-status"' +
    ` entity="pres:${gateway}@${domain}"><tuple id="n-${node}"><status><basic>open</basic></status>` +
    `<g:gateway-status gateway="${gateway}" node="${node}" active="${String(active)}"` +
    ` capacity="${String(capacity)}" status="${status}" attempts="0" answers="0" sequence="1"/>` +
    `</tuple>${announced}</presence>`
  )
}
