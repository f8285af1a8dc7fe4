import type { PublicationRow } from '../../../engine/api/contract/feed-rows.ts'
import { formatCapacity, formatMoment } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'
import type { Conflict, ConflictKind } from './conflicts.ts'
import { documentWords, statusWord } from './document-words.ts'
import { freshnessNow } from './lifetime.ts'
import {
  freshnessWord,
  leftWords,
  peerWord,
  publisherWords,
  stateWord,
} from './publication-words.ts'
import type { publicationText } from './text.ts'

/** One line of the comparison: what every view says of one thing. */
export interface ViewFact {
  readonly id: keyof typeof publicationText.en.column
  readonly valueOf: (view: PublicationRow) => string
  /** The conflict that shows in this line. */
  readonly conflict?: ConflictKind
}

/** The lines of the comparison from top to bottom. */
export function viewFacts(t: Translate, nowMs: number): readonly ViewFact[] {
  return [
    { id: 'document', valueOf: (view) => documentWords(view, t) },
    { id: 'active', valueOf: ({ active }) => (active === null ? '' : String(active)) },
    {
      ...{ id: 'capacity', conflict: 'capacity' },
      valueOf: ({ capacity }) => (capacity === null ? '' : formatCapacity(capacity, t)),
    },
    { id: 'status', conflict: 'status', valueOf: ({ status }) => statusWord(status, t) },
    {
      ...{ id: 'freshness', conflict: 'freshness' },
      valueOf: (view) => freshnessWord(freshnessNow(view, nowMs), t),
    },
    {
      ...{ id: 'expires', conflict: 'lifetime' },
      valueOf: ({ expiresSeconds: n }) => (n === 0 ? '' : t('publication.seconds', { n })),
    },
    { id: 'left', valueOf: (view) => leftWords(view, nowMs, t) },
    { id: 'lastPublish', valueOf: ({ lastPublishAtMs }) => formatMoment(lastPublishAtMs) },
    { id: 'peer', valueOf: (view) => peerWord(view, t) },
    { id: 'entityTag', valueOf: ({ entityTag }) => entityTag },
    { id: 'sequence', valueOf: ({ sequence }) => String(sequence) },
    { id: 'state', valueOf: (view) => stateWord(view, t) },
    { id: 'lastError', valueOf: ({ lastError }) => lastError },
  ]
}

/** A conflict in words, with who says what. */
export function conflictWords({ kind, values }: Conflict, t: Translate): string {
  const said = values.map(({ view, value }) => {
    const publisher =
      view.side === 'held'
        ? publisherWords(view, t)
        : t('publication.sentTo', { target: peerWord(view, t) })
    return t('publication.conflict.value', { publisher, value: saidWord(kind, value, t) })
  })
  return t(`publication.conflict.${kind}`, { values: said.join(', ') })
}

function saidWord(kind: ConflictKind, value: string, t: Translate): string {
  if (kind === 'status') return statusWord(value, t)
  if (kind === 'lifetime') return t('publication.seconds', { n: value })
  if (kind === 'capacity') return formatCapacity(Number(value), t)
  return value === 'fresh' ? t('publication.state.live') : t('publication.freshness.stale')
}
