import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryStore, type TemporaryStore } from '../../tests/harness/temporary-store.ts'
import type { StoredPublication } from '../publish/publication.ts'

let temporary: TemporaryStore

const publication = (
  entityTag: string,
  fields: Partial<StoredPublication> = {},
): StoredPublication => ({
  entityTag,
  resource: 'GW-A',
  isAggregate: false,
  publisher: 'node-1',
  publisherKind: 'own',
  source: '127.0.0.1:5060',
  expiresSeconds: 300,
  expiresAtMs: 1_800_000_300_000,
  body: '<presence/>',
  contentType: 'application/pidf+xml',
  createdAtMs: 1_800_000_000_000,
  updatedAtMs: 1_800_000_000_000,
  sequence: 1,
  ...fields,
})
const put = (entityTag: string, replaces?: string, fields: Partial<StoredPublication> = {}) =>
  ({
    kind: 'put',
    publication: publication(entityTag, fields),
    ...(replaces === undefined ? {} : { replaces }),
  }) as const

beforeEach(() => {
  temporary = createTemporaryStore()
})
afterEach(() => temporary.remove())

test('a change is told as done within 5 ms, after it is durable', () => {
  const { store, clock } = temporary
  const done: boolean[] = []
  store.publications.commit(put('a'), (ok) => done.push(ok))
  expect(done).toEqual([])
  clock.advance(5)
  expect(done).toEqual([true])
  expect(temporary.crash().publications.load()).toEqual([publication('a')])
})

test('changes that come together share one commit and are told in order', () => {
  const { store, clock } = temporary
  const done: string[] = []
  for (const tag of ['a', 'b', 'c']) store.publications.commit(put(tag), () => done.push(tag))
  clock.advance(5)
  expect(done).toEqual(['a', 'b', 'c'])
  expect(clock.pendingTimers).toBe(0)
})

test('refresh, modify and remove within one batch follow each other', () => {
  const { store, clock } = temporary
  const ignore = () => undefined
  store.publications.commit(put('a1'), ignore)
  store.publications.commit(put('a2', 'a1', { sequence: 2 }), ignore)
  store.publications.commit(put('b1'), ignore)
  store.publications.commit(put('a3', 'a2', { body: '<other/>', sequence: 3 }), ignore)
  store.publications.commit({ kind: 'remove', entityTag: 'b1' }, ignore)
  clock.advance(5)
  expect(temporary.crash().publications.load()).toEqual([
    publication('a3', { body: '<other/>', sequence: 3 }),
  ])
})

test('after a restart a publication is refreshed under the entity-tag that its publisher holds', () => {
  temporary.store.publications.commit(put('a1'), () => undefined)
  temporary.clock.advance(5)
  const store = temporary.crash()
  expect(store.publications.load()).toHaveLength(1)
  store.publications.commit(put('a2', 'a1', { expiresAtMs: 1_800_000_600_000 }), () => undefined)
  temporary.clock.advance(5)
  expect(temporary.crash().publications.load()).toEqual([
    publication('a2', { expiresAtMs: 1_800_000_600_000 }),
  ])
})

test('a batch that fails is told as failed and leaves everything as it was', () => {
  const { store, clock } = temporary
  store.publications.commit(put('a1'), () => undefined)
  clock.advance(5)
  const other = temporary.otherProgram()
  other.exec('BEGIN IMMEDIATE')
  const done: boolean[] = []
  store.publications.commit(put('a2', 'a1'), (ok) => done.push(ok))
  store.publications.commit(put('b1'), (ok) => done.push(ok))
  clock.advance(5)
  expect(done).toEqual([false, false])
  other.exec('ROLLBACK')
  store.publications.commit(put('a3', 'a1'), (ok) => done.push(ok))
  clock.advance(250)
  expect(done).toEqual([false, false, true])
  expect(
    temporary
      .crash()
      .publications.load()
      .map((each) => each.entityTag),
  ).toEqual(['a3'])
})

test('removing what is not there is done', () => {
  const done: boolean[] = []
  temporary.store.publications.commit({ kind: 'remove', entityTag: 'x' }, (ok) => done.push(ok))
  temporary.clock.advance(5)
  expect(done).toEqual([true])
})
