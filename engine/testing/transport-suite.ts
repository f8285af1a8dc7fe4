import { afterEach, describe, expect, test } from 'vitest'
import { EngineError } from '../api/contract/errors.ts'
import { systemClock } from '../kernel/clock.ts'
import { silentLogger } from '../kernel/logger.ts'
import { createResponse } from '../sip/message/message.ts'
import type { SipMessage, SipRequest } from '../sip/message/message.ts'
import { serializeMessage } from '../sip/message/serialize-message.ts'
import { sentBy } from '../sip/transport/ip-address.ts'
import { responseDestination } from '../sip/transport/response-destination.ts'
import type {
  Destination,
  Flow,
  ListenAddress,
  TlsIdentity,
  TransportProtocol,
} from '../sip/transport/transport.ts'
import type { TransportLayer, TransportLayerOptions } from '../sip/transport/transport-layer.ts'
import { buildRequest } from './messages.ts'

/** What differs between the implementations under test. */
export interface TransportSubject {
  readonly protocol: TransportProtocol
  readonly tls?: TlsIdentity
  createTransport(options: TransportLayerOptions): TransportLayer
}

interface Station {
  readonly transport: TransportLayer
  readonly bound: ListenAddress
  readonly messages: { readonly message: SipMessage; readonly flow: Flow }[]
  readonly traffic: {
    readonly way: 'in' | 'out'
    readonly bytes: Buffer
    readonly flow: Flow
    readonly message: SipMessage | undefined
  }[]
}

const patienceMs = 3000

/** Waits, in real time, until something holds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const startedMs = systemClock.monotonicMs()
  while (!condition()) {
    if (systemClock.monotonicMs() - startedMs > patienceMs) throw new Error(`never: ${what}`)
    await new Promise<void>((resolve) => systemClock.startTimer(2, resolve))
  }
}

/** What every transport must do, whatever carries it. */
export function transportSuite(subject: TransportSubject): void {
  const { protocol } = subject
  const open: TransportLayer[] = []

  const createStation = async (
    address: string,
    more: Partial<TransportLayerOptions> = {},
  ): Promise<Station> => {
    const messages: Station['messages'] = []
    const traffic: Station['traffic'] = []
    const transport = subject.createTransport({
      clock: systemClock,
      log: silentLogger,
      onMessage: (message, flow) => void messages.push({ message, flow }),
      observer: {
        sent: (bytes, flow, message) => void traffic.push({ way: 'out', bytes, flow, message }),
        received: (bytes, flow, message) => void traffic.push({ way: 'in', bytes, flow, message }),
      },
      ...more,
    })
    open.push(transport)
    const bound = await transport.listen({ protocol, address, port: 0 }, subject.tls)
    return { transport, bound, messages, traffic }
  }

  /** A request from `from`, with a Via that leads back. */
  const outgoing = (from: Station, to: Destination, via = ''): SipRequest => {
    const local = from.transport.localFor(to)
    if (local === undefined) throw new Error('no listener')
    const line = `SIP/2.0/${protocol.toUpperCase()} ${sentBy(local)};branch=z9hG4bKsuite;rport${via}`
    return buildRequest({ method: 'OPTIONS', via: [line] })
  }
  const send = (from: Station, to: Destination, message: SipMessage): Buffer => {
    const bytes = serializeMessage(message)
    from.transport.send(bytes, to, message)
    return bytes
  }
  const towards = ({ bound }: Station): Destination => ({ protocol, remote: bound })

  afterEach(async () => {
    await Promise.all(open.splice(0).map((transport) => transport.close()))
  })

  describe.each(['127.0.0.1', '::1'])('between two stations on %s', (address) => {
    test('a request arrives with its flow, its response finds the way back', async () => {
      const alice = await createStation(address)
      const bob = await createStation(address)
      const request = outgoing(alice, towards(bob))
      send(alice, towards(bob), request)
      await until(() => bob.messages.length === 1, 'the request')
      const received = bob.messages[0]
      if (received?.message.kind !== 'request') throw new Error('not a request')
      expect(received.message.callId).toBe(request.callId)
      expect(received.flow).toMatchObject({ protocol, local: { address, port: bob.bound.port } })
      expect(received.flow.remote.address).toBe(address)
      expect(received.flow.connection > 0).toBe(protocol !== 'udp')
      const back = responseDestination(received.message, received.flow)
      send(bob, back, createResponse(received.message, 200))
      await until(() => alice.messages.length === 1, 'the response')
      expect(alice.messages[0]?.message).toMatchObject({ kind: 'response', statusCode: 200 })
    })

    test('the top Via tells where the request came from', async () => {
      const alice = await createStation(address)
      const bob = await createStation(address)
      send(alice, towards(bob), outgoing(alice, towards(bob), ';received=192.0.2.99'))
      await until(() => bob.messages.length === 1, 'the request')
      const { message, flow } = bob.messages[0] ?? {}
      expect(message?.topVia.received).toBe(address)
      expect(message?.topVia.rport).toBe(flow?.remote.port)
      expect(message?.fields.get('Via')).not.toContain('192.0.2.99')
    })
  })

  test('a listener on every address shows one that a peer can answer to', async () => {
    const alice = await createStation('0.0.0.0')
    const bob = await createStation('127.0.0.1')
    expect(alice.bound.address).toBe('0.0.0.0')
    expect(alice.transport.localFor(towards(bob))).toEqual({
      address: '127.0.0.1',
      port: alice.bound.port,
    })
    send(
      bob,
      { protocol, remote: { address: '127.0.0.1', port: alice.bound.port } },
      outgoing(bob, towards(alice)),
    )
    await until(() => alice.messages.length === 1, 'the request')
    expect(alice.messages[0]?.flow.local.address).toBe('127.0.0.1')
  })

  test('an address family nobody listens on has no local address and fails', async () => {
    const alice = await createStation('127.0.0.1')
    const elsewhere: Destination = { protocol, remote: { address: '::1', port: 5060 } }
    expect(alice.transport.localFor(elsewhere)).toBeUndefined()
    const reasons: string[] = []
    alice.transport.send(Buffer.from('x'), elsewhere, undefined, (reason) => reasons.push(reason))
    expect(reasons).toEqual([])
    await until(() => reasons.length === 1, 'the failure')
  })

  test.each(['0.0.0.0', '255.255.255.255', '224.0.1.75'])(
    'nothing is sent to %s',
    async (address) => {
      const alice = await createStation('127.0.0.1')
      const reasons: string[] = []
      const nowhere: Destination = { protocol, remote: { address, port: 5060 } }
      alice.transport.send(Buffer.from('x'), nowhere, undefined, (reason) => reasons.push(reason))
      await until(() => reasons.length === 1, 'the failure')
    },
  )

  test('of several listeners the one asked for sends', async () => {
    const alice = await createStation('127.0.0.1')
    const second = await alice.transport.listen(
      { protocol, address: '127.0.0.2', port: 0 },
      subject.tls,
    )
    const bob = await createStation('127.0.0.1')
    const to: Destination = { ...towards(bob), localAddress: '127.0.0.2' }
    expect(alice.transport.addresses).toHaveLength(2)
    expect(alice.transport.localFor(towards(bob))).toMatchObject({ port: alice.bound.port })
    expect(alice.transport.localFor(to)).toMatchObject({ address: '127.0.0.2', port: second.port })
    send(alice, to, outgoing(alice, to))
    await until(() => bob.messages.length === 1, 'the request')
    expect(bob.messages[0]?.flow.remote.address).toBe('127.0.0.2')
  })

  test('a taken port is refused by name and code', async () => {
    const alice = await createStation('127.0.0.1')
    const again = alice.transport.listen(alice.bound, subject.tls)
    await expect(again).rejects.toThrow(EngineError)
    await expect(again).rejects.toMatchObject({ code: 'PORT_IN_USE' })
    await expect(again).rejects.toThrow(`${protocol} 127.0.0.1:${alice.bound.port}`)
  })

  test('after unlisten the port is free and nothing comes in', async () => {
    const alice = await createStation('127.0.0.1')
    await alice.transport.unlisten(alice.bound)
    expect(alice.transport.addresses).toEqual([])
    const next = await alice.transport.listen(alice.bound, subject.tls)
    expect(next.port).toBe(alice.bound.port)
  })

  test('the observer sees everything, with the very bytes', async () => {
    const alice = await createStation('127.0.0.1')
    const bob = await createStation('127.0.0.1')
    const request = outgoing(alice, towards(bob))
    const bytes = send(alice, towards(bob), request)
    await until(() => bob.messages.length === 1, 'the request')
    expect(alice.traffic).toHaveLength(1)
    expect(alice.traffic[0]?.bytes).toBe(bytes)
    expect(alice.traffic[0]?.message).toBe(request)
    expect(alice.traffic[0]?.flow.remote.port).toBe(bob.bound.port)
    expect(bob.traffic[0]?.way).toBe('in')
    expect(bob.traffic[0]?.bytes.equals(bytes)).toBe(true)
    expect(bob.traffic[0]?.message).toBe(bob.messages[0]?.message)
  })

  test('an unparsable request is answered without reaching the user', async () => {
    const alice = await createStation('127.0.0.1')
    const bob = await createStation('127.0.0.1')
    const broken = serializeMessage(outgoing(alice, towards(bob)))
      .toString('latin1')
      .replace('SIP/2.0\r\n', 'SIP/7.0\r\n')
    alice.transport.send(Buffer.from(broken, 'latin1'), towards(bob), undefined)
    await until(() => alice.messages.length === 1, 'the refusal')
    expect(alice.messages[0]?.message).toMatchObject({ statusCode: 505 })
    expect(bob.messages).toEqual([])
    expect(bob.traffic[0]?.message).toBeUndefined()
  })

  test('a response whose sent-by is not ours is dropped', async () => {
    const alice = await createStation('127.0.0.1')
    const bob = await createStation('127.0.0.1')
    const request = outgoing(alice, towards(bob))
    const mine = createResponse(request, 200)
    const foreign = createResponse(buildRequest({ method: 'OPTIONS' }), 200)
    const stalePort = createResponse(
      buildRequest({ method: 'OPTIONS', via: ['SIP/2.0/UDP 127.0.0.1:1;branch=z9hG4bKx'] }),
      200,
    )
    for (const response of [foreign, stalePort, mine]) {
      send(bob, towards(alice), response)
    }
    await until(() => alice.messages.length === 1, 'the response')
    expect(alice.messages[0]?.message.topVia.branch).toBe('z9hG4bKsuite')
    expect(alice.traffic.filter(({ way }) => way === 'in')).toHaveLength(3)
  })

  test('a source that is not admitted is not even parsed', async () => {
    const asked: Flow[] = []
    let isAdmitted = false
    const bob = await createStation('127.0.0.1', {
      admitSource(flow) {
        asked.push(flow)
        return isAdmitted
      },
    })
    const alice = await createStation('127.0.0.1')
    send(alice, towards(bob), outgoing(alice, towards(bob)))
    await until(() => asked.length > 0, 'the question')
    isAdmitted = true
    await until(() => {
      if (bob.messages.length === 0) send(alice, towards(bob), outgoing(alice, towards(bob)))
      return bob.messages.length > 0
    }, 'the admitted request')
    expect(bob.traffic.every(({ message }) => message !== undefined)).toBe(true)
    expect(asked[0]?.remote.address).toBe('127.0.0.1')
  })

  test('a keep-alive payload is not traced and harms nobody', async () => {
    const alice = await createStation('127.0.0.1')
    const bob = await createStation('127.0.0.1')
    alice.transport.sendPayload(Buffer.from('\r\n\r\n'), towards(bob))
    send(alice, towards(bob), outgoing(alice, towards(bob)))
    await until(() => bob.messages.length === 1, 'the request')
    expect(alice.traffic).toHaveLength(1)
    expect(bob.traffic).toHaveLength(1)
  })

  test('a message of 60,000 bytes arrives whole', async () => {
    const alice = await createStation('127.0.0.1')
    const bob = await createStation('127.0.0.1')
    const request = outgoing(alice, towards(bob))
    request.body = Buffer.alloc(60_000, 'b')
    send(alice, towards(bob), request)
    await until(() => bob.messages.length === 1, 'the request')
    expect(bob.messages[0]?.message.body).toHaveLength(60_000)
  })

  if (protocol !== 'udp') connectionTests()

  function connectionTests(): void {
    test('one connection serves many messages both ways', async () => {
      const alice = await createStation('127.0.0.1')
      const bob = await createStation('127.0.0.1')
      for (let i = 0; i < 20; i++) send(alice, towards(bob), outgoing(alice, towards(bob)))
      await until(() => bob.messages.length === 20, 'the requests')
      const flows = new Set(bob.messages.map(({ flow }) => flow.connection))
      expect(flows.size).toBe(1)
      for (const { message, flow } of bob.messages) {
        if (message.kind === 'request') send(bob, flow, createResponse(message, 200))
      }
      await until(() => alice.messages.length === 20, 'the responses')
    })

    test('a peer that does not listen is reported once', async () => {
      const alice = await createStation('127.0.0.1')
      const bob = await createStation('127.0.0.1')
      await bob.transport.close()
      const reasons: string[] = []
      const request = outgoing(alice, towards(bob))
      alice.transport.send(serializeMessage(request), towards(bob), request, (reason) =>
        reasons.push(reason),
      )
      await until(() => reasons.length > 0, 'the failure')
      await new Promise<void>((resolve) => systemClock.startTimer(20, resolve))
      expect(reasons).toHaveLength(1)
    })

    test('a request whose connection is lost before its answer is reported once', async () => {
      const alice = await createStation('127.0.0.1')
      const bob = await createStation('127.0.0.1')
      const reasons: string[] = []
      const request = outgoing(alice, towards(bob))
      const bytes = serializeMessage(request)
      alice.transport.send(bytes, towards(bob), request, (reason) => reasons.push(reason))
      await until(() => bob.messages.length === 1, 'the request')
      expect(reasons).toEqual([])
      await bob.transport.close()
      await until(() => reasons.length > 0, 'the failure')
      await new Promise<void>((resolve) => systemClock.startTimer(20, resolve))
      expect(reasons).toHaveLength(1)
    })

    test('a response whose connection is gone goes to the sent-by port', async () => {
      const alice = await createStation('127.0.0.1')
      const bob = await createStation('127.0.0.1')
      send(alice, towards(bob), outgoing(alice, towards(bob)))
      await until(() => bob.messages.length === 1, 'the request')
      const { message, flow } = bob.messages[0] ?? {}
      if (message?.kind !== 'request' || flow === undefined) throw new Error('no request')
      const gone = { ...responseDestination(message, flow), connection: 999_999 }
      send(bob, gone, createResponse(message, 200))
      await until(() => alice.messages.length === 1, 'the response')
      expect(alice.messages[0]?.flow.connection).not.toBe(0)
    })
  }
}
