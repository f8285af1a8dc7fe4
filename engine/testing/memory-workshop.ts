import type { CaptureListener, CapturePaths } from '../capture/library/capture-reading.ts'
import type { CaptureReading } from '../capture/library/capture-reading.ts'
import { createCaptureLibrary, type CaptureLibrary } from '../capture/library/capture-library.ts'
import { readFiles } from '../capture/library/read-files.ts'
import { udpPacket } from '../capture/ip-packet.ts'
import { planQuestion, type PlanFeedRow } from '../api/contract/plan-procedures.ts'
import { LiveList } from '../kernel/live-list.ts'
import type { PlanDesk } from '../planner/plan-desk.ts'
import { runPlan } from '../planner/run-plan.ts'
import { pcapFile } from './capture-files.ts'

/** Reads in the thread of the test, at once. */
function readHere(paths: CapturePaths, listener: CaptureListener): CaptureReading {
  const reading = readFiles(paths, listener)
  // Each ask is answered with the value of its kind.
  const answer = (ask: object): Promise<never> =>
    Promise.resolve(reading?.answer({ id: 0, ...ask } as never) as never)
  return {
    search: (filter, paging) => answer({ kind: 'search', filter, paging }),
    text: (sequence) => answer({ kind: 'text', sequence }),
    verify: (expiresSeconds) => answer({ kind: 'verify', expiresSeconds }),
    beginExport: (filter) => answer({ kind: 'beginExport', filter }),
    nextPiece: (exportNumber) => answer({ kind: 'nextPiece', exportNumber }),
    close: () => Promise.resolve(reading?.close()),
  }
}

const publish = [
  'PUBLISH sip:gateway-status@h;gateway=GW SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1',
  'From: <sip:GW@h>;tag=1',
  'To: <sip:GW@h>',
  'Call-ID: captured',
  'CSeq: 1 PUBLISH',
  'Expires: 300',
  'Content-Length: 0',
  '\r\n',
].join('\r\n')

/** A capture of one PUBLISH. */
export const sampleCapture: Buffer = pcapFile([
  {
    timeMs: 1_800_000_000_000,
    bytes: udpPacket(
      {
        source: { address: '192.0.2.7', port: 5060 },
        destination: { address: '192.0.2.1', port: 5060 },
      },
      Buffer.from(publish),
    ),
  },
])

/** Captures without threads: 1 is being received, 2 is ready and has export 1 under way. */
export async function createMemoryCaptures(dataFolder: string): Promise<CaptureLibrary> {
  const library = createCaptureLibrary({ dataFolder, nowMs: () => 0, startReading: readHere })
  await library.begin('first.pcap', 'operator')
  const second = await library.begin('second.pcap', 'operator')
  await library.append(second, sampleCapture)
  await library.finish(second)
  await library.beginExport(second, {})
  return library
}

const question = planQuestion.parse({
  ...{ nodes: 2, gateways: 1, capacity: 2, callsPerSecond: 0.01 },
  ...{ expireSeconds: [30], modes: ['refresh only'] },
})
const result = runPlan(question, () => undefined)

/** Plans without threads: 1 is done. */
export function createMemoryPlans(): PlanDesk {
  const rows = new LiveList<PlanFeedRow, PlanFeedRow>((row) => row)
  const { nodes, gateways, callsPerSecond } = question
  rows.add(1, {
    ...{ plan: 1, state: 'done', startedBy: 'operator', startedAtMs: 0, progress: 1, fault: '' },
    ...{ nodes, gateways, callsPerSecond },
  })
  return {
    rows,
    start: () => 2,
    result: () => result,
    stop: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}
