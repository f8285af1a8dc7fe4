import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'
import { eventually } from './eventually.ts'

/** PUBLISH exchanges between sockets of the test, on an address of its own, to be recorded. */

/** The address of both ends over IPv4: other tests' traffic is not in a capture of it. */
export const publishAddress = '127.77.0.1'
/** A little less than a datagram over IPv6 can carry, and more than one packet of the loopback. */
const longestDatagram = 65_515

export interface Publish {
  readonly gateway: string
  readonly cseq: number
  readonly expires?: number
  readonly ifMatch?: string
  readonly body?: string
}

/** Well-formed, or tshark stops reading the packet at it. */
export const document = (length: number): string => `<presence>${'x'.repeat(length)}</presence>`

export const publishText = ({ gateway, cseq, expires, ifMatch, body = '' }: Publish): string =>
  [
    `PUBLISH sip:gateway-status@example.org;gateway=${gateway} SIP/2.0`,
    `Via: SIP/2.0/UDP ${publishAddress};branch=z9hG4bK-${gateway}-${cseq}`,
    `From: <sip:${gateway}@example.org>;tag=1`,
    `To: <sip:${gateway}@example.org>`,
    `Call-ID: call-${gateway}`,
    `CSeq: ${cseq} PUBLISH`,
    'Event: presence',
    ...(expires === undefined ? [] : [`Expires: ${expires}`]),
    ...(ifMatch === undefined ? [] : [`SIP-If-Match: ${ifMatch}`]),
    ...(body === '' ? [] : ['Content-Type: application/pidf+xml']),
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n')

const answerText = (publish: Publish, status: string, expires?: number): string =>
  [
    `SIP/2.0 ${status}`,
    `Via: SIP/2.0/UDP ${publishAddress};branch=z9hG4bK-${publish.gateway}-${publish.cseq}`,
    `From: <sip:${publish.gateway}@example.org>;tag=1`,
    `To: <sip:${publish.gateway}@example.org>;tag=2`,
    `Call-ID: call-${publish.gateway}`,
    `CSeq: ${publish.cseq} PUBLISH`,
    ...(expires === undefined ? [] : [`Expires: ${expires}`, 'SIP-ETag: tag']),
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n')

async function openSocket(type: 'udp4' | 'udp6'): Promise<Socket> {
  const socket = createSocket(type)
  socket.bind(0, type === 'udp4' ? publishAddress : '::1')
  await once(socket, 'listening')
  return socket
}

/** Two sockets that talk PUBLISH to each other: what is asked, and what comes back. */
export class DatagramScene {
  readonly agent: Socket
  readonly target: Socket
  received = 0

  constructor(agent: Socket, target: Socket) {
    this.agent = agent
    this.target = target
    for (const socket of [agent, target]) socket.on('message', () => this.received++)
  }

  async exchange(publish: Publish, status?: string, granted?: number): Promise<void> {
    await this.send(this.agent, this.target, publishText(publish))
    if (status === undefined) return
    await this.send(this.target, this.agent, answerText(publish, status, granted))
  }

  async send(from: Socket, to: Socket, text: string): Promise<void> {
    const { port, address: host } = to.address()
    const before = this.received
    from.send(text, port, host)
    await eventually('the datagram', () => (this.received > before ? true : undefined))
  }
}

export async function openScene(type: 'udp4' | 'udp6'): Promise<DatagramScene> {
  return new DatagramScene(await openSocket(type), await openSocket(type))
}

/** Requests and answers over one TCP connection, each written in pieces. */
export async function talkOverTcp(exchanges: readonly Publish[]): Promise<number> {
  const bytes = { toServer: 0, toClient: 0 }
  const server = createServer((socket) => {
    socket.setNoDelay(true)
    socket.on('data', (chunk) => {
      bytes.toServer += chunk.length
      if (bytes.toServer === requests.length) socket.end(answers)
    })
  })
  const requests = exchanges.map(publishText).join('')
  const answers = exchanges.map((each) => answerText(each, '200 OK', each.expires)).join('')
  server.listen(0, publishAddress)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = connect(port, publishAddress).setNoDelay(true)
  client.on('data', (chunk) => (bytes.toClient += chunk.length))
  for (let at = 0; at < requests.length; at += 700) {
    client.write(requests.slice(at, at + 700))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await once(client, 'close')
  if (bytes.toClient !== answers.length) throw new Error('the answers did not arrive')
  server.close()
  return port
}

/** Every kind of exchange: refreshed, repeated, refused, unanswered, challenged, fragmented. */
export async function talkOverDatagrams(four: DatagramScene, six: DatagramScene): Promise<void> {
  const good = { gateway: 'UDP-good', cseq: 1, expires: 300, body: document(1) }
  await four.exchange(good, '200 OK', 300)
  await four.exchange({ ...good, cseq: 2, ifMatch: 'tag', body: '' }, '200 OK', 300)
  // Both are repeated, as after a lost answer.
  await four.exchange({ ...good, cseq: 2, ifMatch: 'tag', body: '' }, '200 OK', 300)
  await four.exchange({ gateway: 'UDP-refused', cseq: 1, expires: 300 }, '403 Forbidden')
  await four.exchange({ gateway: 'UDP-silent', cseq: 1, expires: 300 })
  await four.exchange({ gateway: 'UDP-silent', cseq: 1, expires: 300 })
  await four.exchange({ gateway: 'UDP-short', cseq: 1, expires: 20 }, '423 Interval Too Brief')
  await four.exchange({ gateway: 'UDP-auth', cseq: 1, expires: 300 }, '401 Unauthorized')
  await four.exchange({ gateway: 'UDP-auth', cseq: 2, expires: 300 }, '200 OK', 300)
  await four.exchange({ gateway: 'UDP-none', cseq: 1 }, '200 OK', 3600)
  // Longer than the loopback's largest packet, so it travels in fragments.
  const large = { gateway: 'V6-large', cseq: 1, expires: 300 }
  const body = document(longestDatagram - publishText({ ...large, body: document(0) }).length)
  await six.exchange({ ...large, body }, '200 OK', 300)
}
