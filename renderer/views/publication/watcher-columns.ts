import type { WatcherRow } from '../../../engine/api/contract/feed-rows.ts'
import { badge } from '../../components/grid/cells.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import type { Translate } from '../../composables/use-text.ts'
import type { publicationText } from './text.ts'

type WatcherState = keyof typeof publicationText.en.watcherState

/** RFC 6665 §4.2.2, in the order of a subscription's life. */
export const watcherStates: { readonly [S in WatcherState]: 'ok' | 'info' | 'warn' | '' } = {
  init: '',
  resp_wait: '',
  pending: 'warn',
  active: 'ok',
  terminated: '',
}

const isState = (state: string): state is WatcherState => state in watcherStates

/** The gateway that is watched; empty = all of them. */
export const resourceWord = ({ resource }: WatcherRow, t: Translate): string =>
  resource === '' ? t('publication.everyGateway') : resource

/** The URI of a From header field value, without display name and tag. */
export const watcherUri = (from: string): string =>
  /<([^>]*)>/.exec(from)?.[1] ?? from.replace(/;.*$/, '').trim()

/** Columns of *Watchers*; `now` is the engine's time. */
export function watcherColumns(t: Translate, now: () => number): readonly GridColumn<WatcherRow>[] {
  const stateWord = ({ state }: WatcherRow): string =>
    isState(state) ? t(`publication.watcherState.${state}`) : state
  return [
    {
      ...{ id: 'resource', title: t('publication.column.resource'), width: 180, sort: 'asc' },
      value: (row) => resourceWord(row, t),
    },
    {
      ...{ id: 'watcher', title: t('publication.column.watcher'), width: 240, grow: 1, mono: true },
      value: ({ watcher }) => watcherUri(watcher),
      tooltip: ({ watcher }) => watcher,
    },
    {
      ...{ id: 'contact', title: t('publication.column.contact'), width: 280, grow: 1, mono: true },
      value: ({ remoteTarget }) => remoteTarget,
      tooltip: ({ remoteTarget }) => remoteTarget,
    },
    {
      ...{ id: 'state', title: t('publication.column.state'), width: 120, value: stateWord },
      draw: (row) => badge(stateWord(row), isState(row.state) ? watcherStates[row.state] : ''),
    },
    {
      ...{ id: 'left', title: t('publication.column.left'), width: 110 },
      ...{ kind: 'moment', ticks: true, value: ({ expiresAtMs }) => expiresAtMs },
      format({ expiresAtMs }) {
        const left = Math.ceil((expiresAtMs - now()) / 1000)
        return left > 0 ? t('publication.seconds', { n: left }) : t('publication.over')
      },
    },
    {
      ...{ id: 'callId', title: t('publication.column.callId'), width: 240 },
      ...{ mono: true, hidden: true },
      value: ({ callId }) => callId,
    },
  ]
}
