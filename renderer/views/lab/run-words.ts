import type { LabRunRow, LabVerdict } from '../../../engine/api/contract/lab-rows.ts'
import { formatDuration, formatNumber } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'

export const runTones = {
  running: 'info',
  passed: 'ok',
  failed: 'bad',
  stopped: '',
  broken: 'bad',
} as const
export const verdictTones = { waiting: '', passed: 'ok', failed: 'bad' } as const

const comparisons = { equal: 'equal', 'at least': 'atLeast', 'at most': 'atMost' } as const

/** What was measured, against what was wanted, and when. */
export function verdictWords(verdict: LabVerdict, t: Translate): string {
  const { measured, wanted, atSeconds, is } = verdict
  if (measured === null || wanted === null) return t('lab.run.notMeasured')
  return t('lab.run.measured', {
    ...{ measured: figure(measured), wanted: figure(wanted) },
    is: t(`lab.run.is.${comparisons[is]}`),
    at: scenarioTime(atSeconds ?? 0, t),
  })
}

/** Whole numbers as they are, others with two digits. */
const figure = (value: number): string => formatNumber(value, Number.isInteger(value) ? 0 : 2)

/** Time of the scenario: seconds with a digit as long as they are few. */
export function scenarioTime(seconds: number, t: Translate): string {
  if (seconds < 120) return t('component.secondsShort', { n: formatNumber(seconds, 1) })
  return formatDuration(seconds * 1000)
}

/** Expectations that were kept, of all. */
export const keptOf = ({
  verdicts,
}: LabRunRow): { readonly passed: number; readonly all: number } => ({
  passed: verdicts.filter(({ state }) => state === 'passed').length,
  all: verdicts.length,
})

/** Part of the steps that are done, in per cent. */
export const stepShare = ({ step, steps, state }: LabRunRow): number =>
  state === 'running' && steps > 0 ? Math.min(99, Math.floor((100 * step) / steps)) : 100
