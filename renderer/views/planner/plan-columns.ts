import type { PlanResult, PlanRow } from '../../../engine/api/contract/plan-procedures.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import { formatNumber } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'
import { modeKeys, rowKey } from './plan-findings.ts'
import type { plannerText } from './text.ts'

type Column = GridColumn<PlanRow>
type ColumnName = keyof (typeof plannerText)['en']['column']
type TipName = keyof (typeof plannerText)['en']['tip']

/** Figures from thousandths to thousands with about three digits. */
export function shortFigure(value: number): string {
  if (value >= 100) return formatNumber(value)
  return formatNumber(value, value >= 10 ? 1 : 2)
}

const withError = (value: number, plusMinus: number, digits: number): string =>
  `${formatNumber(value, digits)} ± ${formatNumber(plusMinus, digits)}`

/** What stands in the way of running a row; empty = nothing. */
export const obstacleWords = ({ obstacle }: PlanRow, t: Translate): string =>
  obstacle === '' ? '' : t(`planner.obstacle.${obstacle}`)

/** Columns of the answer of a plan. */
export function planColumns(t: Translate, { recommendation }: PlanResult): readonly Column[] {
  const isBest = (row: PlanRow): boolean =>
    recommendation !== null && rowKey(row) === rowKey(recommendation)
  const title = (id: ColumnName): string => t(`planner.column.${id}`)
  const tip = (id: TipName): Pick<Column, 'tooltip'> => {
    const words = t(`planner.tip.${id}`)
    return { tooltip: () => words }
  }
  const number = (
    id: ColumnName,
    width: number,
    value: (row: PlanRow) => number,
    format: (row: PlanRow) => string,
  ): Column => ({ id, title: title(id), width, kind: 'number', value, format })
  const percent = (value: number): string => `${formatNumber(value, 2)} %`
  const seconds = (value: number): string => t('planner.seconds', { n: formatNumber(value, 1) })
  return [
    {
      ...{ id: 'mode', title: title('mode'), width: 150, value: ({ mode }) => mode },
      format: ({ mode }) => t(`planner.mode.${modeKeys[mode]}`),
    },
    {
      ...number(
        'expire',
        84,
        (row) => row.expireSeconds,
        ({ expireSeconds: n }) => t('planner.seconds', { n }),
      ),
      tone: (row) => (isBest(row) ? 'ok' : undefined),
    },
    {
      ...number(
        'over',
        122,
        (row) => row.overAssignedPercent.value,
        ({ overAssignedPercent: over }) => `${withError(over.value, over.plusMinus, 2)} %`,
      ),
      ...tip('over'),
    },
    {
      ...number(
        'worst',
        106,
        (row) => row.worstOvershoot,
        (row) => `+${formatNumber(row.worstOvershoot)}`,
      ),
      ...tip('worst'),
    },
    {
      ...number(
        'refusedFree',
        130,
        (row) => row.refusedThoughFreePercent,
        (row) => percent(row.refusedThoughFreePercent),
      ),
      ...tip('refusedFree'),
    },
    {
      ...number(
        'error',
        130,
        ({ error }) => error.mean,
        ({ error }) => withError(error.mean, error.plusMinus, 1),
      ),
      ...tip('error'),
    },
    {
      ...number(
        'age',
        108,
        ({ ageSeconds }) => ageSeconds.p50,
        ({ ageSeconds }) => seconds(ageSeconds.p50),
      ),
      ...tip('age'),
    },
    {
      ...number(
        'publish',
        100,
        ({ publishPerSecond }) => publishPerSecond.value,
        ({ publishPerSecond }) => shortFigure(publishPerSecond.value),
      ),
      ...tip('publish'),
    },
    {
      ...number(
        'kilobits',
        80,
        (row) => row.kilobitsPerSecond,
        (row) => shortFigure(row.kilobitsPerSecond),
      ),
      ...tip('kilobits'),
    },
    {
      ...{ id: 'obstacle', title: title('obstacle'), width: 180, grow: 1 },
      value: (row) => (isBest(row) ? t('planner.best') : obstacleWords(row, t)),
      tone: (row) => (isBest(row) ? 'ok' : 'warn'),
    },
    ...[
      number(
        'perHour',
        120,
        (row) => row.overAssignedPerHour,
        (row) => shortFigure(row.overAssignedPerHour),
      ),
      number(
        'refused',
        90,
        (row) => row.refusedPercent,
        (row) => percent(row.refusedPercent),
      ),
      number(
        'error95',
        130,
        ({ error }) => error.p95,
        ({ error }) => t('planner.lines', { n: formatNumber(error.p95) }),
      ),
      number(
        'age95',
        108,
        ({ ageSeconds }) => ageSeconds.p95,
        ({ ageSeconds }) => seconds(ageSeconds.p95),
      ),
      number(
        'simulated',
        110,
        (row) => row.simulatedCalls,
        (row) => formatNumber(row.simulatedCalls),
      ),
    ].map((column): Column => ({ ...column, hidden: true })),
  ]
}
