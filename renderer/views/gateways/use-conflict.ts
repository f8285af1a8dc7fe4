import { onBeforeUnmount, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { EngineError } from '../../../engine/api/contract/errors.ts'
import { useFeed } from '../../composables/use-feed.ts'
import { useEngine } from '../../stores/engine.ts'
import { gatewayKinds, type KindName, type Listed } from './gateway-kind.ts'

/** What somebody else made of the gateway that is open here. */
export interface Theirs {
  /** undefined = it was deleted. */
  readonly row: Listed | undefined
  readonly by?: string
  readonly atMs?: number
}

export interface ConflictOptions {
  readonly kind: KindName
  /** What the draft stands on; undefined = a gateway that is not there yet. */
  readonly base: ShallowRef<Listed | undefined>
  readonly isChanged: ComputedRef<boolean>
  readonly isBusy: Ref<boolean>
  /** Nothing is typed: the dialog just follows. */
  readonly standOn: (row: Listed) => void
}

/** Watches the open gateway: what others change is followed while nothing is typed, and a conflict when something is. */
export function useConflict({ kind, base, isChanged, isBusy, standOn }: ConflictOptions) {
  const engine = useEngine()
  const theirs = shallowRef<Theirs>()
  const rows = useFeed(gatewayKinds[kind].feed)
  const liveRow = (): Listed | undefined => base.value && rows.get(base.value.id)

  function follow(): void {
    const { value: mine } = base
    if (mine === undefined || isBusy.value || rows.state !== 'ready') return
    const live = liveRow()
    if (live !== undefined && live.version <= mine.version) theirs.value = undefined
    else if (live !== undefined && !isChanged.value) {
      theirs.value = undefined
      standOn(live)
    } else if (theirs.value === undefined || theirs.value.row?.version !== live?.version) {
      theirs.value = { row: live }
      void findOutWho(mine.name)
    }
  }

  /** Who it was is in the audit log. */
  async function findOutWho(name: string): Promise<void> {
    const found = theirs.value
    const entries = await engine
      .ask('audit.list', { action: gatewayKinds[kind].noun, object: name, limit: 1 })
      .then((answer) => answer.entries)
      .catch(() => [])
    const [newest] = entries
    if (!newest || found === undefined || theirs.value !== found) return
    theirs.value = { ...found, by: newest.actor.name, atMs: newest.atMs }
  }

  /** Takes a refusal that is a conflict; false = it is something else. */
  async function takeRefusal(error: unknown): Promise<boolean> {
    const { value: mine } = base
    if (!(error instanceof EngineError) || mine === undefined) return false
    if (error.code !== 'CONFLICT' && error.code !== 'UNKNOWN_NAME') return false
    const name = liveRow()?.name ?? mine.name
    const row = await engine.ask('gateway.get', { kind, name }).catch(() => undefined)
    const { by, atMs } = error.details
    theirs.value = {
      row: row as Listed | undefined,
      ...(typeof by === 'string' ? { by } : {}),
      ...(typeof atMs === 'number' ? { atMs } : {}),
    }
    if (by === undefined) void findOutWho(mine.name)
    return true
  }

  const stop = rows.watch({ put: follow, removed: follow, state: follow })
  onBeforeUnmount(stop)
  return { theirs, follow, takeRefusal }
}
