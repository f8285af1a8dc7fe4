import { checkExpires } from '../engine/capture/expires-check.ts'
import { exportPcap } from '../engine/capture/pcap-export.ts'
import { TraceRing } from '../engine/capture/trace-ring.ts'
import { searchTrace } from '../engine/capture/trace-search.ts'
import type { TraceFilter } from '../engine/capture/traced-message.ts'
import { systemClock } from '../engine/kernel/clock.ts'
import { parseMessage } from '../engine/sip/message/parse-message.ts'
import type { SipMessage } from '../engine/sip/message/message.ts'
import type { Flow } from '../engine/sip/transport/transport.ts'
import { inviteText } from './invite.ts'
import { median, rounded, type BenchOptions, type BenchResult } from './result.ts'

const messages = 1_000_000
/** One message in this many is a PUBLISH. */
const publishEvery = 50

const flow = (port: number): Flow => ({
  protocol: 'udp',
  local: { address: '127.0.0.1', port: 5060 },
  remote: { address: '127.0.0.1', port },
  connection: 0,
})

interface Sample {
  readonly bytes: Buffer
  readonly message: SipMessage | undefined
  readonly flow: Flow
}

function sampleOf(index: number): Sample {
  const method = index % publishEvery === 0 ? 'PUBLISH' : 'INVITE'
  const text = inviteText
    .replace(/^INVITE/, method)
    .replace('4711 INVITE', `4711 ${method}`)
    .replace('Session-Expires: 1800;refresher=uac', 'Expires: 300')
    .replace('Call-ID: 38', `Call-ID: ${index}`)
  const bytes = Buffer.from(text)
  const outcome = parseMessage(bytes)
  return {
    bytes,
    message: outcome.ok ? outcome.message : undefined,
    flow: flow(6000 + (index % 20)),
  }
}

/** Cost of recording one message, and time of searches over a million. */
export function measureTrace(_: BenchOptions, report: (result: BenchResult) => void): void {
  const samples = Array.from({ length: 1000 }, (_each, index) => sampleOf(index))
  const ring = new TraceRing({
    clock: systemClock,
    limits: { messages, bytes: messages * 1100 },
    gatewaysAt: ({ port }) => [`gateway-${port}`],
  })
  const record = (count: number): void => {
    for (let i = 0; i < count; i++) {
      const sample = samples[i % samples.length]
      if (!sample) continue
      const isOurs = sample.message?.kind === 'request' && sample.message.method === 'PUBLISH'
      ring[isOurs ? 'sent' : 'received'](sample.bytes, sample.flow, sample.message)
    }
  }
  record(messages)
  const beganMs = performance.now()
  record(messages)
  const nanoseconds = ((performance.now() - beganMs) / messages) * 1e6
  report({ name: 'trace, recording one message', value: rounded(nanoseconds), unit: 'ns' })

  const held = ring.nextSequence - ring.oldestSequence
  const search = (name: string, filter: TraceFilter): void => {
    const times = Array.from({ length: 7 }, () => timeToFindAll(ring, filter))
    const found = times[0]?.found ?? 0
    const value = rounded(median(times.map((each) => each.ms)))
    report({ name, value, unit: 'ms', facts: { messages: held, found } })
  }
  search('trace, all PUBLISH of a million, first 1,000 shown', { method: 'PUBLISH' })
  search('trace, one call of a million', { callIds: ['77748276298220188511@carrier.example.com'] })
  search('trace, one gateway and direction of a million', { gateway: 'gateway-6003' })
  search('trace, text in a million', { text: 'nowhere to be found' })

  measureExpiresCheck(ring, report)

  const exportBeganMs = performance.now()
  let bytes = 0
  for (const piece of exportPcap(ring, { method: 'PUBLISH' })) bytes += piece.length
  const exportMs = rounded(performance.now() - exportBeganMs)
  report({ name: 'trace, pcap of all PUBLISH', value: exportMs, unit: 'ms', facts: { bytes } })
}

/** All turns of the check of Expires, and the longest one: signalling waits for no more than that. */
function measureExpiresCheck(ring: TraceRing, report: (result: BenchResult) => void): void {
  const work = checkExpires(ring, {
    gateways: [{ name: '+49891234', allowPublish: true }],
    fromMs: 0,
    standard: () => ({ parameterSeconds: 300, nowMs: systemClock.nowMs(), completeSinceMs: 0 }),
  })
  const turns: number[] = []
  for (let isDone = false; !isDone;) {
    const beganMs = performance.now()
    isDone = work.next().done === true
    turns.push(performance.now() - beganMs)
  }
  const total = rounded(turns.reduce((sum, each) => sum + each, 0))
  const facts = { turns: turns.length }
  report({ name: 'trace, check of Expires over a million', value: total, unit: 'ms', facts })
  const longest = rounded(Math.max(...turns))
  report({ name: 'trace, longest turn of that check', value: longest, unit: 'ms' })
}

/** The first page, and for what must be read byte by byte every page until the end. */
function timeToFindAll(ring: TraceRing, filter: TraceFilter): { ms: number; found: number } {
  const beganMs = performance.now()
  let found = 0
  let before: number | undefined
  do {
    const paging = before === undefined ? { limit: 1000 } : { limit: 1000, before }
    const page = searchTrace(ring, filter, paging)
    found += page.messages.length
    before = page.next
  } while (before !== undefined && found < 1000)
  return { ms: performance.now() - beganMs, found }
}
