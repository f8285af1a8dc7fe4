import { bandOf } from './band.ts'
import type { Band, RoutingView } from './route-plan.ts'

/** What a gateway is ordered by within a prefix; refilled in place because it is read for every call. */
export interface Standing {
  /** Settings of the gateway that decide with the figures, copied to be near them. */
  readonly isEnforced: boolean
  readonly isProtected: boolean
  /** Band first (a worse band is passed over), then protect route; `unusableRank` never gets a call. */
  rank: number
  priority: number
  ratio: number
  answerRate: number
  callsCarried: number
  active: number
  capacity: number
  band: Band
  /** Gets no call for the only reason that its line limit is reached. */
  isRefusing: boolean
  /** Stands for the order of names; unique. */
  name: string
}

/** Rank of a gateway that is full with enforcement on, or suspended. */
export const unusableRank = 8
const protectRouteRank = 4
const bandRanks: Readonly<Record<Band, number>> = {
  normal: 0,
  reduce: 1,
  'last resort': 2,
  full: 3,
}

/** Reads the figures of `gateway` into `standing`; true when its place in the order may have changed. */
export function readStanding(standing: Standing, view: RoutingView): boolean {
  const { name } = standing
  const occupancy = view.occupancy(name)
  const band = bandOf(occupancy, view.bands)
  const isFull = band === 'full' && standing.isEnforced
  const isSuspended = view.unusableReason(name) !== undefined
  const rank =
    isFull || isSuspended
      ? unusableRank
      : bandRanks[band] + (standing.isProtected ? protectRouteRank : 0)
  const ratio = occupancy.capacity > 0 ? occupancy.active / occupancy.capacity : 0
  // A gateway that has no answer rate yet counts as answering, so that it gets the calls to earn one.
  const answerRate = view.answerRate?.(name) ?? 1
  const callsCarried = view.callsCarried(name)
  const isChanged =
    rank !== standing.rank ||
    ratio !== standing.ratio ||
    answerRate !== standing.answerRate ||
    callsCarried !== standing.callsCarried
  standing.rank = rank
  standing.ratio = ratio
  standing.answerRate = answerRate
  standing.callsCarried = callsCarried
  standing.active = occupancy.active
  standing.capacity = occupancy.capacity
  standing.band = band
  standing.isRefusing = isFull && !isSuspended
  return isChanged
}

/**
 * The order within a prefix: band (so that *reduce* and *last resort* are passed over while a gateway in a
 * better band exists, of whatever priority; protect-route gateways after all others), priority, composed
 * active ÷ capacity, answer rate (higher first), calls carried, name. Negative: `a` is tried first.
 */
export function compareStandings(a: Standing, b: Standing): number {
  if (a.rank !== b.rank) return a.rank - b.rank
  if (a.priority !== b.priority) return a.priority - b.priority
  if (a.ratio !== b.ratio) return a.ratio - b.ratio
  if (a.answerRate !== b.answerRate) return b.answerRate - a.answerRate
  if (a.callsCarried !== b.callsCarried) return a.callsCarried - b.callsCarried
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}
