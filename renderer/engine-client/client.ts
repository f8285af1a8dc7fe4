import type { EngineError } from '../../engine/api/contract/errors.ts'
import {
  feeds,
  type FeedInput,
  type FeedName,
  type FeedRow,
  type FeedUpdate,
} from '../../engine/api/contract/feeds.ts'
import type { Ask } from '../../engine/api/contract/procedures.ts'
import type { Carrier } from './carrier.ts'
import type { ConnectionState } from './connection-state.ts'
import { Connection, type ConnectionOptions } from './connection.ts'
import { FollowedFeeds } from './followed-feeds.ts'
import { LiveRows } from './live-rows.ts'

/** What a follower of a feed is told, in order. */
export interface FeedHandlers<R> {
  update(update: FeedUpdate<R>): void
  /** Somebody signed out; the feed begins anew when somebody signs in. */
  signedOut?(): void
  /** The engine refuses the feed or gave it up; nothing follows. */
  ended?(error: EngineError): void
}

/** The engine as the windows see it, whichever carrier is under it. */
export interface EngineClient {
  readonly connection: ConnectionState
  /** Told of every change of `connection`; until the returned function is called. */
  onConnection(listener: (connection: ConnectionState) => void): () => void
  /** Rejects with an EngineError; with HOST_UNREACHABLE when the engine is away or goes away before it answers. */
  readonly ask: Ask
  /** Follows a feed over every reconnect until the returned function is called. */
  follow<N extends FeedName>(
    feed: N,
    input: FeedInput<N>,
    handlers: FeedHandlers<FeedRow<N>>,
  ): () => void
  /** Follows a feed as rows by key. */
  live<N extends FeedName>(
    feed: N,
    input: FeedInput<N>,
    options?: { readonly mostRows?: number },
  ): LiveFeed<FeedRow<N>>
  /** Does not wait for the next try. */
  retryNow(): void
  close(): void
}

/** Rows that are followed until `stop`. */
export interface LiveFeed<R> {
  readonly rows: LiveRows<R>
  stop(): void
}

/** Connects at once, and again whenever the connection is lost. */
export function createEngineClient(
  carrier: Carrier,
  options: Partial<ConnectionOptions> = {},
): EngineClient {
  const followed = new FollowedFeeds((frame) => {
    connection.send(frame)
  })
  const connection = new Connection(carrier, options, followed)
  const follow: EngineClient['follow'] = (feed, input, handlers) =>
    followed.add(connection.nextId(), feed, input, handlers)
  connection.open()
  return {
    get connection() {
      return connection.state
    },
    onConnection: (listener) => connection.watch(listener),
    ask: (name, input) => connection.ask(name, input) as never,
    follow,
    live: (feed, input, { mostRows } = {}) => liveFeed(follow, feed, input, mostRows),
    retryNow: () => {
      connection.retryNow()
    },
    close: () => {
      connection.close()
    },
  }
}

function liveFeed<N extends FeedName>(
  follow: EngineClient['follow'],
  feed: N,
  input: FeedInput<N>,
  mostRows = Infinity,
): LiveFeed<FeedRow<N>> {
  const rows = new LiveRows<FeedRow<N>>({ key: feeds[feed].key, mostRows })
  const stop = follow(feed, input, {
    update: (update) => {
      rows.apply(update)
    },
    signedOut: () => {
      rows.clear()
    },
    ended: () => {
      rows.end()
    },
  })
  return { rows, stop }
}
