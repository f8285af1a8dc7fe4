import { expect, it } from 'vitest'
import type { PublicationRow } from '../../../engine/api/contract/feed-rows.ts'
import { translate } from '../../composables/use-text.ts'
import { removalQuestion } from './removal-words.ts'

const rows = (count: number): readonly PublicationRow[] =>
  Array.from(
    { length: count },
    (_, i) =>
      ({ gateway: `GW-${i}`, publisher: 'node-2', publisherKind: 'node' }) as PublicationRow,
  )

it('names the one publication that is to be removed', () => {
  expect(removalQuestion(rows(1), translate)).toBe(
    'Remove the publication about “GW-0” by node-2 (node)?',
  )
})

it('counts several, names five and counts the others', () => {
  expect(removalQuestion(rows(2), translate)).toBe(
    'Remove these 2 publications? GW-0 by node-2, GW-1 by node-2',
  )
  expect(removalQuestion(rows(9), translate)).toMatch(/GW-4 by node-2 and 4 more$/)
})
