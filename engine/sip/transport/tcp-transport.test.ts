import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../kernel/clock.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { buildRequest } from '../../testing/messages.ts'
import { transportSuite, until } from '../../testing/transport-suite.ts'
import { serializeMessage } from '../message/serialize-message.ts'
import type { ListenAddress } from './transport.ts'
import { createTransportLayer } from './transport-layer.ts'
import type { TransportLayer, TransportLayerOptions } from './transport-layer.ts'

const open: TransportLayer[] = []
const sockets: Socket[] = []

async function createStation(more: Partial<TransportLayerOptions> = {}) {
  const received: string[] = []
  const transport = createTransportLayer({
    clock: systemClock,
    log: silentLogger,
    onMessage: (message) => void received.push(message.callId),
    ...more,
  })
  open.push(transport)
  const bound = await transport.listen({ protocol: 'tcp', address: '127.0.0.1', port: 0 })
  return { transport, bound, received }
}

/** A plain socket, what it has read, and whether the other end has hung up. */
function dial(bound: ListenAddress) {
  const socket = connect(bound.port, bound.address)
  sockets.push(socket)
  const heard = { text: '', hasEnded: false }
  socket.on('data', (chunk: Buffer) => (heard.text += chunk.toString('latin1')))
  socket.on('end', () => (heard.hasEnded = true))
  socket.on('error', () => (heard.hasEnded = true))
  socket.on('close', () => (heard.hasEnded = true))
  return { socket, heard }
}

const request = (callId: string): string =>
  serializeMessage(buildRequest({ method: 'OPTIONS', callId })).toString('latin1')

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await Promise.all(open.splice(0).map((transport) => transport.close()))
})

describe('TCP', () => {
  transportSuite({ protocol: 'tcp', createTransport: createTransportLayer })

  test('a stream is cut into messages wherever its pieces end', async () => {
    const { bound, received } = await createStation()
    const { socket } = dial(bound)
    socket.setNoDelay(true)
    const stream = `\r\n${request('a')}${request('b')}\r\n\r\n${request('c')}`
    for (let at = 0; at < stream.length; at += 37) {
      socket.write(stream.slice(at, at + 37))
      if (at % 5 === 0) await new Promise<void>((resolve) => systemClock.startTimer(1, resolve))
    }
    await until(() => received.length === 3, 'three requests')
    expect(received).toEqual(['a', 'b', 'c'])
  })

  test('a ping is answered with a pong, RFC 5626 §4.4.1', async () => {
    const { bound } = await createStation()
    const { socket, heard } = dial(bound)
    socket.write('\r\n\r\n')
    await until(() => heard.text === '\r\n', 'the pong')
  })

  test.each([
    ['missing', request('a').replace(/Content-Length: 0\r\n/, '')],
    ['negative', request('a').replace('Content-Length: 0', 'Content-Length: -5')],
    ['contradictory', request('a').replace('Content-Length: 0', 'Content-Length: 0\r\nl: 7')],
    ['enormous', request('a').replace('Content-Length: 0', 'Content-Length: 99999999')],
  ])(
    'a Content-Length that is %s is answered 400, then the connection is closed',
    async (_what, text) => {
      const { bound, received } = await createStation()
      const { socket, heard } = dial(bound)
      socket.write(text + request('never'))
      await until(() => heard.hasEnded, 'the end')
      expect(heard.text).toMatch(/^SIP\/2\.0 400 /)
      expect(heard.text).toContain('Call-ID: a')
      expect(received).toEqual([])
    },
  )

  test('a header without end is cut off', async () => {
    const { bound } = await createStation()
    const { socket, heard } = dial(bound)
    socket.write('OPTIONS sip:a SIP/2.0\r\n')
    const line = `X-Long: ${'x'.repeat(1000)}\r\n`
    await until(() => {
      if (!heard.hasEnded) socket.write(line.repeat(8))
      return heard.hasEnded
    }, 'the end')
  })

  test('an idle connection is closed', async () => {
    const { bound } = await createStation({ limits: { idleMs: 100 } })
    const { heard } = dial(bound)
    await until(() => heard.hasEnded, 'the end')
  })

  test('a message that is begun and not ended is cut off', async () => {
    const { bound } = await createStation({ limits: { messageMs: 100 } })
    const { socket, heard } = dial(bound)
    socket.write('OPTIONS sip:a SIP/2.0\r\n')
    await until(() => heard.hasEnded, 'the end')
  })

  test('who is not admitted is hung up on', async () => {
    const { bound } = await createStation({ admitSource: () => false })
    const { heard } = dial(bound)
    await until(() => heard.hasEnded, 'the end')
  })

  test('a response goes back by the connection of its request', async () => {
    const { transport, bound } = await createStation({
      onMessage: (message, flow) => {
        transport.send(Buffer.from(`reply to ${message.callId}`), flow, undefined)
      },
    })
    const { socket, heard } = dial(bound)
    socket.write(request('q'))
    await until(() => heard.text === 'reply to q', 'the reply')
  })
})
