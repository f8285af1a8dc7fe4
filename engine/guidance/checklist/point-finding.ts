import type { CheckResult } from '../../api/contract/checklist-procedures.ts'
import { toneOf, type CheckCode, type EvidenceTone } from '../../api/contract/checklist-wordings.ts'
import type { Evidence, EvidenceSource } from '../../api/contract/evidence.ts'

/** What the verification of a point came to. */
export interface PointFinding {
  readonly result: CheckResult
  readonly evidence: readonly Evidence[]
  readonly isSimulated?: boolean
}

type Values = Evidence['values']

/** A line of evidence whose words exist. */
export const line = (
  code: CheckCode,
  values: Values = {},
  source: EvidenceSource | null = null,
): Evidence => ({ code, values, source })

/** Lines that are shown of one point; with 10,000 gateways nobody reads them all. */
const mostLines = 40

const toneOrder: readonly EvidenceTone[] = ['fault', 'remark', 'fact']

/** The finding of these lines: failed when one speaks against, else what the point makes of the others. */
export function findingOf(lines: readonly Evidence[], otherwise: CheckResult): PointFinding {
  const hasFault = lines.some((each) => toneOf(each) === 'fault')
  const sorted = toneOrder.flatMap((tone) => lines.filter((each) => toneOf(each) === tone))
  return { result: hasFault ? 'failed' : otherwise, evidence: shortened(sorted) }
}

function shortened(lines: readonly Evidence[]): readonly Evidence[] {
  if (lines.length <= mostLines) return lines
  const count = lines.length - mostLines
  return [...lines.slice(0, mostLines), line('andMore', { count })]
}

/** One decimal at most. */
export const rounded = (value: number): number => Math.round(value * 10) / 10
