import { CallFilter, type MappingRules } from './call-filter.ts'
import type { RoutingView, TranslatedNumbers } from './route-plan.ts'
import type { RoutingEntry } from './routing-entry.ts'
import { StandingHeap, compareSettings, type Member } from './standing-heap.ts'
import { compareStandings } from './standing.ts'

interface Partition {
  readonly filter: CallFilter
  readonly heap: StandingHeap
}

/** All gateways of one prefix, apart by filter so that a filter is judged once and not per gateway. */
export class PrefixBucket {
  readonly prefix: string
  readonly #partitions = new Map<string, Partition>()
  /** Locked gateways match the prefix but are never reached. */
  readonly #locked = new Set<string>()

  constructor(prefix: string) {
    this.prefix = prefix
  }

  get isEmpty(): boolean {
    return this.#partitions.size === 0 && this.#locked.size === 0
  }

  addLocked(gateway: string): void {
    this.#locked.add(gateway)
  }

  add(entry: RoutingEntry, view: RoutingView): Member {
    const key = CallFilter.keyOf(entry.gateway)
    let partition = this.#partitions.get(key)
    if (!partition) {
      partition = { filter: new CallFilter(entry.gateway), heap: new StandingHeap() }
      this.#partitions.set(key, partition)
    }
    return partition.heap.add(entry, view)
  }

  remove(gateway: string, member: Member | undefined): void {
    this.#locked.delete(gateway)
    if (!member) return
    member.heap.remove(member)
    if (member.heap.size > 0) return
    for (const [key, partition] of this.#partitions) {
      if (partition.heap === member.heap) this.#partitions.delete(key)
    }
  }

  /** The best usable gateway of this prefix that is not in `tried`. */
  best(
    numbers: TranslatedNumbers,
    mapping: MappingRules,
    tried: ReadonlySet<string> | undefined,
    view: RoutingView,
  ): Member | undefined {
    let best: Member | undefined
    for (const { filter, heap } of this.#partitions.values()) {
      if (filter.exclusion(numbers, mapping) !== undefined) continue
      const member = heap.best(tried, view)
      if (member && (!best || compareStandings(member, best) < 0)) best = member
    }
    return best
  }

  /** Lets the gateways that their line limit kept out of this search note it. */
  countRefusals(
    numbers: TranslatedNumbers,
    mapping: MappingRules,
    chosen: Member | undefined,
  ): void {
    for (const { filter, heap } of this.#partitions.values()) {
      if (heap.isAnyFull && filter.exclusion(numbers, mapping) === undefined) {
        heap.countRefusals(chosen)
      }
    }
  }

  /** Members that the filters let through, in no order; brought up to date. */
  permitted(numbers: TranslatedNumbers, mapping: MappingRules, view: RoutingView): Member[] {
    const permitted: Member[] = []
    for (const { filter, heap } of this.#partitions.values()) {
      if (filter.exclusion(numbers, mapping) !== undefined) continue
      heap.settleDirty(view)
      for (const member of heap.members()) permitted.push(member)
    }
    return permitted
  }

  /**
   * Whether shorter prefixes follow although no gateway of this one was usable: the gateway that comes
   * last by protect route, priority and name decides; locked and filtered ones have no say.
   */
  goesOnUnused(numbers: TranslatedNumbers, mapping: MappingRules): boolean {
    let last: Member | undefined
    for (const { filter, heap } of this.#partitions.values()) {
      if (filter.exclusion(numbers, mapping) !== undefined) continue
      const member = heap.lastBySettings()
      if (member && (!last || compareSettings(member, last) > 0)) last = member
    }
    return last?.entry.gateway.prefixStyle !== 0
  }
}
