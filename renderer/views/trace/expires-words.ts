import type { ExpiresCheckRow } from '../../../engine/api/contract/trace-procedures.ts'
import type { GridColumn, Tone } from '../../components/grid/grid-column.ts'
import { badge } from '../../components/grid/cells.ts'
import { formatMoment, formatNumber } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'

type Verdict = ExpiresCheckRow['verdict']

/** In the order in which they matter. */
export const verdictTones: Readonly<Record<Verdict, Exclude<Tone, 'soft'> | ''>> = {
  silent: 'bad',
  unexpected: 'bad',
  differs: 'warn',
  irregular: 'warn',
  'not yet': 'info',
  ok: 'ok',
  none: '',
}
export const verdicts = Object.keys(verdictTones) as readonly Verdict[]

const names = {
  silent: 'silent',
  unexpected: 'unexpected',
  differs: 'differs',
  irregular: 'irregular',
  'not yet': 'notYet',
  ok: 'ok',
  none: 'none',
} as const satisfies Readonly<Record<Verdict, string>>

/** The verdict in one word, and as a sentence. */
export const verdictWord = (verdict: Verdict, t: Translate): string =>
  t(`trace.verdict.${names[verdict]}`)
export const verdictSentence = (verdict: Verdict, t: Translate): string =>
  t(`trace.verdictMeans.${names[verdict]}`)

export function expiresColumns(
  parameterSeconds: number,
  t: Translate,
): readonly GridColumn<ExpiresCheckRow>[] {
  const seconds = (value: number | null): string => (value === null ? '' : formatNumber(value, 1))
  const interval = (id: 'Mean' | 'Min' | 'Max'): GridColumn<ExpiresCheckRow> => ({
    ...{ id: `interval${id}`, title: t(`trace.check.interval${id}`), width: 74, kind: 'number' },
    value: (row) => row[`interval${id}Seconds`],
    format: (row) => seconds(row[`interval${id}Seconds`]),
  })
  return [
    { id: 'gateway', title: t('trace.gateway'), width: 120, value: ({ gateway }) => gateway },
    {
      ...{ id: 'should', title: t('trace.check.should'), width: 118, kind: 'flag' },
      value: ({ shouldPublish }) => shouldPublish,
      format: ({ shouldPublish }) => t(shouldPublish ? 'grid.yes' : 'grid.no'),
    },
    {
      ...{ id: 'verdict', title: t('trace.check.verdict'), width: 132 },
      value: ({ verdict }) => verdictWord(verdict, t),
      draw: ({ verdict }) => badge(verdictWord(verdict, t), verdictTones[verdict]),
    },
    {
      ...{ id: 'means', title: t('trace.check.means'), width: 190, grow: 1 },
      ...{ value: ({ verdict }) => verdictSentence(verdict, t) },
      tooltip: ({ verdict }) => verdictSentence(verdict, t),
    },
    {
      ...{ id: 'seen', title: t('trace.check.seen'), width: 82 },
      value: ({ expiresSeen }) => expiresSeen.join(', '),
      tone: ({ expiresSeen: [newest] }) =>
        newest === undefined || newest === parameterSeconds ? undefined : 'warn',
    },
    {
      ...{
        id: 'sent',
        title: t('trace.check.sent'),
        width: 66,
        kind: 'number',
        value: ({ sent }) => sent,
      },
    },
    ...[interval('Mean'), interval('Min'), interval('Max')],
    {
      ...{ id: 'last', title: t('trace.check.last'), width: 150, kind: 'moment' },
      ...{ value: ({ lastSentMs }) => lastSentMs, format: (row) => formatMoment(row.lastSentMs) },
    },
    {
      ...{ id: 'refused', title: t('trace.check.refused'), width: 84, kind: 'number' },
      ...{ value: ({ refused }) => refused, tone: (row) => (row.refused > 0 ? 'bad' : undefined) },
    },
  ]
}
