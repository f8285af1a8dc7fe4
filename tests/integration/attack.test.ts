import { randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket as Connection } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openRawPeer, rawMessage, type RawPeer } from '../acceptance/raw-peer.ts'
import { eventually } from '../harness/eventually.ts'
import { onlineGateway } from '../harness/host-figures.ts'
import { startHost, type Host } from '../harness/host.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { runSipp, startSipp, type Sipp, type SippOptions } from '../harness/sipp.ts'
import type { SippResult } from '../harness/sipp.ts'

const attackerAddress = '127.0.0.66'
const junkPerSecond = 5000
const junkMs = 5000
const halfOpen = 1000

describeWithTools(['sipp'], 'calls go on', () => {
  let host: Host
  let callee: Sipp
  let tcpPort: number

  beforeAll(async () => {
    host = await startHost({ args: ['--sip', 'udp:127.0.0.1:0', '--sip', 'tcp:127.0.0.1:0'] })
    tcpPort = Number(host.ready.sip[1]?.split(':').at(-1))
    callee = await startSipp({ scenario: 'uas', limitMs: 120_000 })
    await host.web.demand('CreateGatewayMapping', { name: 'MG', remoteIps: '127.0.0.1' })
    await host.web.demand('CreateGatewayRouting', {
      ...{ name: 'GW', prefix: '1', remoteIp: '127.0.0.1', signalPort: callee.port },
    })
  })

  afterAll(async () => {
    await callee.stop()
    await host.stop()
    host.removeData()
  })

  const call = (calls: number, options: Partial<SippOptions> = {}): Promise<SippResult> =>
    runSipp({
      ...{ scenario: 'uac_b2bua.xml', target: host.sipAddress, user: '1002', calls },
      ...{ callsPerSecond: 20, holdMs: 200, limitMs: 30_000, ...options },
    })
  const expectSuccess = (result: SippResult, calls: number): void => {
    expect(result.errors).toBe('')
    expect(result.statistics).toMatchObject({ created: calls, successful: calls, failed: 0 })
  }
  const residentMegabytes = (): number => {
    const status = readFileSync(`/proc/${host.pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
  }
  const fields = (port: number, id: string, method: string, protocol = 'UDP'): string[] => [
    `Via: SIP/2.0/${protocol} 127.0.0.1:${port};branch=z9hG4bK${id}`,
    'Max-Forwards: 70',
    `From: <sip:caller@127.0.0.1>;tag=${id}`,
    'To: <sip:1002@127.0.0.1>',
    `Call-ID: ${id}`,
    `CSeq: 1 ${method}`,
    `Contact: <sip:caller@127.0.0.1:${port}>`,
  ]

  it('while a stranger sends 5,000 packets of junk a second', { timeout: 60_000 }, async () => {
    const stranger = createSocket('udp4').bind(0, attackerAddress)
    await once(stranger, 'listening')
    const calls = 20 * (junkMs / 1000 + 1)
    const running = call(calls)
    const sent = await flood(stranger, host.sipPort, (index) =>
      index % 3 === 0
        ? Buffer.from(
            rawMessage(
              'INVITE sip:1002@127.0.0.1 SIP/2.0',
              fields(stranger.address().port, `junk${index}`, 'INVITE'),
            ),
          )
        : randomBytes(20 + (index % 900)),
    )
    expect(sent).toBeGreaterThan((junkPerSecond * junkMs) / 1000 / 2)
    expectSuccess(await running, calls)
    stranger.close()
    expect(residentMegabytes()).toBeLessThan(600)
  })

  it('while 600 connections each send a request letter by letter', async () => {
    const connections: Connection[] = []
    for (let index = 0; index < 600; index++) {
      const connection = connect(tcpPort, '127.0.0.1')
      connection.on('error', () => connection.destroy())
      connection.write('OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP ')
      connections.push(connection)
    }
    const dripping = setInterval(() => {
      for (const each of connections) if (each.writable) each.write('x')
    }, 200)
    await sleep(500)
    const target = `127.0.0.1:${tcpPort}`
    expectSuccess(await call(20, { transport: 'tcp', target }), 20)
    expectSuccess(await call(20), 20)
    clearInterval(dripping)
    for (const each of connections) each.destroy()
  })

  it(
    'while 1,000 callers let it ring and are never heard of again',
    { timeout: 60_000 },
    async () => {
      const rings = await openRingingGateway()
      await host.web.demand('CreateGatewayRouting', {
        ...{ name: 'Rings', prefix: '2', remoteIp: '127.0.0.1', signalPort: rings.port },
        timeoutRinging: 4,
      })
      const peer = await openRawPeer(host.sipPort)
      for (let index = 0; index < halfOpen; index++) {
        const id = `half${index}`
        peer.send(rawMessage('INVITE sip:2002@127.0.0.1 SIP/2.0', fields(peer.port, id, 'INVITE')))
        if (index % 50 === 0) await sleep(10)
      }
      await eventually('half-open calls', async () =>
        (await onlineGateway(host, 'Rings')).currentCall > halfOpen / 2 ? true : undefined,
      )
      expectSuccess(await call(20), 20)
      await eventually(
        'the stage timeout frees every line',
        async () => ((await onlineGateway(host, 'Rings')).currentCall === 0 ? true : undefined),
        15_000,
        200,
      )
      peer.close()
      rings.close()
    },
  )

  it('an SDP that makes no sense reaches the gateway byte for byte', async () => {
    const seen: string[] = []
    const gateway = createSocket('udp4').bind(0, '127.0.0.1')
    await once(gateway, 'listening')
    gateway.on('message', (bytes) => seen.push(bytes.toString('latin1')))
    await host.web.demand('CreateGatewayRouting', {
      ...{ name: 'Sees', prefix: '3', remoteIp: '127.0.0.1' },
      ...{ signalPort: gateway.address().port, timeoutInvite: 1 },
    })
    const body = 'v=0\no=\r\nm=audio -1 \xff\xfe\r\r\n\0\0a=' + 'z'.repeat(800) + '\r\n\r\nv=1'
    const peer = await openRawPeer(host.sipPort)
    const header = [...fields(peer.port, 'sdp', 'INVITE'), 'Content-Type: application/sdp']
    peer.send(rawMessage('INVITE sip:3002@127.0.0.1 SIP/2.0', header, body))
    const invite = await eventually('the INVITE', () => seen[0])
    const [head = ''] = invite.split('\r\n\r\n', 1)
    expect(invite.slice(head.length + 4)).toBe(body)
    expect(head).toMatch(new RegExp(`^Content-Length: ${body.length}$`, 'm'))
    peer.close()
    gateway.close()
  })

  it.each([
    ['one header field of 60,000 characters', `X-Large: ${'x'.repeat(60_000)}`],
    ['4,000 header fields', Array.from({ length: 4000 }, () => 'X-Many: y').join('\r\n')],
  ])('and %s are refused with 513', async (_what, large) => {
    const peer = await openRawPeer(host.sipPort)
    const header = [...fields(peer.port, 'large', 'OPTIONS'), large]
    expect(await statusOf(peer, rawMessage('OPTIONS sip:127.0.0.1 SIP/2.0', header))).toBe(513)
    peer.close()
  })

  it('and a header without end costs its connection only', async () => {
    const connection = connect(tcpPort, '127.0.0.1')
    const closed = once(connection, 'close')
    connection.on('error', () => connection.destroy()).resume()
    const header = fields(9, 'endless', 'OPTIONS', 'TCP').join('\r\n')
    connection.write(`OPTIONS sip:127.0.0.1 SIP/2.0\r\n${header}\r\nX-Endless: `)
    for (let part = 0; part < 100; part++) connection.write('y'.repeat(10_000))
    await closed
    expectSuccess(await call(10), 10)
    expect((await onlineGateway(host, 'GW')).currentCall).toBe(0)
  })
})

/** Sends at the rate, as evenly as timers allow; how many it were. */
async function flood(
  socket: Socket,
  port: number,
  packet: (index: number) => Buffer,
): Promise<number> {
  const startedAtMs = performance.now()
  let sent = 0
  for (;;) {
    const elapsedMs = performance.now() - startedAtMs
    if (elapsedMs >= junkMs) return sent
    while (sent < (elapsedMs * junkPerSecond) / 1000) {
      socket.send(packet(sent++), port, '127.0.0.1')
    }
    await sleep(2)
  }
}

interface RingingGateway {
  readonly port: number
  close(): void
}

/** Answers 180 to INVITE, 200 and 487 to CANCEL, whatever their number. */
async function openRingingGateway(): Promise<RingingGateway> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  socket.on('message', (bytes, from) => {
    const text = bytes.toString('latin1')
    const field = (name: string): string =>
      new RegExp(`^${name}: (.*)\\r$`, 'im').exec(text)?.[1] ?? ''
    const answer = (status: string, cseq: string): void => {
      const copied = ['Via', 'From', 'Call-ID'].map((name) => `${name}: ${field(name)}`)
      const to = field('To')
      const tagged = to.includes(';tag=') ? to : `${to};tag=rings`
      const contact = `Contact: <sip:rings@127.0.0.1:${socket.address().port}>`
      const header = [...copied, `To: ${tagged}`, `CSeq: ${cseq}`, contact]
      socket.send(rawMessage(`SIP/2.0 ${status}`, header), from.port, from.address)
    }
    if (text.startsWith('INVITE ')) answer('180 Ringing', field('CSeq'))
    if (!text.startsWith('CANCEL ')) return
    answer('200 OK', field('CSeq'))
    answer('487 Request Terminated', field('CSeq').replace('CANCEL', 'INVITE'))
  })
  return { port: socket.address().port, close: () => socket.close() }
}

function statusOf(peer: RawPeer, message: string): Promise<number> {
  const status = new Promise<number>((resolve) => {
    peer.onResponse((response) => resolve(response.statusCode))
  })
  peer.send(message)
  return status
}
