import type { MappingRules } from './call-filter.ts'
import { CallFilter } from './call-filter.ts'
import { createCandidate, type BucketFinder } from './gateway-selection.ts'
import type { PrefixBucket } from './prefix-bucket.ts'
import { PrefixSet } from './prefix-set.ts'
import type {
  AnalysedCandidate,
  ExcludedGateway,
  ExclusionRule,
  RouteAnalysis,
  RouteEnquiry,
  RoutingView,
  TranslatedNumbers,
} from './route-plan.ts'
import type { RoutingEntry } from './routing-entry.ts'
import type { Member } from './standing-heap.ts'
import { compareStandings, readStanding, unusableRank } from './standing.ts'

interface Judgement {
  readonly numbers: TranslatedNumbers
  readonly mapping: MappingRules
  readonly view: RoutingView
  readonly given: Set<string>
  readonly candidates: AnalysedCandidate[]
}

/** Walks the same way as a call does, to the end, and names the rule that kept every other gateway out. */
export function analyseRoute(
  enquiry: RouteEnquiry,
  mapping: MappingRules,
  entries: readonly RoutingEntry[],
  view: RoutingView,
  findBucket: BucketFinder,
): RouteAnalysis {
  const numbers = mapping.translate(enquiry)
  if (!mapping.permitsCallee(enquiry.callee)) {
    return { ...numbers, outcome: 'not-allowed', candidates: [], excluded: [] }
  }
  const judgement: Judgement = { numbers, mapping, view, given: new Set(), candidates: [] }
  const callee = numbers.calleeE164
  const first = findBucket(callee, callee.length)
  let bucket = first
  while (bucket) {
    const goesOn: boolean = analyseBucket(bucket, judgement)
    const { length }: { length: number } = bucket.prefix
    bucket = goesOn && length > 0 ? findBucket(callee, length - 1) : undefined
  }
  const excluded = entries
    .filter((entry) => !judgement.given.has(entry.gateway.name))
    .map((entry) => explainExclusion(entry, judgement))
  const used = judgement.candidates.length > 0 ? 'candidates' : 'none-usable'
  return {
    ...numbers,
    outcome: first ? used : 'no-prefix',
    candidates: judgement.candidates,
    excluded,
  }
}

/** Adds the candidates of one prefix in order; true when shorter prefixes follow. */
function analyseBucket(bucket: PrefixBucket, judgement: Judgement): boolean {
  const { numbers, mapping, view, given, candidates } = judgement
  const usable = bucket
    .permitted(numbers, mapping, view)
    .filter((member) => !given.has(member.name))
    .map((member) => currentStanding(member, view))
    .filter((member) => member.rank < unusableRank)
    .sort(compareStandings)
  for (const member of usable) {
    given.add(member.name)
    candidates.push({
      ...createCandidate(member, bucket.prefix, numbers),
      position: candidates.length + 1,
      callsCarried: member.callsCarried,
      answerRate: view.answerRate?.(member.name),
    })
  }
  const last = usable.at(-1)
  if (last) return last.entry.gateway.prefixStyle !== 0
  return bucket.goesOnUnused(numbers, mapping)
}

/** A copy with the figures of this moment: the analysis does not disturb the order that calls use. */
function currentStanding(member: Member, view: RoutingView): Member {
  const copy = { ...member }
  readStanding(copy, view)
  return copy
}

function explainExclusion(entry: RoutingEntry, judgement: Judgement): ExcludedGateway {
  const { gateway } = entry
  const callee = judgement.numbers.calleeE164
  const matched = new PrefixSet(entry.gateway.prefix).match(callee)
  const prefix = entry.prefixes.includes('') ? (matched ?? '') : matched
  const excluded = (rule: ExclusionRule, detail: string): ExcludedGateway => ({
    gateway: gateway.name,
    rule,
    prefix,
    detail,
  })
  if (prefix === undefined) return excluded('prefix', `no prefix of ${callee}`)
  if (gateway.lockType !== 0) return excluded('locked', 'the gateway is locked')
  const rule = new CallFilter(gateway).exclusion(judgement.numbers, judgement.mapping)
  if (rule) return excluded(rule, filterDetails[rule] ?? rule)
  const reason = judgement.view.unusableReason(gateway.name)
  if (reason !== undefined) return excluded('unusable', reason)
  const { active, capacity } = judgement.view.occupancy(gateway.name)
  if (gateway.enforceCapacity && capacity > 0 && active >= capacity) {
    return excluded('full', `${active} of ${capacity} lines are in use`)
  }
  return excluded('prefix mode', 'a longer prefix ends the search (Expiration)')
}

const filterDetails: { readonly [R in ExclusionRule]?: string } = {
  'gateway groups': 'the mapping gateway may not use this gateway’s groups',
  'callee prefix filter': 'the callee is not allowed on this gateway',
  'caller prefix filter': 'the caller is not allowed on this gateway',
}
