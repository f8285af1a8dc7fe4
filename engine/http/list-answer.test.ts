import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { systemClock } from '../kernel/clock.ts'
import { createMemoryFeeds } from '../testing/memory-feeds.ts'
import { readList, streamAnswer } from './list-answer.ts'

test.each([0, 1, 200, 1001])(
  'a live list of %i rows is read whole and left again',
  async (count) => {
    const { hub, rows } = createMemoryFeeds()
    rows.fill(count)
    const read = await readList(hub, 'calls', 'viewer')
    const answer = JSON.parse(await text(streamAnswer(read, systemClock))) as { value: unknown }
    expect(answer).toEqual({ ok: true, value: [...rows.rows.values()] })
    await expect.poll(() => rows.isWatched, { timeout: 10_000 }).toBe(false)
  },
)

test('a list that fails says so', async () => {
  const { hub, rows } = createMemoryFeeds()
  rows.all = () => {
    throw new Error('a fault of the source')
  }
  await expect(readList(hub, 'calls', 'viewer')).rejects.toMatchObject({ code: 'INTERNAL' })
})
