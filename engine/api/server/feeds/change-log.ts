import type { RowKey } from './feed-sources.ts'

interface Batch {
  readonly revision: number
  readonly keys: readonly RowKey[]
  readonly atMs: number
}

/** Most keys remembered; older batches go first. */
const mostKeys = 200_000

/** Which rows changed lately, batch by batch: what followers that missed something are told from. */
export class ChangeLog {
  readonly #keptMs: number
  readonly #batches: Batch[] = []
  #keys = 0
  /** Revision of the newest batch. */
  revision = 0

  constructor(keptMs: number) {
    this.#keptMs = keptMs
  }

  add(keys: readonly RowKey[], nowMs: number): void {
    this.revision++
    this.#batches.push({ revision: this.revision, keys, atMs: nowMs })
    this.#keys += keys.length
    this.#prune(nowMs)
  }

  /** Whether everything after that revision is still remembered. */
  covers(revision: number): boolean {
    const oldest = this.#batches[0]?.revision ?? this.revision + 1
    return revision >= oldest - 1 && revision <= this.revision
  }

  /** Adds the keys changed after a revision, from whole batches until there were `enough`; returns how far it came. */
  collect(keys: Set<RowKey>, revision: number, enough: number): number {
    const first = this.#batches[0]?.revision ?? 0
    let upTo = revision
    let collected = 0
    for (let i = Math.max(0, revision + 1 - first); i < this.#batches.length; i++) {
      const batch = this.#batches[i]
      if (batch === undefined || collected >= enough) break
      for (const key of batch.keys) keys.add(key)
      collected += batch.keys.length
      upTo = batch.revision
    }
    return upTo
  }

  #prune(nowMs: number): void {
    let tooOld = 0
    for (const { atMs, keys } of this.#batches) {
      if (nowMs - atMs <= this.#keptMs && this.#keys <= mostKeys) break
      this.#keys -= keys.length
      tooOld++
    }
    if (tooOld > 0) this.#batches.splice(0, tooOld)
  }
}
