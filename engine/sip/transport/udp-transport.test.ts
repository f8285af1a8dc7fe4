import { createSocket } from 'node:dgram'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../../kernel/clock.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { transportSuite, until } from '../../testing/transport-suite.ts'
import { createTransportLayer } from './transport-layer.ts'

describe('UDP', () => {
  transportSuite({ protocol: 'udp', createTransport: createTransportLayer })

  test('junk costs no answer', async () => {
    const received: string[] = []
    const transport = createTransportLayer({
      clock: systemClock,
      log: silentLogger,
      onMessage: (message) => void received.push(message.kind),
    })
    const bound = await transport.listen({ protocol: 'udp', address: '127.0.0.1', port: 0 })
    const socket = createSocket('udp4')
    let answers = 0
    socket.on('message', () => answers++)
    const junk = [
      '',
      '\r\n\r\n',
      'HELLO',
      '\0\0\0\0',
      'GET / HTTP/1.1\r\n\r\n',
      'SIP/2.0 200 OK\r\n\r\n',
    ]
    for (const each of junk) socket.send(each, bound.port, bound.address)
    const ping =
      'OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/UDP a;rport;branch=z9hG4bK1\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:a>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n'
    socket.send(ping, bound.port, bound.address)
    await until(() => received.length === 1, 'the request')
    expect(received).toEqual(['request'])
    expect(answers).toBe(0)
    socket.close()
    await transport.close()
  })
})
