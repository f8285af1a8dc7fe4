import type { GatewayReport } from '../../../engine/api/contract/analysis-procedures.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import { endReasonWords } from '../../composables/end-reason.ts'
import {
  formatCapacity,
  formatDuration,
  formatNumber,
  formatPercent,
} from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'
import type { analysisText } from './text.ts'

type ColumnName = keyof (typeof analysisText)['en']['gateway']
type Column = GridColumn<GatewayReport>

const bands = ['normal', 'reduce', 'last resort', 'full'] as const

/** Time in the bands, those that were never entered left out. */
export function bandWords({ bands: shares }: GatewayReport, t: Translate): string {
  return bands
    .filter((band) => shares[band] > 0)
    .map((band) => {
      const share = formatPercent(shares[band])
      return t('analysis.gateway.bandShare', { band: t(`analysis.band.${band}`), share })
    })
    .join(', ')
}

/** How often each end reason came, most frequent first. */
export function reasonWords({ endReasons }: GatewayReport, t: Translate): string {
  return endReasons.map(({ reason, calls }) => `${endReasonWords(reason, t)} × ${calls}`).join(', ')
}

/** Columns of the gateway analysis report. */
export function reportColumns(t: Translate): readonly Column[] {
  const title = (id: ColumnName): string => t(`analysis.gateway.${id}` as 'analysis.gateway.calls')
  const number = (
    id: ColumnName,
    width: number,
    value: (row: GatewayReport) => number | null,
    format?: (value: number) => string,
  ): Column => ({
    ...{ id, title: title(id), width, kind: 'number', value },
    format: (row) => {
      const found = value(row)
      return found === null ? '' : (format ?? formatNumber)(found)
    },
  })
  const percent = (value: number): string => formatPercent(value)
  const ms = (value: number): string => `${formatNumber(value)} ms`
  const oneDigit = (value: number): string => formatNumber(value, 1)
  return [
    {
      ...{ id: 'gateway', title: title('gateway'), width: 150, pinned: true, sort: 'asc' },
      value: ({ gateway }) => gateway,
    },
    number('calls', 70, ({ calls }) => calls),
    number('answered', 84, ({ answered }) => answered),
    number('asr', 78, ({ asr }) => asr, percent),
    number('connect', 100, ({ connectRatio }) => connectRatio, percent),
    number('response', 112, ({ responseRatio }) => responseRatio, percent),
    number(
      'acd',
      78,
      ({ acdSeconds }) => acdSeconds,
      (value) => formatDuration(value * 1000),
    ),
    number('pddMedian', 100, ({ setupDelayMedianMs }) => setupDelayMedianMs, ms),
    number('pddP95', 88, ({ setupDelayP95Ms }) => setupDelayP95Ms, ms),
    number('peak', 66, ({ peakActive }) => peakActive),
    number('mean', 70, ({ meanActive }) => meanActive, oneDigit),
    number(
      'capacity',
      92,
      ({ capacity }) => capacity,
      (value) => formatCapacity(value, t),
    ),
    {
      ...{ id: 'bands', title: title('bands'), width: 190 },
      value: (row) => bandWords(row, t),
      tooltip: (row) => bandWords(row, t),
    },
    number('refused', 116, ({ refusedAtLimit }) => refusedAtLimit),
    number('switched', 110, ({ switchedAway }) => switchedAway),
    number('errorMean', 160, ({ publicationErrorMean }) => publicationErrorMean, oneDigit),
    number('errorWorst', 164, ({ publicationErrorWorst }) => publicationErrorWorst),
    number('stale', 84, ({ staleMs }) => staleMs, formatDuration),
    {
      ...{ id: 'endReasons', title: title('endReasons'), width: 220 },
      value: (row) => reasonWords(row, t),
      tooltip: (row) => reasonWords(row, t),
    },
  ]
}
