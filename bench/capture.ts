import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PcapWriter, pcapFileHeader } from '../engine/capture/pcap-writer.ts'
import type { PublishVerification } from '../engine/api/contract/capture-procedures.ts'
import { rounded, type BenchOptions, type BenchResult } from './result.ts'

const trunkline = join(import.meta.dirname, '../engine/trunkline.js')
const packets = 1_000_000
const gateways = 2000
/** A refresh every so often, in the time of the capture. */
const everySeconds = 250
const publishPerRound = 2 * gateways
const limitMs = 300_000

const common = (gateway: number, round: number): string =>
  [
    `Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK-${gateway}-${round}`,
    `From: <sip:GW-${gateway}@example.org>;tag=${gateway}`,
    `To: <sip:GW-${gateway}@example.org>`,
    `Call-ID: publication-${gateway}@192.0.2.7`,
    `CSeq: ${round} PUBLISH`,
    'Expires: 300',
  ].join('\r\n')

const request = (gateway: number, round: number): string =>
  `PUBLISH sip:gateway-status@example.org;gateway=GW-${gateway} SIP/2.0\r\n` +
  `${common(gateway, round)}\r\nEvent: presence\r\nMax-Forwards: 70\r\n` +
  `${round === 1 ? '' : 'SIP-If-Match: tag\r\n'}User-Agent: Trunkline\r\nContent-Length: 0\r\n\r\n`

const answer = (gateway: number, round: number): string =>
  `SIP/2.0 200 OK\r\n${common(gateway, round)}\r\nSIP-ETag: tag\r\nContent-Length: 0\r\n\r\n`

/** A million packets: each gateway's refreshes and their answers. */
function writeCapture(file: string): void {
  const descriptor = openSync(file, 'w')
  const writer = new PcapWriter()
  writeSync(descriptor, pcapFileHeader())
  let batch: Buffer[] = []
  for (let index = 0; index < packets; index++) {
    const round = 1 + Math.floor(index / publishPerRound)
    const place = index % publishPerRound
    const timeMs = 1.8e12 + (round + place / publishPerRound) * everySeconds * 1000
    const isRequest = index % 2 === 0
    const text = (isRequest ? request : answer)(place >> 1, round)
    const facts = {
      ...{ timeMs, direction: isRequest ? ('sent' as const) : ('received' as const) },
      ...{ protocol: 'udp' as const, connection: 0 },
      local: { address: '192.0.2.7', port: 5060 },
      remote: { address: '192.0.2.1', port: 5060 },
    }
    batch.push(writer.records(facts, Buffer.from(text)))
    if (batch.length < 4096) continue
    writeSync(descriptor, Buffer.concat(batch))
    batch = []
  }
  writeSync(descriptor, Buffer.concat(batch))
  closeSync(descriptor)
}

interface Run {
  readonly seconds: number
  readonly megabytes: number
  readonly result: PublishVerification
}

/** `trunkline trace` as a process of its own, with the most memory that it ever had. */
async function runTrace(file: string): Promise<Run> {
  const beganMs = performance.now()
  const child = spawn(process.execPath, [trunkline, 'trace', file, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: limitMs,
  })
  let output = ''
  let kilobytes = 0
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const look = setInterval(() => {
    kilobytes = Math.max(kilobytes, highWater(child.pid ?? 0))
  }, 50)
  const [code] = (await once(child, 'close')) as [number | null]
  clearInterval(look)
  if (code !== 0) throw new Error(`trunkline trace ended with ${String(code)}`)
  const result = JSON.parse(output) as PublishVerification
  return { seconds: (performance.now() - beganMs) / 1000, megabytes: kilobytes / 1024, result }
}

function highWater(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1] ?? 0)
  } catch (error) {
    // It has ended between two looks.
    if (error instanceof Error && 'code' in error) return 0
    throw error
  }
}

/** Time and memory to read and verify a capture of a million packets. */
export async function measureCapture(
  _: BenchOptions,
  report: (result: BenchResult) => void,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-bench-'))
  try {
    const file = join(folder, 'million.pcap')
    writeCapture(file)
    const { seconds, megabytes, result } = await runTrace(file)
    const facts = {
      ...{ packets, fileBytes: statSync(file).size, publish: result.requests },
      publications: result.publications.length,
    }
    const name = 'capture of a million packets'
    report({ name: `${name}, read and verified`, value: rounded(seconds), unit: 's', facts })
    report({ name: `${name}, most memory`, value: rounded(megabytes), unit: 'MiB', facts })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
