import type {
  PlanResult,
  PlanRow,
  PublishMode,
} from '../../../engine/api/contract/plan-procedures.ts'
import type { ChartPlaces, ChartSeries } from '../../components/chart/chart-series.ts'

/* What a plan says beyond its rows. */

export const modeKeys = {
  'refresh only': 'refreshOnly',
  threshold: 'threshold',
  'every change': 'everyChange',
} as const satisfies Readonly<Record<PublishMode, string>>

const modeColors: Readonly<Record<PublishMode, string>> = {
  'refresh only': '--tl-info',
  threshold: '--tl-bar-reduce',
  'every change': '--tl-bar-normal',
}

export const rowKey = ({ mode, expireSeconds }: Pick<PlanRow, 'mode' | 'expireSeconds'>): string =>
  `${mode} ${expireSeconds}`

export function recommendedRow({ rows, recommendation }: PlanResult): PlanRow | undefined {
  return recommendation ? rows.find((row) => rowKey(row) === rowKey(recommendation)) : undefined
}

/** Lines in use on average, of all lines. */
export function occupancyOf({ question }: PlanResult): number {
  const { callsPerSecond, talkSeconds, gateways, capacity } = question
  return (callsPerSecond * talkSeconds) / (gateways * capacity)
}

/** Lifetimes at which `threshold` over-assigns more calls than `refresh only`, beyond what may be chance. */
export function worseWithThreshold({ rows }: PlanResult): readonly number[] {
  return rows
    .filter(({ mode }) => mode === 'threshold')
    .filter((row) => {
      const plain = rows.find(
        ({ mode, expireSeconds }) => mode === 'refresh only' && expireSeconds === row.expireSeconds,
      )
      if (!plain) return false
      const { overAssignedPercent: here } = row
      const { overAssignedPercent: there } = plain
      return here.value - there.value > Math.max(here.plusMinus, there.plusMinus)
    })
    .map(({ expireSeconds }) => expireSeconds)
}

type Figure = (row: PlanRow) => number

const lifetimesOf = ({ rows }: PlanResult): readonly number[] =>
  [...new Set(rows.map(({ expireSeconds }) => expireSeconds))].toSorted((a, b) => a - b)

/** The lifetimes that were compared, as the axis of a chart. */
export function placesOf(
  result: PlanResult,
  title: string,
  word: (expireSeconds: number) => string,
): ChartPlaces {
  return { title, words: lifetimesOf(result).map(word) }
}

/** One line for each mode over the lifetimes that were compared; what cannot be run has no value. */
export function seriesOf(
  result: PlanResult,
  figure: Figure,
  title: (mode: PublishMode) => string,
): readonly ChartSeries[] {
  return result.question.modes.map((mode) => ({
    ...{ id: mode, title: title(mode), color: modeColors[mode] },
    values: lifetimesOf(result).map((expireSeconds) => {
      const row = result.rows.find((each) => rowKey(each) === rowKey({ mode, expireSeconds }))
      return row === undefined || row.obstacle !== '' ? null : figure(row)
    }),
  }))
}
