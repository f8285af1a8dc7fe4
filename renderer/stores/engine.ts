import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { FeedName, FeedRow } from '../../engine/api/contract/feeds.ts'
import type { Ask } from '../../engine/api/contract/procedures.ts'
import { roles, type Role } from '../../engine/api/contract/procedure.ts'
import type { SessionState } from '../../engine/api/contract/session-procedures.ts'
import type { EngineClient, LiveFeed } from '../engine-client/client.ts'
import type { ConnectionState } from '../engine-client/connection-state.ts'
import { connectByPort, connectByWebSocket } from '../engine-client/connect.ts'
import type { LiveRows } from '../engine-client/live-rows.ts'
import { desktop, remoteHost } from '../host/desktop.ts'

/** Feeds without an input: one subscription serves every window that shows it. */
export type SharedFeedName = Exclude<FeedName, 'traceTail'>

interface SharedFeed {
  readonly feed: LiveFeed<never>
  users: number
}

/** How long a feed goes on after the last window that showed it was closed: switching tabs costs no new snapshot. */
const lingerMs = 10_000

/** The connection to the engine, who is signed in, and the feeds that windows share. */
export const useEngine = defineStore('engine', () => {
  let client: EngineClient | undefined
  const shared = new Map<SharedFeedName, SharedFeed>()
  const connection = shallowRef<ConnectionState>({ phase: 'connecting', attempt: 0, sinceMs: 0 })
  /** The last session state that the engine told; it stays while the connection is lost. */
  const session = shallowRef<SessionState>()
  const user = computed(() => session.value?.user ?? null)
  /** Whose windows are open; they stay, under the sign-in, when the session ends by itself. */
  const shellUser = shallowRef<string>()
  const isConnected = computed(() => connection.value.phase === 'connected')

  const active = (): EngineClient => {
    if (!client) throw new Error('the engine client starts before anything asks it')
    return client
  }
  const follow = (state: ConnectionState): void => {
    connection.value = state
    if (state.phase === 'connected' || state.phase === 'signed out') session.value = state.session
    if (state.phase === 'connected') shellUser.value = state.session.user?.name
  }

  function start(): void {
    const shell = desktop
    client =
      shell && remoteHost === undefined
        ? connectByPort(() => shell.connectEngine())
        : connectByWebSocket(remoteHost)
    client.onConnection(follow)
    follow(client.connection)
  }

  /** The rows of a feed, until `release`. */
  function share<N extends SharedFeedName>(name: N): LiveRows<FeedRow<N>> {
    const known = shared.get(name)
    if (known) {
      known.users++
      return known.feed.rows
    }
    const feed = active().live<SharedFeedName>(name, {})
    shared.set(name, { feed: feed as never, users: 1 })
    return feed.rows as never
  }

  function release(name: SharedFeedName): void {
    const known = shared.get(name)
    if (!known) return
    known.users--
    setTimeout(() => {
      if (known.users > 0 || shared.get(name) !== known) return
      shared.delete(name)
      known.feed.stop()
    }, lingerMs)
  }

  const ask: Ask = (name, input) => active().ask(name, input)

  async function signIn(name: string, password: string, stay: boolean): Promise<void> {
    const { user: signedIn, token } = await ask('session.signIn', { name, password, stay })
    await desktop?.keepSignIn(token, stay)
    shellUser.value = signedIn.name
  }

  async function createAdministrator(name: string, password: string): Promise<void> {
    const { token } = await ask('session.createAdministrator', { name, password })
    await desktop?.keepSignIn(token, false)
  }

  async function signOut(): Promise<void> {
    await desktop?.keepSignIn(null, false)
    await ask('session.signOut', {})
    shellUser.value = undefined
  }

  /** Whether the person who is signed in may do what this role may. */
  function may(role: Role): boolean {
    return user.value !== null && roles.indexOf(user.value.role) >= roles.indexOf(role)
  }

  return {
    ...{ connection, session, user, shellUser, isConnected },
    ...{ start, ask, share, release, signIn, createAdministrator, signOut, may },
    client: active,
    retryNow: () => active().retryNow(),
  }
})
