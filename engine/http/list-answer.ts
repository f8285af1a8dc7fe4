import { Readable } from 'node:stream'
import type { FeedName } from '../api/contract/feeds.ts'
import type { Role } from '../api/contract/procedure.ts'
import type { FeedHub } from '../api/server/feeds/feed-hub.ts'
import type { Clock } from '../kernel/clock.ts'

/** The rows that a live list has now, as its first followers get them. */
export function readList(feeds: FeedHub, feed: FeedName, role: Role): Promise<readonly unknown[]> {
  return new Promise((resolve, reject) => {
    let rows: unknown[] = []
    const following = feeds.follow(
      { feed, input: {}, role },
      {
        isClogged: () => false,
        update(update) {
          if (update.kind === 'reset') rows = []
          if (update.kind === 'rows') rows.push(...update.rows)
          if (update.kind !== 'ready') return
          following.cancel()
          resolve(rows)
        },
        ended: reject,
      },
    )
  })
}

const rowsPerTurn = 200

/** An answer with many rows, a piece for each turn of the loop so that signalling never waits for it. */
export function streamAnswer(rows: readonly unknown[], clock: Clock): Readable {
  return Readable.from(pieces(rows, clock))
}

async function* pieces(rows: readonly unknown[], clock: Clock): AsyncGenerator<string> {
  yield '{"ok":true,"value":['
  for (let from = 0; from < rows.length; from += rowsPerTurn) {
    const texts = rows.slice(from, from + rowsPerTurn).map((row) => JSON.stringify(row))
    yield (from === 0 ? '' : ',') + texts.join(',')
    await new Promise<void>((resolve) => clock.startTimer(0, resolve))
  }
  yield ']}'
}
