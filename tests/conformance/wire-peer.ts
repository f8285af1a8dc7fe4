import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { connect, createServer } from 'node:net'
import type { Server, Socket as Stream } from 'node:net'
import { afterEach } from 'vitest'
import { systemClock } from '../../engine/kernel/clock.ts'
import { createRandomIdSource } from '../../engine/kernel/id-source.ts'
import { createTimerValues } from '../../engine/sip/transaction/timer-values.ts'
import type { Destination, ListenAddress } from '../../engine/sip/transport/transport.ts'
import { createTransportLayer } from '../../engine/sip/transport/transport-layer.ts'
import { createTransactionNode } from '../../engine/testing/transaction-node.ts'
import type { TransactionNode } from '../../engine/testing/transaction-node.ts'
import { createResponse } from '../../engine/sip/message/message.ts'
import type { TransactionLayerOptions } from '../../engine/sip/transaction/transaction-layer.ts'

/** One message as it came over the wire, and when. */
export interface Seen {
  readonly text: string
  readonly atMs: number
}

/** The other end: a plain socket that knows nothing of SIP. */
export interface WirePeer {
  readonly port: number
  readonly seen: Seen[]
  readonly send: (text: string) => void
  readonly close: () => Promise<void>
}

/** Shortened waits: 100, 200, 300, 300 ms; T1 10 ms and T4 200 ms, so that everything ends within the second. */
export const shortValues = createTimerValues({
  resendIntervalsMs: [100, 200, 300, 300],
  t1Ms: 10,
  t4Ms: 200,
})

export const waitMs = (ms: number): Promise<void> =>
  new Promise((resolve) => systemClock.startTimer(ms, resolve))

/** Waits at most five seconds for something to hold. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const startedMs = systemClock.monotonicMs()
  while (!condition()) {
    if (systemClock.monotonicMs() - startedMs > 5000) throw new Error(`never: ${what}`)
    await waitMs(2)
  }
}

/** The transactions under test on a real socket, and a destination that leads to `peer`. */
export interface WireNode extends TransactionNode {
  readonly bound: ListenAddress
  readonly towards: (peer: WirePeer) => Destination
  readonly close: () => Promise<void>
}

export async function createWireNode(
  protocol: 'udp' | 'tcp',
  more: Partial<TransactionLayerOptions> = {},
): Promise<WireNode> {
  const ids = createRandomIdSource()
  const node = createTransactionNode({
    clock: systemClock,
    ids,
    createTransport: createTransportLayer,
    values: shortValues,
    more,
  })
  const bound = await node.transport.listen({ protocol, address: '127.0.0.1', port: 0 })
  return Object.assign(node, {
    bound,
    towards: (peer: WirePeer) => ({ protocol, remote: { address: '127.0.0.1', port: peer.port } }),
    async close() {
      node.transactions.close()
      await node.transport.close()
    },
  })
}

/** A UDP socket that sends to `to` and keeps what comes. */
export async function createUdpPeer(to: ListenAddress): Promise<WirePeer> {
  const socket: Socket = createSocket('udp4')
  const seen: Seen[] = []
  socket.on('message', (bytes) =>
    seen.push({ text: bytes.toString('latin1'), atMs: systemClock.monotonicMs() }),
  )
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return {
    port: socket.address().port,
    seen,
    send: (text) => socket.send(crlf(text), to.port, to.address),
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}

/** A TCP end that both listens and dials `to`; every read counts as one message. */
export async function createTcpPeer(to: ListenAddress): Promise<WirePeer> {
  const seen: Seen[] = []
  const streams: Stream[] = []
  const keep = (stream: Stream): void => {
    streams.push(stream)
    stream.on('data', (bytes: Buffer) =>
      seen.push({ text: bytes.toString('latin1'), atMs: systemClock.monotonicMs() }),
    )
    stream.on('error', () => stream.destroy())
  }
  const server: Server = createServer(keep)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : 0,
    seen,
    send(text) {
      if (streams.length === 0) keep(connect(to.port, to.address))
      streams[0]?.write(crlf(text))
    },
    async close() {
      for (const stream of streams) stream.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

const crlf = (text: string): string => text.replace(/\r?\n/g, '\r\n')

/** Makes a node with a peer that is connected to it; both are closed after the test. */
export function createWirePairs() {
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    await Promise.all(closing.splice(0).map((close) => close()))
  })
  return async (protocol: 'udp' | 'tcp' = 'udp') => {
    const node = await createWireNode(protocol)
    const peer =
      protocol === 'udp' ? await createUdpPeer(node.bound) : await createTcpPeer(node.bound)
    closing.push(node.close, peer.close)
    /** Answers the newest request that reached the node. */
    const answer = (code: number): void => {
      const last = node.requests.at(-1)
      last?.transaction.respond(createResponse(last.request, code, { toTag: 'engine' }))
    }
    return { node, peer, answer }
  }
}

/** Method or status code of what was seen. */
export function kindOf({ text }: Seen): string {
  const [first = '', second = ''] = text.split(' ')
  return first === 'SIP/2.0' ? second : first
}

/** Value of a header field in a text. */
export function fieldOf(text: string, name: string): string {
  const line = text
    .split('\r\n')
    .find((each) => each.toLowerCase().startsWith(`${name.toLowerCase()}:`))
  return line?.slice(name.length + 1).trim() ?? ''
}

/** A response to a request seen on the wire, with Vias, From, To, Call-ID and CSeq copied. */
export function answerTo({ text }: Seen, status: string): string {
  const copied = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${fieldOf(text, name)}`)
  return [
    `SIP/2.0 ${status}`,
    ...copied,
    `To: ${fieldOf(text, 'To')};tag=peer`,
    'Content-Length: 0',
    '',
    '',
  ].join('\n')
}

/** A request of the peer's own. */
export function requestOf(
  method: string,
  peer: WirePeer,
  parts: { branch?: string; callId?: string; toTag?: string; protocol?: string } = {},
): string {
  const { branch = ';branch=z9hG4bKwire', callId = 'wire', protocol = 'UDP' } = parts
  const to = parts.toTag === undefined ? '' : `;tag=${parts.toTag}`
  return [
    `${method} sip:engine@127.0.0.1 SIP/2.0`,
    `Via: SIP/2.0/${protocol} 127.0.0.1:${peer.port}${branch}`,
    'Max-Forwards: 70',
    'From: <sip:peer@127.0.0.1>;tag=peer',
    `To: <sip:engine@127.0.0.1>${to}`,
    `Call-ID: ${callId}`,
    `CSeq: 1 ${method}`,
    'Content-Length: 0',
    '',
    '',
  ].join('\n')
}

/** Gaps between what was seen, in milliseconds. */
export function gapsOf(seen: readonly Seen[]): number[] {
  return seen.slice(1).map(({ atMs }, i) => atMs - (seen[i]?.atMs ?? 0))
}
