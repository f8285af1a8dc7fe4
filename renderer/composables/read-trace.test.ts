import { expect, it } from 'vitest'
import type { TracedMessageRow } from '../../engine/api/contract/feed-rows.ts'
import { readTrace, type SearchMessages } from './read-trace.ts'

/** A trace of 2,500 messages that finds every tenth, looking at 300 in one step. */
function trace() {
  const asked: unknown[] = []
  const search = (input: { before?: number; limit: number }) => {
    asked.push(input)
    const messages: Partial<TracedMessageRow>[] = []
    let at = (input.before ?? 2500) - 1
    for (let looked = 0; at >= 0 && looked < 300; at--, looked++) {
      if (at % 10 === 0) messages.push({ sequence: at })
      if (messages.length === input.limit) return Promise.resolve({ messages, next: at })
    }
    return Promise.resolve({ messages, next: at < 0 ? null : at + 1 })
  }
  return { asked, search: search as unknown as SearchMessages }
}

const sequences = ({ messages }: { readonly messages: readonly TracedMessageRow[] }) =>
  messages.map(({ sequence }) => sequence)
const goOn = () => false

it('goes on over short steps until there is enough, and then from there', async () => {
  const { search, asked } = trace()
  const first = await readTrace(search, {}, { before: null, limit: 100, isStopped: goOn })
  expect(sequences(first)).toEqual(Array.from({ length: 100 }, (_, index) => 2490 - 10 * index))
  expect(asked.length).toBeGreaterThan(1)
  const second = await readTrace(search, {}, { before: first.next, limit: 1000, isStopped: goOn })
  expect(sequences(second)).toEqual(Array.from({ length: 150 }, (_, index) => 1490 - 10 * index))
  expect(second.next).toBeNull()
})

it('stops between two steps when nobody waits for it', async () => {
  const { search, asked } = trace()
  const steps: number[] = []
  const found = await readTrace(
    search,
    {},
    {
      ...{ before: null, limit: 1000, isStopped: () => steps.length === 2 },
      onStep: (sequence) => steps.push(sequence),
    },
  )
  expect(asked).toHaveLength(2)
  expect(steps).toEqual([2200, 1900])
  expect(found.next).toBe(1900)
})
