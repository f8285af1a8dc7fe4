import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createTemporaryFolder } from '../harness/temporary-folder.ts'
import { startSipp, type Sipp, type SippOptions } from '../harness/sipp.ts'

/** One change of a SIPp callee's own call count, as its message log tells it. */
interface LineStep {
  readonly atSeconds: number
  /** Calls that the callee holds after this step. */
  readonly calls: number
}

/** A SIPp callee together with what it saw itself: INVITE received opens a call, BYE received ends it. */
export interface WitnessedCallee extends Sipp {
  /** Call count over time; read it after `drain` or while calls run. */
  lineSteps(): readonly LineStep[]
  peak(): number
  /** Calls it holds now. */
  current(): number
  remove(): void
}

/** Starts a SIPp callee that writes down every message it receives and sends. */
export async function startWitnessedCallee(
  options: Partial<SippOptions> = {},
): Promise<WitnessedCallee> {
  const folder = createTemporaryFolder()
  const file = join(folder.path, 'short-messages.log')
  const sipp = await startSipp({
    scenario: 'uas_rr.xml',
    ...options,
    extraArgs: ['-trace_shortmsg', '-shortmessage_file', file, ...(options.extraArgs ?? [])],
  })
  const lineSteps = (): readonly LineStep[] => readLineSteps(file)
  return {
    ...sipp,
    lineSteps,
    peak: () => Math.max(0, ...lineSteps().map((step) => step.calls)),
    current: () => lineSteps().at(-1)?.calls ?? 0,
    remove: () => folder.remove(),
  }
}

/** Rows: date, time, seconds, R or S, Call-ID, CSeq, start line. */
function readLineSteps(file: string): LineStep[] {
  const open = new Set<string>()
  const steps: LineStep[] = []
  for (const row of readLog(file)) {
    const [, , atSeconds = '0', direction, callId = '', , startLine = ''] = row.split('\t')
    if (direction !== 'R') continue
    const before = open.size
    if (startLine.startsWith('INVITE ')) open.add(callId)
    else if (startLine.startsWith('BYE ') || startLine.startsWith('CANCEL ')) open.delete(callId)
    if (open.size !== before) steps.push({ atSeconds: Number(atSeconds), calls: open.size })
  }
  return steps
}

function readLog(file: string): string[] {
  try {
    return readFileSync(file, 'latin1').split('\n')
  } catch {
    // SIPp makes the file with its first message.
    return []
  }
}
