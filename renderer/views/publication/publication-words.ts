import type { PublicationRow } from '../../../engine/api/contract/feed-rows.ts'
import type { Translate } from '../../composables/use-text.ts'
import { secondsLeft, type Freshness } from './lifetime.ts'
import { publicationText } from './text.ts'

type StateName = keyof typeof publicationText.en.state

export const freshnessTones = { fresh: 'ok', due: 'warn', stale: 'bad', none: '' } as const

/** `node-1 (this node)`, `node-2 (node)`, `GW-A (the gateway itself)`. */
export const publisherWords = (
  { publisher, publisherKind }: PublicationRow,
  t: Translate,
): string => t(`publication.publisherKind.${publisherKind}`, { name: publisher })

export const freshnessWord = (freshness: Freshness, t: Translate): string =>
  t(`publication.freshness.${freshness}`)

/** Where it comes from, or the target that it is sent to. */
export const peerWord = ({ side, peer }: PublicationRow, t: Translate): string =>
  side === 'sent' && peer === 'own compositor' ? t('publication.ownCompositor') : peer

/** State of a held one or of the agent's machine; one that is not known stays as it came. */
export const stateWord = ({ state }: PublicationRow, t: Translate): string =>
  Object.hasOwn(publicationText.en.state, state)
    ? t(`publication.state.${state as StateName}`)
    : state

/** `123 s`, `over`, or nothing where nothing was granted. */
export function leftWords(row: PublicationRow, nowMs: number, t: Translate): string {
  const left = secondsLeft(row, nowMs)
  if (left === null) return ''
  return left === 0 ? t('publication.over') : t('publication.seconds', { n: left })
}
