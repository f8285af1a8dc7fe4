import type { MappingOnlineFeedRow } from '../../../engine/api/contract/feed-rows.ts'
import { badge, levelBar } from '../../components/grid/cells.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import { formatCapacity, formatPercent } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'
import { occupancyOf } from './occupancy.ts'

type Column = GridColumn<MappingOnlineFeedRow>

function figureColumns(t: Translate): readonly Column[] {
  return [
    {
      ...{ id: 'active', title: t('online.column.active'), width: 96, kind: 'number' },
      value: ({ active }) => active,
    },
    {
      ...{ id: 'capacity', title: t('online.column.capacity'), width: 92, kind: 'number' },
      value: ({ capacity }) => capacity,
      format: ({ capacity }) => formatCapacity(capacity, t),
    },
    {
      ...{ id: 'occupancy', title: t('online.column.occupancy'), width: 160, kind: 'number' },
      value: ({ active, capacity }) => occupancyOf(active, capacity),
      format: ({ active, capacity }) => formatPercent(occupancyOf(active, capacity), 0),
      draw({ active, capacity }) {
        const share = occupancyOf(active, capacity)
        if (share === null) return document.createElement('span')
        const band = share >= 1 ? 'full' : 'normal'
        return levelBar({ share, band, word: formatPercent(share, 0) })
      },
    },
    {
      ...{ id: 'asr', title: t('online.column.asr'), width: 92, kind: 'number' },
      value: ({ asr }) => asr,
      format: ({ asr }) => formatPercent(asr),
    },
    {
      ...{ id: 'acd', title: t('online.column.acd'), width: 92, kind: 'number' },
      value: ({ acdSeconds }) => acdSeconds,
      format: ({ acdSeconds }) =>
        acdSeconds === null ? '' : t('online.seconds', { n: Math.round(acdSeconds) }),
    },
  ]
}

/** Columns of *Online mapping gateway*. */
export function mappingOnlineColumns(t: Translate): readonly Column[] {
  const stateWord = ({ lockType }: MappingOnlineFeedRow): string =>
    lockType === 0 ? t('gateways.state.open') : t('gateways.state.locked')
  return [
    {
      ...{ id: 'name', title: t('online.column.name'), width: 170, pinned: true, sort: 'asc' },
      value: ({ name }) => name,
    },
    ...figureColumns(t),
    {
      ...{ id: 'state', title: t('online.column.state'), width: 100, value: stateWord },
      draw: (row) => badge(stateWord(row), row.lockType === 0 ? 'ok' : ''),
    },
    {
      ...{ id: 'remoteIps', title: t('online.column.address'), width: 240, grow: 1, mono: true },
      value: ({ remoteIps }) => remoteIps,
    },
    {
      ...{ id: 'localAddress', title: t('online.column.localAddress'), width: 130, mono: true },
      value: ({ localAddress }) => localAddress,
    },
  ]
}
