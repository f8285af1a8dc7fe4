import type { LabGatewayRow } from '../../../engine/api/contract/lab-rows.ts'
import { badge, levelBar } from '../../components/grid/cells.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import { formatCapacity } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'
import type { labText } from './text.ts'
import { addressWords } from './use-matching.ts'

type Column = GridColumn<LabGatewayRow>
type Counter =
  | 'invites'
  | 'answered'
  | 'refusedFull'
  | 'refused'
  | 'cancelled'
  | 'ended'
  | 'peak'
  | 'probes'
  | 'published'
  | 'lost'

/** How it treats calls, where that is not the usual. */
export function behaviourWords({ plan }: LabGatewayRow, t: Translate): string {
  return [
    ...(plan.isSilent ? [t('lab.behaviour.silent')] : []),
    t('lab.behaviour.answers', { percent: plan.answerPercent }),
    ...(plan.lossPercent > 0 ? [t('lab.behaviour.loss', { percent: plan.lossPercent })] : []),
    ...(plan.delayMs > 0 ? [t('lab.behaviour.delay', { ms: plan.delayMs })] : []),
    ...(plan.publish === 'correct' ? [t('lab.behaviour.publish')] : []),
    ...(plan.publish === 'late' ? [t('lab.behaviour.publishLate')] : []),
  ].join(', ')
}

/** Columns of the simulated gateways; `routingOf` = routing gateways that send to one. */
export function gatewayColumns(
  t: Translate,
  routingOf: (row: LabGatewayRow) => readonly string[],
): readonly Column[] {
  const title = (id: keyof (typeof labText)['en']['column']): string => t(`lab.column.${id}`)
  const counter = (id: Counter, width: number, isBad = false): Column => ({
    ...{ id, title: title(id), width, kind: 'number', value: (row) => row[id] },
    ...(isBad ? { tone: (row: LabGatewayRow) => (row[id] > 0 ? 'bad' : undefined) } : {}),
  })
  const isSample = title('sample')
  const fullTip = t('lab.tip.refusedFull')
  return [
    {
      id: 'name',
      title: title('name'),
      width: 168,
      value: ({ name }) => name,
      pinned: true,
      sort: 'asc',
    },
    {
      ...{ id: 'load', title: title('load'), width: 170, kind: 'number' },
      value: ({ active, plan }) => (plan.channels === 0 ? active : active / plan.channels),
      format: ({ active, plan }) => `${active} / ${formatCapacity(plan.channels, t)}`,
      draw: ({ active, plan }) =>
        levelBar({
          share: plan.channels === 0 ? 0 : active / plan.channels,
          band: plan.channels > 0 && active >= plan.channels ? 'full' : 'normal',
          word: `${active} / ${formatCapacity(plan.channels, t)}`,
        }),
    },
    ...[counter('invites', 84), counter('answered', 86)],
    { ...counter('refusedFull', 128, true), tooltip: () => fullTip },
    ...[
      counter('refused', 80),
      counter('cancelled', 86),
      counter('ended', 76),
      counter('peak', 66),
    ],
    {
      ...{ id: 'routing', title: title('routing'), width: 150, ticks: true },
      value: (row) => routingOf(row).join(', '),
    },
    {
      ...{ id: 'behaviour', title: title('behaviour'), width: 190, grow: 1 },
      value: (row) => behaviourWords(row, t),
      tone: ({ plan }) => (plan.isSilent ? 'warn' : undefined),
    },
    { id: 'address', title: title('address'), width: 140, mono: true, value: addressWords },
    {
      ...{
        id: 'sample',
        title: title('sample'),
        width: 80,
        kind: 'flag',
        value: (row) => row.isSample,
      },
      format: (row) => (row.isSample ? isSample : ''),
      draw: (row) => (row.isSample ? badge(isSample, 'info') : document.createElement('span')),
    },
    ...[counter('probes', 86), counter('published', 110), counter('lost', 100)].map(
      (column): Column => ({ ...column, hidden: true }),
    ),
  ]
}
