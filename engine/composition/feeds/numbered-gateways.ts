import type { RowKey, TouchListener } from '../../api/server/feeds/feed-sources.ts'
import type { GatewayChange, Kept } from '../../configuration/configuration-persistence.ts'
import type { GatewayDirectory } from '../../configuration/gateway-directory.ts'

interface Named {
  readonly name: string
}

type Listen<G> = (listener: (change: GatewayChange<G>) => void) => () => void

/** The gateways of one kind by their number: names may change, and on the signalling path only names are known. */
export class NumberedGateways<G extends Named> {
  readonly #directory: GatewayDirectory<G>
  readonly #listen: Listen<G>
  readonly #names = new Map<RowKey, string>()

  constructor(directory: GatewayDirectory<G>, listen: Listen<G>) {
    this.#directory = directory
    this.#listen = listen
  }

  all(): IterableIterator<Kept<G>> {
    return this.#directory.all()
  }

  get(id: RowKey): Kept<G> | undefined {
    const name = this.#names.get(id)
    return name === undefined ? undefined : this.#directory.get(name)
  }

  idOf(name: string): number | undefined {
    return this.#directory.get(name)?.id
  }

  /** Follows changes of the configuration, and tells them, until the returned function is called. */
  watch(listener: TouchListener): () => void {
    for (const { id, name } of this.#directory.all()) this.#names.set(id, name)
    const stop = this.#listen(({ before, after }) => {
      if (after) this.#names.set(after.id, after.name)
      else if (before) this.#names.delete(before.id)
      const changed = after ?? before
      if (changed) listener.touched(changed.id)
    })
    return () => {
      stop()
      this.#names.clear()
    }
  }
}
