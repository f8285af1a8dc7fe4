import type { PublicationRow } from '../../../engine/api/contract/feed-rows.ts'
import type { Translate } from '../../composables/use-text.ts'
import { publisherWords } from './publication-words.ts'

const mostNamed = 5

/** The question before publications are removed: how many, and which. */
export function removalQuestion(rows: readonly PublicationRow[], t: Translate): string {
  const [first] = rows
  if (rows.length === 1 && first) {
    const { gateway } = first
    return t('publication.removal.one', { gateway, publisher: publisherWords(first, t) })
  }
  const named = rows
    .slice(0, mostNamed)
    .map((row) => t('publication.removal.each', { gateway: row.gateway, publisher: row.publisher }))
    .join(', ')
  const rest = rows.length - mostNamed
  const names = rest > 0 ? t('publication.removal.more', { names: named, count: rest }) : named
  return t('publication.removal.many', { count: rows.length, names })
}
