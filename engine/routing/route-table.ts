import type { MappingGateway, RoutingGateway } from '../api/contract/gateways.ts'
import { MappingRules } from './call-filter.ts'
import { GatewaySelection } from './gateway-selection.ts'
import { PrefixBucket } from './prefix-bucket.ts'
import { analyseRoute } from './route-analysis.ts'
import type { RouteAnalysis, RouteEnquiry, RoutePlan, RoutingView } from './route-plan.ts'
import { createRoutingEntry, type RoutingEntry } from './routing-entry.ts'
import type { Member } from './standing-heap.ts'

interface TableRow {
  readonly entry: RoutingEntry
  /** Its places, one per prefix; none while it is locked. */
  readonly members: Member[]
  /** Calls refused before its settings last changed. */
  readonly refusedBefore: number
}

/** A gateway in so many places is put right at once, while its figures are at hand; one in more when next asked. */
const fewPlaces = 4

/**
 * All routing gateways by prefix. Whoever changes a figure that `view` reports (occupancy, suspension,
 * calls carried, answer rate) calls `touch`; the order then follows before the next plan. A gateway whose
 * figures became worse without a word is still never given, one that became better may be found late.
 */
export class RouteTable {
  readonly #view: RoutingView
  readonly #rows = new Map<string, TableRow>()
  readonly #buckets = new Map<string, PrefixBucket>()
  /** How many prefixes have each length. */
  readonly #lengthCounts: number[] = []
  readonly #mappingRules = new WeakMap<MappingGateway, MappingRules>()

  constructor(view: RoutingView) {
    this.#view = view
  }

  get size(): number {
    return this.#rows.size
  }

  /** Forgets every gateway and takes these. */
  replaceAll(gateways: Iterable<RoutingGateway>): void {
    for (const name of [...this.#rows.keys()]) this.remove(name)
    for (const gateway of gateways) this.upsert(gateway)
  }

  upsert(gateway: RoutingGateway): void {
    const refusedBefore = this.refusedAtLimit(gateway.name)
    this.remove(gateway.name)
    const row: TableRow = { entry: createRoutingEntry(gateway), members: [], refusedBefore }
    this.#rows.set(gateway.name, row)
    for (const prefix of row.entry.prefixes) {
      const bucket = this.#openBucket(prefix)
      if (gateway.lockType === 0) row.members.push(bucket.add(row.entry, this.#view))
      else bucket.addLocked(gateway.name)
    }
  }

  remove(name: string): void {
    const row = this.#rows.get(name)
    if (!row) return
    this.#rows.delete(name)
    row.entry.prefixes.forEach((prefix, index) => {
      const bucket = this.#buckets.get(prefix)
      bucket?.remove(name, row.members[index])
      if (bucket?.isEmpty) this.#closeBucket(bucket)
    })
  }

  /** Says that a figure of this gateway changed. */
  touch(name: string): void {
    const row = this.#rows.get(name)
    if (!row) return
    const isNow = row.members.length <= fewPlaces
    for (const member of row.members) {
      if (isNow) member.heap.refresh(member, this.#view)
      else member.heap.markDirty(member)
    }
  }

  /** Says that figures of every gateway may have changed (a band percentage, a system parameter). */
  touchAll(): void {
    for (const name of this.#rows.keys()) this.touch(name)
  }

  /** Calls that were not sent to the gateway because its line limit was reached, since it is in this table. */
  refusedAtLimit(name: string): number {
    const row = this.#rows.get(name)
    if (!row) return 0
    return row.members.reduce(
      (sum, member) => sum + member.heap.refusedBy(member),
      row.refusedBefore,
    )
  }

  /** Where the call may go. */
  plan(enquiry: RouteEnquiry): RoutePlan {
    const rules = this.#rulesOf(enquiry.mappingGateway)
    const numbers = rules.translate(enquiry)
    if (!rules.permitsCallee(enquiry.callee)) return { kind: 'not-allowed', ...numbers }
    const selection = new GatewaySelection(numbers, rules, this.#view, this.#findBucket)
    if (!selection.hasPrefix) return { kind: 'no-prefix', ...numbers }
    if (!selection.judgeFirst()) return { kind: 'none-usable', ...numbers }
    return selection
  }

  /** Where the call may go and why not elsewhere; costs a look at every gateway. */
  analyse(enquiry: RouteEnquiry): RouteAnalysis {
    const rules = this.#rulesOf(enquiry.mappingGateway)
    const entries = [...this.#rows.values()].map((row) => row.entry)
    return analyseRoute(enquiry, rules, entries, this.#view, this.#findBucket)
  }

  readonly #findBucket = (number: string, length: number): PrefixBucket | undefined => {
    const longest = Math.min(length, number.length, this.#lengthCounts.length - 1)
    for (let candidate = longest; candidate >= 0; candidate--) {
      if (!this.#lengthCounts[candidate]) continue
      const bucket = this.#buckets.get(number.slice(0, candidate))
      if (bucket) return bucket
    }
    return undefined
  }

  #openBucket(prefix: string): PrefixBucket {
    const present = this.#buckets.get(prefix)
    if (present) return present
    const bucket = new PrefixBucket(prefix)
    this.#buckets.set(prefix, bucket)
    while (this.#lengthCounts.length <= prefix.length) this.#lengthCounts.push(0)
    this.#countPrefix(prefix.length, 1)
    return bucket
  }

  #closeBucket(bucket: PrefixBucket): void {
    this.#buckets.delete(bucket.prefix)
    this.#countPrefix(bucket.prefix.length, -1)
  }

  #countPrefix(length: number, by: number): void {
    this.#lengthCounts[length] = (this.#lengthCounts[length] ?? 0) + by
  }

  #rulesOf(gateway: MappingGateway): MappingRules {
    const known = this.#mappingRules.get(gateway)
    if (known) return known
    const rules = new MappingRules(gateway)
    this.#mappingRules.set(gateway, rules)
    return rules
  }
}
