import type { MappingRules } from './call-filter.ts'
import type { PrefixBucket } from './prefix-bucket.ts'
import type {
  CandidatesPlan,
  RouteCandidate,
  RoutingView,
  TranslatedNumbers,
} from './route-plan.ts'
import type { Member } from './standing-heap.ts'

/** Finds the bucket of the longest prefix of `number` that is at most `length` long. */
export type BucketFinder = (number: string, length: number) => PrefixBucket | undefined

/**
 * The search of one call: longest prefix first; within a prefix the best usable gateway not yet given;
 * at the end of a prefix its last given gateway's prefix mode decides whether shorter ones follow.
 */
export class GatewaySelection implements CandidatesPlan {
  readonly kind = 'candidates'
  readonly callerE164: string
  readonly calleeE164: string
  readonly #mapping: MappingRules
  readonly #view: RoutingView
  readonly #findBucket: BucketFinder
  #bucket: PrefixBucket | undefined
  #first: Member | undefined
  /** Last gateway given at the present prefix. */
  #reached: Member | undefined
  #tried: Set<string> | undefined

  constructor(
    numbers: TranslatedNumbers,
    mapping: MappingRules,
    view: RoutingView,
    findBucket: BucketFinder,
  ) {
    this.callerE164 = numbers.callerE164
    this.calleeE164 = numbers.calleeE164
    this.#mapping = mapping
    this.#view = view
    this.#findBucket = findBucket
    this.#bucket = findBucket(this.calleeE164, this.calleeE164.length)
  }

  get hasPrefix(): boolean {
    return this.#bucket !== undefined
  }

  /** Looks for the first candidate, which the first `next` gives; false when none is usable. */
  judgeFirst(): boolean {
    this.#first = this.#search()
    return this.#first !== undefined
  }

  next(): RouteCandidate | undefined {
    const member = this.#first ?? this.#search()
    this.#first = undefined
    if (!member || !this.#bucket) return undefined
    this.#reached = member
    this.#tried ??= new Set()
    this.#tried.add(member.name)
    return createCandidate(member, this.#bucket.prefix, this)
  }

  #search(): Member | undefined {
    while (this.#bucket) {
      const member = this.#bucket.best(this, this.#mapping, this.#tried, this.#view)
      // One count per call: switching looks again at a prefix that was looked at.
      if (this.#tried === undefined) this.#bucket.countRefusals(this, this.#mapping, member)
      if (member) return member
      const goesOn = this.#reached
        ? this.#reached.entry.gateway.prefixStyle !== 0
        : this.#bucket.goesOnUnused(this, this.#mapping)
      this.#reached = undefined
      const { length } = this.#bucket.prefix
      this.#bucket =
        goesOn && length > 0 ? this.#findBucket(this.calleeE164, length - 1) : undefined
    }
    return undefined
  }
}

/** The candidate with its numbers after the routing gateway's dial plans. */
export function createCandidate(
  member: Member,
  prefix: string,
  numbers: TranslatedNumbers,
): RouteCandidate {
  const { entry } = member
  return {
    gateway: entry.gateway,
    callerSent: entry.callerPlan.translate(numbers.callerE164),
    calleeSent: entry.calleePlan.translate(numbers.calleeE164),
    prefix,
    band: member.band,
    active: member.active,
    capacity: member.capacity,
  }
}
