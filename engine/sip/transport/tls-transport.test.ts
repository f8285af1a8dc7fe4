import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../kernel/clock.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { buildRequest } from '../../testing/messages.ts'
import { createSelfSignedCertificate } from '../../testing/self-signed-certificate.ts'
import { transportSuite, until } from '../../testing/transport-suite.ts'
import { serializeMessage } from '../message/serialize-message.ts'
import type { TlsTrust } from './tls-transport.ts'
import { createTransportLayer } from './transport-layer.ts'
import type { TransportLayer } from './transport-layer.ts'

const tls = createSelfSignedCertificate(['sip.example.com'])
const trusting: TlsTrust = { verifyPeers: true, authorities: [tls.certificate] }
const open: TransportLayer[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((transport) => transport.close()))
})

/** Sends one request and gives back why that failed, or how many arrived. */
async function attempt(
  trust: TlsTrust,
  serverName?: string,
): Promise<{ reasons: string[]; received: string[] }> {
  const reasons: string[] = []
  const received: string[] = []
  const create = (tlsTrust: TlsTrust): TransportLayer => {
    const onMessage = (message: { callId: string }): void => void received.push(message.callId)
    const transport = createTransportLayer({
      clock: systemClock,
      log: silentLogger,
      tlsTrust,
      onMessage,
    })
    open.push(transport)
    return transport
  }
  const server = create(trusting)
  const client = create(trust)
  const remote = await server.listen({ protocol: 'tls', address: '127.0.0.1', port: 0 }, tls)
  await client.listen({ protocol: 'tls', address: '127.0.0.1', port: 0 }, tls)
  const to = {
    protocol: 'tls',
    remote,
    ...(serverName === undefined ? {} : { serverName }),
  } as const
  const request = buildRequest({ method: 'OPTIONS' })
  client.send(serializeMessage(request), to, request, (reason) => reasons.push(reason))
  await until(() => reasons.length + received.length > 0, 'an outcome')
  return { reasons, received }
}

describe('TLS', () => {
  transportSuite({
    protocol: 'tls',
    tls,
    createTransport: (options) => createTransportLayer({ tlsTrust: trusting, ...options }),
  })

  test('a peer whose certificate nobody vouches for is refused', async () => {
    const { reasons, received } = await attempt({ verifyPeers: true })
    expect(reasons).toHaveLength(1)
    expect(reasons[0]).toContain('self-signed')
    expect(received).toEqual([])
  })

  test('it is accepted where verification is off', async () => {
    expect((await attempt({ verifyPeers: false })).received).toHaveLength(1)
  })

  test('the name of the certificate must be the one asked for', async () => {
    expect((await attempt(trusting, 'sip.example.com')).received).toHaveLength(1)
    expect((await attempt(trusting, 'other.example.com')).reasons).toHaveLength(1)
  })

  test('a listener without certificate is refused', async () => {
    const transport = createTransportLayer({
      clock: systemClock,
      log: silentLogger,
      onMessage: () => undefined,
    })
    await expect(
      transport.listen({ protocol: 'tls', address: '127.0.0.1', port: 0 }),
    ).rejects.toMatchObject({
      code: 'INVALID_VALUE',
    })
  })

  test('a handshake that goes nowhere ends with the connect time', async () => {
    const silent = createServer()
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    const limits = { connectMs: 50 }
    const transport = createTransportLayer({
      clock: systemClock,
      log: silentLogger,
      limits,
      onMessage: () => undefined,
    })
    open.push(transport)
    await transport.listen({ protocol: 'tls', address: '127.0.0.1', port: 0 }, tls)
    const reasons: string[] = []
    const remote = { address: '127.0.0.1', port }
    for (let i = 0; i < 3; i++) {
      transport.send(Buffer.from('x'), { protocol: 'tls', remote }, undefined, (reason) =>
        reasons.push(reason),
      )
    }
    await until(() => reasons.length === 3, 'the failures')
    expect(new Set(reasons)).toEqual(new Set(['connect timeout']))
    silent.close()
  })
})
