import type { RoutingOnlineFeedRow } from '../../../engine/api/contract/feed-rows.ts'
import { badge, levelBar } from '../../components/grid/cells.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import {
  formatCapacity,
  formatMoment,
  formatPercent,
  formatSpan,
} from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'
import { freshnessOf, reachabilityOf, stateOf, type StateWords } from '../gateways/live-words.ts'
import { occupancyLevel, occupancyOf, type BandPercents } from './occupancy.ts'

type Row = RoutingOnlineFeedRow
type Column = GridColumn<Row>

/** Locked, suspended, or the band: what the strip above the grid counts. */
export function kindOf({ unusableReason, band }: Row): string {
  if (unusableReason === 'locked') return 'locked'
  if (unusableReason !== null) return 'unusable'
  return band === 'last resort' ? 'lastResort' : band
}

const stateWords = (row: Row, t: Translate): StateWords =>
  stateOf(row.unusableReason === 'locked' ? 3 : 0, row, t)

/** A column of words on a quiet ground. */
function stateColumn(
  column: Pick<Column, 'id' | 'title' | 'width'>,
  wordsOf: (row: Row) => StateWords | undefined,
): Column {
  return {
    ...column,
    value: (row) => wordsOf(row)?.word ?? '',
    draw(row) {
      const words = wordsOf(row)
      return words ? badge(words.word, words.tone) : document.createElement('span')
    },
    tooltip: (row) => wordsOf(row)?.more ?? '',
  }
}

const rateColumn = (id: string, title: string, valueOf: (row: Row) => number | null): Column => ({
  ...{ id, title, width: id === 'asr' ? 84 : 122, kind: 'number', value: valueOf },
  format: (row) => formatPercent(valueOf(row)),
})

function figureColumns(t: Translate, bands: BandPercents): readonly Column[] {
  const title = (name: 'active' | 'ownActive' | 'capacity' | 'occupancy'): string =>
    t(`online.column.${name}`)
  return [
    {
      ...{ id: 'active', title: title('active'), width: 104, kind: 'number' },
      value: ({ active }) => active,
    },
    {
      ...{ id: 'ownActive', title: title('ownActive'), width: 110, kind: 'number', hidden: true },
      value: ({ ownActive }) => ownActive,
    },
    {
      ...{ id: 'capacity', title: title('capacity'), width: 84, kind: 'number' },
      value: ({ capacity }) => capacity,
      format: ({ capacity }) => formatCapacity(capacity, t),
    },
    {
      ...{ id: 'occupancy', title: title('occupancy'), width: 150, kind: 'number' },
      value: ({ active, capacity }) => occupancyOf(active, capacity),
      format: ({ active, capacity }) => formatPercent(occupancyOf(active, capacity), 0),
      draw: (row) =>
        row.capacity === 0 ? document.createElement('span') : levelBar(occupancyLevel(row, bands)),
    },
  ]
}

function publishedColumns(t: Translate, now: () => number): readonly Column[] {
  const ageOf = ({ publishedAtMs }: Row): string =>
    publishedAtMs === null ? '' : formatSpan(Math.max(0, now() - publishedAtMs), t)
  return [
    {
      ...{ id: 'published', title: t('online.column.published'), width: 94, kind: 'number' },
      value: ({ published }) => published,
    },
    {
      ...{ id: 'publishedAge', title: t('online.column.publishedAge'), width: 118 },
      ...{ kind: 'moment', ticks: true },
      value: ({ publishedAtMs }) => publishedAtMs,
      format: ageOf,
      tooltip: ({ publishedAtMs }) => formatMoment(publishedAtMs),
    },
    stateColumn(
      { id: 'freshness', title: t('online.column.freshness'), width: 94 },
      ({ freshness, allowPublish }) =>
        allowPublish || freshness !== 'none' ? freshnessOf(freshness, t) : undefined,
    ),
  ]
}

function reachColumns(t: Translate, now: () => number): readonly Column[] {
  return [
    {
      ...{ id: 'remoteAddress', title: t('online.column.address'), width: 118, mono: true },
      value: ({ remoteAddress }) => remoteAddress,
    },
    {
      ...{ id: 'localAddress', title: t('online.column.localAddress'), width: 118 },
      ...{ mono: true, hidden: true },
      value: ({ localAddress }) => localAddress,
    },
    stateColumn(
      { id: 'reachability', title: t('online.column.reachability'), width: 170 },
      ({ reachability }) => reachabilityOf(reachability, t),
    ),
    {
      ...{ id: 'retryAfter', title: t('online.column.retryAfter'), width: 96 },
      ...{ kind: 'moment', ticks: true },
      value: ({ retryAfterUntilMs }) => retryAfterUntilMs,
      format({ retryAfterUntilMs }) {
        const leftMs = (retryAfterUntilMs ?? 0) - now()
        return leftMs > 0 ? t('online.seconds', { n: Math.ceil(leftMs / 1000) }) : ''
      },
      tone: () => 'warn',
    },
  ]
}

function settingColumns(t: Translate): readonly Column[] {
  const flag = (name: 'allowPublish' | 'enforceCapacity'): Column => ({
    ...{ id: name, title: t(`online.column.${name}`), width: 110, kind: 'flag', hidden: true },
    value: (row) => row[name],
    format: (row) => (row[name] ? t('grid.yes') : t('grid.no')),
  })
  return [
    {
      ...{ id: 'priority', title: t('online.column.priority'), width: 80 },
      ...{ kind: 'number', hidden: true },
      value: ({ priority }) => priority,
    },
    flag('allowPublish'),
    flag('enforceCapacity'),
  ]
}

/** Columns of *Online routing gateway*; `now` is the engine's time. */
export function routingOnlineColumns(
  t: Translate,
  bands: BandPercents,
  now: () => number,
): readonly Column[] {
  return [
    {
      ...{ id: 'name', title: t('online.column.name'), width: 150, pinned: true, sort: 'asc' },
      value: ({ name }) => name,
    },
    {
      ...{ id: 'prefix', title: t('online.column.prefix'), width: 126 },
      value: ({ prefix }) => prefix,
    },
    ...figureColumns(t, bands),
    stateColumn({ id: 'state', title: t('online.column.state'), width: 100 }, (row) =>
      stateWords(row, t),
    ),
    ...publishedColumns(t, now),
    rateColumn('asr', t('online.column.asr'), ({ asr }) => asr),
    rateColumn('connectRatio', t('online.column.connectRatio'), (row) => row.connectRatio),
    rateColumn('responseRatio', t('online.column.responseRatio'), (row) => row.responseRatio),
    {
      ...{ id: 'acd', title: t('online.column.acd'), width: 72, kind: 'number' },
      value: ({ acdSeconds }) => acdSeconds,
      format: ({ acdSeconds }) =>
        acdSeconds === null ? '' : t('online.seconds', { n: Math.round(acdSeconds) }),
    },
    ...reachColumns(t, now),
    ...settingColumns(t),
  ]
}
