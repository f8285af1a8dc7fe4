import type { MappingGateway, RoutingGateway } from '../api/contract/gateways.ts'

/** A call that asks for a way out: numbers as they arrived, before the mapping gateway's dial plan. */
export interface RouteEnquiry {
  readonly caller: string
  readonly callee: string
  readonly mappingGateway: MappingGateway
}

/** How close a gateway is to its line limit, by composed concurrency. */
export type Band = 'normal' | 'reduce' | 'last resort' | 'full'

/** Composed concurrency of a gateway and the line limit in force (0 = unlimited). */
export interface Occupancy {
  readonly active: number
  readonly capacity: number
}

/** One routing gateway that may be given the call, with the numbers as it must be sent them. */
export interface RouteCandidate {
  readonly gateway: RoutingGateway
  readonly callerSent: string
  readonly calleeSent: string
  /** The prefix of the gateway that matched; '' when the gateway takes any number. */
  readonly prefix: string
  readonly band: Band
  readonly active: number
  readonly capacity: number
}

/** The numbers after the mapping gateway's dial plan, on which prefixes and filters are judged. */
export interface TranslatedNumbers {
  readonly callerE164: string
  readonly calleeE164: string
}

/** At least one gateway can be tried; `next` gives the best one that this plan has not given yet. */
export interface CandidatesPlan extends TranslatedNumbers {
  readonly kind: 'candidates'
  /** Judged at the moment of the call; the first one is judged when the plan is made. */
  next(): RouteCandidate | undefined
}

/** What routing has to say about an enquiry. */
export type RoutePlan =
  | CandidatesPlan
  /** No gateway has a matching prefix: 404. */
  | ({ readonly kind: 'no-prefix' } & TranslatedNumbers)
  /** Gateways match, but none can be used now: 503 with Retry-After and Reason Q.850;cause=34. */
  | ({ readonly kind: 'none-usable' } & TranslatedNumbers)
  /** The mapping gateway may not call this number (calloutCalleePrefixes): 403. */
  | ({ readonly kind: 'not-allowed' } & TranslatedNumbers)

/** What selection reads about gateways; each reading must be cheap. */
export interface RoutingView {
  occupancy(gateway: string): Occupancy
  /** Why the gateway takes no calls now (suspended, offline, not registered, stale), else undefined. */
  unusableReason(gateway: string): string | undefined
  /** Calls that the gateway was given so far. */
  callsCarried(gateway: string): number
  /** Answer rate 0–1 while SS_GATEWAY_ASR_CALCULATE is On, else undefined. */
  answerRate?(gateway: string): number | undefined
  /** Percentages from which a gateway counts as *reduce* and *last resort*. */
  readonly bands: { readonly reducePercent: number; readonly lastResortPercent: number }
}

/** The rule that kept a gateway out of the candidates. */
export type ExclusionRule =
  | 'prefix'
  | 'locked'
  | 'gateway groups'
  | 'callee prefix filter'
  | 'caller prefix filter'
  | 'unusable'
  | 'full'
  | 'prefix mode'

/** A gateway that the enquiry cannot use, and why. */
export interface ExcludedGateway {
  readonly gateway: string
  readonly rule: ExclusionRule
  /** The prefix that matched, undefined when none did. */
  readonly prefix: string | undefined
  readonly detail: string
}

/** A candidate as the route analysis shows it. */
export interface AnalysedCandidate extends RouteCandidate {
  /** 1 = tried first. */
  readonly position: number
  readonly callsCarried: number
  readonly answerRate: number | undefined
}

/** The whole judgement about an enquiry, for people. */
export interface RouteAnalysis extends TranslatedNumbers {
  readonly outcome: RoutePlan['kind']
  readonly candidates: readonly AnalysedCandidate[]
  readonly excluded: readonly ExcludedGateway[]
}
