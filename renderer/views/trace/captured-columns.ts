import type { CapturedPublication } from '../../../engine/api/contract/capture-procedures.ts'
import { badge } from '../../components/grid/cells.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import { formatMoment, formatNumber } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'

type Verdict = CapturedPublication['verdict']

const tones: Readonly<Record<Verdict, 'ok' | 'warn' | 'bad'>> = {
  ok: 'ok',
  refused: 'bad',
  unanswered: 'bad',
  differs: 'warn',
  irregular: 'warn',
  lapsed: 'warn',
}

export function capturedColumns(t: Translate): readonly GridColumn<CapturedPublication>[] {
  const word = ({ verdict }: CapturedPublication): string => t(`trace.capture.verdict.${verdict}`)
  const interval = (id: 'Mean' | 'Min' | 'Max'): GridColumn<CapturedPublication> => ({
    ...{ id: `interval${id}`, title: t(`trace.check.interval${id}`), width: 78, kind: 'number' },
    value: (row) => row[`interval${id}Seconds`],
    format(row) {
      const seconds = row[`interval${id}Seconds`]
      return seconds === null ? '' : formatNumber(seconds, 1)
    },
  })
  const kinds = ({ initial, refresh, modify, remove }: CapturedPublication): string =>
    t('trace.capture.kinds', { initial, refresh, modify, remove })
  return [
    { id: 'gateway', title: t('trace.gateway'), width: 120, value: ({ gateway }) => gateway },
    {
      ...{ id: 'verdict', title: t('trace.check.verdict'), width: 118, value: word },
      draw: (row) => badge(word(row), tones[row.verdict]),
    },
    {
      ...{ id: 'ends', title: t('trace.ends'), width: 200, grow: 1, mono: true },
      ...{ value: ({ source, target }) => `${source} → ${target}`, tooltip: ({ from }) => from },
    },
    {
      ...{ id: 'requests', title: t('trace.check.sent'), width: 66, kind: 'number' },
      ...{ value: ({ requests }) => requests, tooltip: kinds },
    },
    {
      ...{ id: 'seen', title: t('trace.check.seen'), width: 80 },
      value: ({ expiresSeen }) => expiresSeen.map((each) => each ?? '–').join(', '),
    },
    {
      ...{ id: 'granted', title: t('trace.capture.granted'), width: 90 },
      value: ({ grantedSeen }) => grantedSeen.join(', '),
    },
    ...[interval('Mean'), interval('Min'), interval('Max')],
    {
      ...{ id: 'answers', title: t('trace.capture.answers'), width: 120 },
      value: ({ answers }) =>
        answers.map(({ statusCode, answers: count }) => `${statusCode} × ${count}`).join(', '),
    },
    {
      ...{ id: 'last', title: t('trace.check.last'), width: 150, kind: 'moment' },
      ...{ value: ({ lastMs }) => lastMs, format: ({ lastMs }) => formatMoment(lastMs) },
    },
  ]
}
