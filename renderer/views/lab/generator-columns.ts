import type { LabGeneratorRow } from '../../../engine/api/contract/lab-rows.ts'
import { badge, levelBar } from '../../components/grid/cells.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import type { Translate } from '../../composables/use-text.ts'
import { rateWords } from './rate-form.ts'
import type { labText } from './text.ts'
import { addressWords } from './use-matching.ts'

type Column = GridColumn<LabGeneratorRow>
type Counter =
  | 'answered'
  | 'failed'
  | 'cancelled'
  | 'ended'
  | 'endedByPeer'
  | 'active'
  | 'peak'
  | 'skipped'
  | 'lost'

const tones = { running: 'ok', ending: 'warn', stopped: '' } as const

/** Response codes of failed calls, most frequent first. */
export function failureWords({ failures }: LabGeneratorRow, t: Translate): string {
  return failures
    .toSorted((a, b) => b.calls - a.calls)
    .map(({ code, calls }) => `${code === 0 ? t('lab.noAnswer') : code} × ${calls}`)
    .join(', ')
}

/** Columns of the call generators. */
export function generatorColumns(t: Translate): readonly Column[] {
  const title = (id: keyof (typeof labText)['en']['column']): string => t(`lab.column.${id}`)
  const counter = (id: Counter, width: number): Column => ({
    ...{ id, title: title(id), width, kind: 'number', value: (row) => row[id] },
  })
  const isSample = title('sample')
  const skippedTip = t('lab.tip.skipped')
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
      ...{ id: 'state', title: title('state'), width: 90, value: ({ state }) => state },
      format: ({ state }) => t(`lab.generator.state.${state}`),
      draw: ({ state }) => badge(t(`lab.generator.state.${state}`), tones[state]),
    },
    {
      ...{ id: 'placed', title: title('placed'), width: 160, kind: 'number' },
      value: ({ placed }) => placed,
      format: ({ placed, plan }) => `${placed} / ${plan.totalCalls}`,
      draw: ({ placed, plan }) =>
        levelBar({
          ...{ share: placed / plan.totalCalls, band: 'normal' },
          word: `${placed} / ${plan.totalCalls}`,
        }),
    },
    ...[counter('active', 80), counter('answered', 86)],
    {
      ...counter('failed', 72),
      tone: ({ failed }) => (failed > 0 ? 'warn' : undefined),
    },
    {
      ...{ id: 'failures', title: title('failures'), width: 150, grow: 1 },
      value: (row) => failureWords(row, t),
    },
    ...[counter('cancelled', 86), counter('ended', 76), counter('peak', 66)],
    { ...counter('skipped', 78), tooltip: () => skippedTip },
    { id: 'rate', title: title('rate'), width: 160, value: ({ plan }) => rateWords(plan.rate, t) },
    {
      ...{ id: 'numbers', title: title('numbers'), width: 160, mono: true },
      value: ({ plan }) => `${plan.caller} → ${plan.callee}`,
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
    ...[counter('endedByPeer', 130), counter('lost', 100)].map((column): Column => ({
      ...column,
      hidden: true,
    })),
  ]
}
