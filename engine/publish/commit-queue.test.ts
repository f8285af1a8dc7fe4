import { describe, expect, it } from 'vitest'
import { CommitQueue } from './commit-queue.ts'

describe('a commit queue', () => {
  it('processes at once what has no predecessor', () => {
    const done: string[] = []
    const queue = new CommitQueue<string>((key, item) => done.push(key + item))
    expect(queue.enter('a', '1')).toBe(true)
    expect(done).toEqual(['a1'])
  })

  it('keeps the order of arrival per key while changes are pending', () => {
    const done: string[] = []
    const queue = new CommitQueue<string>((key, item) => {
      done.push(key + item)
      queue.hold(key)
    })
    for (const item of ['1', '2', '3']) queue.enter('a', item)
    queue.enter('b', '1')
    expect(done).toEqual(['a1', 'b1'])
    queue.release('a')
    expect(done).toEqual(['a1', 'b1', 'a2'])
    queue.release('a')
    queue.enter('a', '4')
    queue.release('a')
    expect(done).toEqual(['a1', 'b1', 'a2', 'a3', 'a4'])
  })

  it('processes several in one go when none of them begins a change', () => {
    const done: string[] = []
    const queue = new CommitQueue<string>((_key, item) => done.push(item))
    queue.hold('a')
    for (const item of ['1', '2', '3']) queue.enter('a', item)
    queue.release('a')
    expect(done).toEqual(['1', '2', '3'])
  })

  it('is bounded per key', () => {
    const queue = new CommitQueue<number>(() => undefined)
    queue.hold('a')
    const taken = Array.from({ length: 1001 }, (_, i) => queue.enter('a', i))
    expect(taken.filter((each) => each)).toHaveLength(1000)
    expect(queue.enter('b', 1)).toBe(true)
  })
})
