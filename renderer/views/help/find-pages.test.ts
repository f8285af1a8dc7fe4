import { expect, test } from 'vitest'
import { findPages, type SearchedPage } from './find-pages.ts'

const pages: readonly SearchedPage[] = [
  {
    ...{ id: 'calls', title: 'Current call', also: '当前通话' },
    text: 'Calls that are up now. Hang up ends one. A line limit is not shown here.',
  },
  {
    ...{ id: 'limits', title: 'Line limits, bands and the ledger', also: '线路上限' },
    text: 'How many calls a gateway may carry.',
  },
  { id: 'records', title: 'CDR', also: '话单查询', text: 'What is kept of a call.' },
]
const idsOf = (typed: string): readonly string[] => findPages(pages, typed).map(({ id }) => id)

test('every word must be found, in any order, and capitals do not count', () => {
  expect(idsOf('UP hang')).toEqual(['calls'])
  expect(idsOf('hang bands')).toEqual([])
})

test('a page with the words in its title comes before one that mentions them', () => {
  expect(idsOf('line limit')).toEqual(['limits', 'calls'])
  expect(idsOf('cdr')).toEqual(['records'])
})

test('a title of the other language finds its page', () => {
  expect(idsOf('话单')).toEqual(['records'])
})

test('nothing typed finds nothing', () => {
  expect(idsOf('   ')).toEqual([])
})

test('an excerpt shows the words around what was found', () => {
  const [found] = findPages(pages, 'hang')
  expect(found?.excerpt).toBe(
    'Calls that are up now. Hang up ends one. A line limit is not shown here.',
  )
  const long = {
    id: 'x',
    title: 'X',
    also: '',
    text: `${'a '.repeat(100)}needle${' b'.repeat(100)}`,
  }
  const [cut] = findPages([long], 'needle')
  expect(cut?.excerpt).toMatch(/^… (a )+needle( b)+ …$/u)
  expect(cut?.excerpt.length).toBeLessThan(120)
})

test('an excerpt begins with a whole word, where all that was typed stands together', () => {
  const text = 'stale figures first. '.concat(
    'Something lengthy in between. ',
    'The stale policy decides.',
  )
  const [found] = findPages([{ id: 'x', title: 'X', also: '', text }], 'stale policy')
  expect(found?.excerpt).toBe('… lengthy in between. The stale policy decides.')
})
