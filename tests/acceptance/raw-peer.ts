import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'

/** The parts of a response that these peers look at. */
export interface RawResponse {
  readonly statusCode: number
  readonly method: string
  readonly callId: string
  readonly text: string
  field(name: string): string | undefined
}

/** A SIP peer without a stack: it writes its requests by hand, so that it shares no code with the engine. */
export interface RawPeer {
  readonly port: number
  send(message: string): void
  /** Told of every response; requests are not answered. */
  onResponse(listener: (response: RawResponse) => void): void
  close(): void
}

export async function openRawPeer(
  targetPort: number,
  port = 0,
  targetAddress = '127.0.0.1',
): Promise<RawPeer> {
  const socket: Socket = createSocket('udp4')
  socket.bind(port, '127.0.0.1')
  await once(socket, 'listening')
  const listeners: ((response: RawResponse) => void)[] = []
  socket.on('message', (bytes) => {
    const text = bytes.toString('latin1')
    if (!text.startsWith('SIP/2.0 ')) return
    const response = readResponse(text)
    for (const listener of listeners) listener(response)
  })
  return {
    port: socket.address().port,
    send(message) {
      socket.send(Buffer.from(message, 'latin1'), targetPort, targetAddress)
    },
    onResponse(listener) {
      listeners.push(listener)
    },
    close: () => socket.close(),
  }
}

function readResponse(text: string): RawResponse {
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}: *(.*)$`, 'im').exec(text)?.[1]?.trim()
  return {
    statusCode: Number(text.slice(8, 11)),
    method: field('CSeq')?.split(' ')[1] ?? '',
    callId: field('Call-ID') ?? '',
    text,
    field,
  }
}

/** Header fields and body as one message with the right Content-Length. */
export function rawMessage(startLine: string, fields: readonly string[], body = ''): string {
  return [startLine, ...fields, `Content-Length: ${body.length}`, '', body].join('\r\n')
}
