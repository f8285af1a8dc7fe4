import type { PublicationRow } from '../../../engine/api/contract/feed-rows.ts'
import { badge, levelBar } from '../../components/grid/cells.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import { formatMoment } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'
import { documentWords, statusTone, statusWord } from './document-words.ts'
import { freshnessNow, lifetimeLevel } from './lifetime.ts'
import {
  freshnessTones,
  freshnessWord,
  leftWords,
  peerWord,
  publisherWords,
  stateWord,
} from './publication-words.ts'
import type { publicationText } from './text.ts'

type Column = GridColumn<PublicationRow>

function documentColumns(t: Translate, title: Titles): readonly Column[] {
  return [
    {
      ...{ id: 'active', title: title('active'), width: 72, kind: 'number' },
      value: ({ active }) => active,
    },
    {
      ...{ id: 'capacity', title: title('capacity'), width: 82, kind: 'number' },
      value: ({ capacity }) => capacity,
    },
    {
      ...{ id: 'status', title: title('status'), width: 100 },
      value: ({ status }) => statusWord(status, t),
      draw: ({ status }) =>
        status === ''
          ? document.createElement('span')
          : badge(statusWord(status, t), statusTone(status)),
    },
    {
      ...{ id: 'document', title: title('document'), width: 320, hidden: true },
      value: (row) => documentWords(row, t),
    },
  ]
}

function timeColumns(t: Translate, title: Titles, now: () => number): readonly Column[] {
  const freshness = (row: PublicationRow) => freshnessNow(row, now())
  return [
    {
      ...{ id: 'expires', title: title('expires'), width: 76, kind: 'number' },
      value: ({ expiresSeconds }) => (expiresSeconds === 0 ? null : expiresSeconds),
      format: ({ expiresSeconds: n }) => (n === 0 ? '' : t('publication.seconds', { n })),
    },
    {
      ...{ id: 'left', title: title('left'), width: 142, kind: 'moment', ticks: true },
      value: ({ expiresAtMs }) => expiresAtMs,
      format: (row) => leftWords(row, now(), t),
      draw: (row) =>
        row.expiresAtMs === null
          ? document.createElement('span')
          : levelBar(lifetimeLevel(row, freshness(row), leftWords(row, now(), t), now())),
    },
    {
      ...{ id: 'freshness', title: title('freshness'), width: 94 },
      value: (row) => freshnessWord(freshness(row), t),
      draw: (row) => badge(freshnessWord(freshness(row), t), freshnessTones[freshness(row)]),
    },
    {
      ...{ id: 'lastPublish', title: title('lastPublish'), width: 156, kind: 'moment' },
      value: ({ lastPublishAtMs }) => lastPublishAtMs,
      format: ({ lastPublishAtMs }) => formatMoment(lastPublishAtMs),
    },
  ]
}

type Titles = (name: keyof typeof publicationText.en.column) => string

/** Columns of *Publication status*; `now` is the engine's time. */
export function publicationColumns(t: Translate, now: () => number): readonly Column[] {
  const title: Titles = (name) => t(`publication.column.${name}`)
  return [
    {
      ...{ id: 'gateway', title: title('gateway'), width: 140, pinned: true, sort: 'asc' },
      value: ({ gateway }) => gateway,
    },
    {
      ...{ id: 'side', title: title('side'), width: 112 },
      value: ({ side }) => t(`publication.side.${side}`),
    },
    {
      ...{ id: 'publisher', title: title('publisher'), width: 150 },
      value: (row) => publisherWords(row, t),
    },
    {
      ...{ id: 'peer', title: title('peer'), width: 142, mono: true },
      value: (row) => peerWord(row, t),
    },
    ...documentColumns(t, title),
    ...timeColumns(t, title, now),
    {
      ...{ id: 'entityTag', title: title('entityTag'), width: 150, mono: true },
      value: ({ entityTag }) => entityTag,
      tooltip: ({ entityTag }) => entityTag,
    },
    {
      ...{ id: 'sequence', title: title('sequence'), width: 82, kind: 'number' },
      value: ({ sequence }) => sequence,
    },
    {
      ...{ id: 'state', title: title('state'), width: 104 },
      value: (row) => stateWord(row, t),
    },
    {
      ...{ id: 'lastError', title: title('lastError'), width: 200 },
      value: ({ lastError }) => lastError,
      tone: () => 'bad',
      tooltip: ({ lastError }) => lastError,
    },
  ]
}
