import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSeededIdSource } from '../../engine/kernel/id-source.ts'
import { createMessageMutator } from '../../engine/testing/mutate-message.ts'
import { startHost, type Host } from '../harness/host.ts'
import { eventually } from '../harness/eventually.ts'
import { openRawPeer, rawMessage, type RawPeer } from './raw-peer.ts'

const mutations = 20_000
const batch = 100
const longestDatagram = 60_000
const seeds = ['rfc4475', 'rfc5118'].flatMap((set) => {
  const folder = join(import.meta.dirname, '../data', set, 'wire')
  return readdirSync(folder).map((file) => readFileSync(join(folder, file)))
})

describe('20,000 mutated torture messages', () => {
  let host: Host
  let attacker: Socket
  let probe: RawPeer
  const answered = new Set<string>()

  beforeAll(async () => {
    host = await startHost()
    await host.web.demand('CreateGatewayMapping', { name: 'MG', remoteIps: '127.0.0.1' })
    await host.web.demand('CreateGatewayRouting', {
      name: 'GW',
      remoteIp: '127.0.0.1',
      signalPort: 9,
      allowPublish: true,
      timeoutInvite: 1,
    })
    attacker = createSocket('udp4')
    attacker.bind(0, '127.0.0.1')
    await once(attacker, 'listening')
    probe = await openRawPeer(host.sipPort)
    probe.onResponse((response) => {
      if (response.statusCode === 200) answered.add(response.callId)
    })
  })

  afterAll(async () => {
    attacker.close()
    probe.close()
    await host.stop()
    host.removeData()
  })

  const askOptions = (callId: string): void => {
    probe.send(
      rawMessage('OPTIONS sip:127.0.0.1 SIP/2.0', [
        `Via: SIP/2.0/UDP 127.0.0.1:${probe.port};rport;branch=z9hG4bK${callId}`,
        'Max-Forwards: 70',
        'From: <sip:probe@127.0.0.1>;tag=probe',
        'To: <sip:127.0.0.1>',
        `Call-ID: ${callId}`,
        'CSeq: 1 OPTIONS',
      ]),
    )
  }

  it('leave no valid request unanswered and the process alive', { timeout: 120_000 }, async () => {
    const ids = createSeededIdSource(3261)
    const mutator = createMessageMutator(3261)
    const anySeed = (): Buffer =>
      seeds[Math.floor(ids.fraction() * seeds.length)] ?? Buffer.alloc(0)
    for (let sent = 0; sent < mutations; sent += batch) {
      for (let each = 0; each < batch; each++) {
        const message = mutator.mutate(anySeed(), anySeed()).subarray(0, longestDatagram)
        attacker.send(message, host.sipPort, '127.0.0.1')
      }
      const callId = `probe-${sent}`
      askOptions(callId)
      // A full socket buffer may lose a datagram, so a probe is retransmitted as any client would.
      await eventually(
        `an answer after ${sent} messages`,
        () => {
          if (answered.has(callId)) return true
          askOptions(callId)
          return undefined
        },
        10_000,
        20,
      )
    }
    expect(answered.size).toBe(mutations / batch)
    expect((await host.web.demand('GetPerformance')).retCode).toBe(0)
  })

  it('leave the ledger at zero and the memory bounded', async () => {
    const online = (await host.web.demand('GetGatewayRoutingOnline'))[
      'infoGatewayRoutingOnlines'
    ] as { currentCall: number }[]
    const resident = Number(
      /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${host.pid}/status`, 'utf8'))?.[1],
    )
    expect(resident).toBeLessThan(600 * 1024)
    await eventually(
      'no line in use',
      async () => {
        const rows = (await host.web.demand('GetGatewayRoutingOnline'))[
          'infoGatewayRoutingOnlines'
        ] as { currentCall: number }[]
        return rows.every((row) => row.currentCall === 0) ? true : undefined
      },
      60_000,
      500,
    )
    expect(online).toHaveLength(1)
  })
})
