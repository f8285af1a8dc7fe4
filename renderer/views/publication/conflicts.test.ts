import { describe, expect, it } from 'vitest'
import type { PublicationRow } from '../../../engine/api/contract/feed-rows.ts'
import { conflictsOf } from './conflicts.ts'

const view = (publisher: string, other: Partial<PublicationRow> = {}): PublicationRow => ({
  ...{ key: `held ${publisher}`, side: 'held', gateway: 'GW-A', publisher },
  ...{ publisherKind: 'node', peer: '127.0.0.1:5060', entityTag: publisher },
  ...{ active: 3, capacity: 10, status: 'available', expiresSeconds: 300, expiresAtMs: 300_000 },
  ...{ lastPublishAtMs: 0, sequence: 1, state: 'live', freshness: 'fresh', lastError: '' },
  ...other,
})
const kinds = (views: readonly PublicationRow[], nowMs = 1000): readonly string[] =>
  conflictsOf(views, nowMs).map(({ kind }) => kind)

describe('the views of one gateway', () => {
  it('agree while only the active calls differ', () => {
    expect(kinds([view('one'), view('two', { active: 7 })])).toEqual([])
  })

  it('are not compared when there is only one', () => {
    expect(kinds([view('one')])).toEqual([])
  })

  it('a line limit that differs is named with who says what', () => {
    const [conflict] = conflictsOf([view('one'), view('two', { capacity: 8 })], 1000)
    expect(conflict?.kind).toBe('capacity')
    expect(conflict?.values.map(({ view: { publisher }, value }) => [publisher, value])).toEqual([
      ['one', '10'],
      ['two', '8'],
    ])
  })

  it('a status that differs is a conflict', () => {
    expect(kinds([view('one'), view('two', { status: 'locked' })])).toEqual(['status'])
  })

  it('lifetimes that differ are one, also at a target', () => {
    const sent = view('one', { key: 'sent GW-A:two', side: 'sent', expiresSeconds: 60 })
    expect(kinds([view('one'), sent])).toEqual(['lifetime'])
  })

  it('stale on one and alive on another is one, by the time that it is', () => {
    const views = [view('one'), view('two', { expiresAtMs: 100_000 })]
    expect(kinds(views, 99_000)).toEqual([])
    expect(kinds(views, 101_000)).toEqual(['freshness'])
  })

  it('figures of a stale view are not held against the others', () => {
    const stale = view('two', { capacity: 8, status: 'locked', freshness: 'stale' })
    expect(kinds([view('one'), stale])).toEqual(['freshness'])
  })

  it('what was not sent yet is no view, and one without figures has no line limit', () => {
    const none = view('one', { side: 'sent', freshness: 'none', expiresAtMs: null })
    const plain = view('GW-A', { active: null, capacity: null, status: 'open' })
    expect(kinds([view('one'), none, plain])).toEqual([])
  })
})
