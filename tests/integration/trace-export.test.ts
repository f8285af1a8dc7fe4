import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { exportPcap } from '../../engine/capture/pcap-export.ts'
import { TraceRing } from '../../engine/capture/trace-ring.ts'
import type { Flow } from '../../engine/sip/transport/transport.ts'
import { createFakeClock } from '../../engine/testing/fake-clock.ts'
import { decodeCapture } from '../harness/packet-capture.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { createTemporaryFolder } from '../harness/temporary-folder.ts'

const flows: readonly Flow[] = [
  flowOf('udp', '127.0.0.1', '192.0.2.7', 0),
  flowOf('udp', '::1', '2001:db8::7', 0),
  flowOf('tcp', '127.0.0.1', '192.0.2.7', 5),
  flowOf('tcp', '::1', '2001:db8::7', 6),
]

function flowOf(
  protocol: Flow['protocol'],
  local: string,
  remote: string,
  connection: number,
): Flow {
  return {
    protocol,
    connection,
    local: { address: local, port: 5060 },
    remote: { address: remote, port: 33_000 + connection },
  }
}

const message = (startLine: string, callId: string, body: string): Buffer =>
  Buffer.from(
    [
      startLine,
      'Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bKx',
      'From: <sip:a@192.0.2.7>;tag=1',
      'To: <sip:b@127.0.0.1>',
      `Call-ID: ${callId}`,
      'CSeq: 1 PUBLISH',
      'Authorization: Digest username="secret-user", response="secret-response"',
      'Content-Type: text/plain',
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n'),
  )

describeWithTools(['tcpdump', 'tshark'], 'a trace exported as pcap', () => {
  const folder = createTemporaryFolder()
  const file = join(folder.path, 'trace.pcap')

  beforeAll(() => {
    const clock = createFakeClock(1_800_000_000_250)
    const ring = new TraceRing({ clock })
    for (const [index, flow] of flows.entries()) {
      const body = 'x'.repeat(index % 2 === 0 ? 10 : 3001)
      ring.received(
        message('PUBLISH sip:b@127.0.0.1 SIP/2.0', `call-${index}`, body),
        flow,
        undefined,
      )
      clock.advance(5)
      ring.sent(message('SIP/2.0 200 OK', `call-${index}`, ''), flow, undefined)
      ring.received(
        message('PUBLISH sip:b@127.0.0.1 SIP/2.0', `again-${index}`, body),
        flow,
        undefined,
      )
    }
    writeFileSync(file, Buffer.concat([...exportPcap(ring, {})]))
  })

  afterAll(() => folder.remove())

  it('is read by tcpdump as SIP with correct checksums', () => {
    const { status, stdout } = spawnSync('tcpdump', ['-nn', '-vv', '-r', file], {
      encoding: 'utf8',
      timeout: 30_000,
    })
    expect(status).toBe(0)
    expect(stdout.match(/udp sum ok/g)).toHaveLength(6)
    expect(stdout.match(/cksum 0x[0-9a-f]{4} \(correct\)/g)).toHaveLength(6)
    expect(stdout).not.toMatch(/bad|truncated|incorrect/i)
    expect(stdout).toContain('192.0.2.7.33000 > 127.0.0.1.5060')
    expect(stdout).toContain('2001:db8::7.33006 > ::1.5060')
    expect(stdout).toMatch(/PUBLISH sip:b@127\.0\.0\.1 SIP\/2\.0/)
  })

  it('is read by tshark as SIP over UDP and TCP, in order and complete', () => {
    const packets = decodeCapture(
      file,
      ['sip.Method', 'sip.Status-Code', 'sip.Call-ID', 'frame.time_epoch', 'tcp.seq_raw'],
      { sipPorts: [5060] },
    )
    expect(packets).toHaveLength(12)
    for (const index of flows.keys()) {
      const [publish, ok, again] = packets.slice(index * 3)
      expect(publish).toMatchObject({ 'sip.Method': 'PUBLISH', 'sip.Call-ID': `call-${index}` })
      expect(ok).toMatchObject({ 'sip.Status-Code': '200', 'sip.Call-ID': `call-${index}` })
      expect(again).toMatchObject({ 'sip.Method': 'PUBLISH', 'sip.Call-ID': `again-${index}` })
    }
    expect(Number(packets[0]?.['frame.time_epoch'])).toBeCloseTo(1_800_000_000.25, 3)
  })

  it('has no flaw that tshark could name', () => {
    const flaws = decodeCapture(file, ['frame.number', '_ws.expert.message'], {
      sipPorts: [5060],
      filter: '_ws.malformed || tcp.analysis.flags || ip.checksum.status == 0',
    })
    expect(flaws).toEqual([])
  })

  it('shows no credentials', () => {
    const text = spawnSync('tcpdump', ['-nn', '-A', '-r', file], { encoding: 'latin1' }).stdout
    expect(text).toContain('Authorization: Digest hidden="****')
    expect(text).not.toContain('secret')
  })
})
