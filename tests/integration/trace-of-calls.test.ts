import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { exportPcap } from '../../engine/capture/pcap-export.ts'
import { searchTrace } from '../../engine/capture/trace-search.ts'
import { readTail, type TraceTail } from '../../engine/capture/trace-tail.ts'
import type { TracedMessage, TraceFilter } from '../../engine/capture/traced-message.ts'
import { createEngine, type Engine } from '../../engine/index.ts'
import { silentLogger } from '../../engine/kernel/logger.ts'
import { eventually } from '../harness/eventually.ts'
import { freePort } from '../harness/free-port.ts'
import { decodeCapture, startPacketCapture } from '../harness/packet-capture.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { runSipp, startSipp } from '../harness/sipp.ts'
import { createTemporaryFolder } from '../harness/temporary-folder.ts'

const actor = { name: 'test', from: 'command line' }
const calls = 20

describeWithTools(['sipp', 'tcpdump', 'tshark'], 'the trace of real calls', () => {
  const folder = createTemporaryFolder()
  const tails: TraceTail[] = []
  let engine: Engine
  let sipPort: number
  let calleePort: number
  let captured: string
  let removeCapture: () => void

  const found = (filter: TraceFilter): readonly TracedMessage[] =>
    searchTrace(engine.trace, filter, { limit: 1000 }).messages

  beforeAll(async () => {
    sipPort = await freePort()
    const callee = await startSipp({ scenario: 'uas_rr.xml' })
    calleePort = callee.port
    engine = createEngine({
      folder: folder.path,
      log: silentLogger,
      version: 'test',
      overrides: { listen: [`udp:127.0.0.1:${sipPort}`] },
    })
    const { configuration } = engine
    configuration.createMappingGateway({ name: 'Caller', remoteIps: '127.0.0.1' }, actor)
    configuration.createRoutingGateway(
      { name: 'Callee', remoteIp: '127.0.0.1', signalPort: calleePort, allowPublish: true },
      actor,
    )
    const capture = await startPacketCapture([sipPort])
    captured = capture.file
    removeCapture = () => capture.remove()
    await engine.start()
    const start = engine.trace.nextSequence
    const { code } = await runSipp({
      scenario: 'uac_b2bua.xml',
      target: `127.0.0.1:${sipPort}`,
      user: '1002',
      calls,
      callsPerSecond: 50,
      holdMs: 100,
    })
    expect(code).toBe(0)
    await eventually('the publication', () => found({ method: 'PUBLISH' })[0])
    let next = start
    await eventually('the tail', () => {
      const tail = readTail(engine.trace, { method: 'BYE' }, next, 500)
      next = tail.next
      tails.push(tail)
      return tailed().length >= 4 * calls ? true : undefined
    })
    await capture.stop()
    await callee.stop()
  })

  afterAll(async () => {
    await engine.stop()
    removeCapture()
    folder.remove()
  })

  const tailed = (): readonly TracedMessage[] => tails.flatMap((tail) => tail.messages)

  it('holds every packet that tcpdump saw, byte for byte the same length', () => {
    const file = join(folder.path, 'trace.pcap')
    writeFileSync(file, Buffer.concat([...exportPcap(engine.trace, {})]))
    const fields = ['udp.srcport', 'udp.dstport', 'udp.length', 'sip.Call-ID', 'sip.CSeq'] as const
    const rowsOf = (path: string): string[] =>
      decodeCapture(path, [...fields, 'sip.Request-Line', 'sip.Status-Line'], {
        sipPorts: [sipPort, calleePort],
        filter: 'sip',
      })
        .map((packet) => Object.values(packet).join(' | '))
        .sort()
    const onTheWire = rowsOf(captured)
    // What the engine sends to itself passes the wire once and the trace twice: sent and received.
    const own = `${sipPort} | ${sipPort} | `
    const traced = rowsOf(file)
    const seenOnce = [
      ...traced.filter((row) => !row.startsWith(own)),
      ...new Set(traced.filter((row) => row.startsWith(own))),
    ]
    expect(seenOnce.sort()).toEqual(onTheWire)
    expect(onTheWire.length).toBeGreaterThanOrEqual(13 * calls)
  })

  it('finds both legs of a call and names the gateways', () => {
    const invites = found({ method: 'INVITE', direction: 'sent' }).filter(
      (message) => message.statusCode === undefined,
    )
    expect(invites).toHaveLength(calls)
    const [invite] = invites
    expect(invite?.remote).toEqual({ address: '127.0.0.1', port: calleePort })
    expect(invite?.gateways).toContain('Callee')
    const leg = found({ callIds: [invite?.callId ?? ''] })
    expect(leg.map((message) => message.startLine.split(' ')[0]).reverse()).toEqual(
      expect.arrayContaining(['INVITE', 'ACK', 'BYE', 'SIP/2.0']),
    )
    expect(found({ gateway: 'Callee', method: 'INVITE' })).toHaveLength(3 * calls)
  })

  it('was followed live without loss', () => {
    const ids = tailed().map((message) => message.sequence)
    expect(ids).toHaveLength(4 * calls)
    expect(ids).toEqual([...ids].sort((a, b) => a - b))
    expect(tails.every((tail) => tail.omitted === 0)).toBe(true)
  })

  it('is switched off and made smaller while the engine runs', () => {
    const before = engine.trace.nextSequence
    engine.configuration.setSettings({ traceEnabled: false, traceMessages: 100 }, actor)
    expect(engine.trace.isEnabled).toBe(false)
    expect(found({}).length).toBeLessThanOrEqual(100)
    expect(engine.trace.nextSequence).toBe(before)
    engine.configuration.setSettings({ traceEnabled: true }, actor)
    expect(engine.trace.isEnabled).toBe(true)
  })
})
