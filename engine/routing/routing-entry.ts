import type { RoutingGateway } from '../api/contract/gateways.ts'
import { DialPlan } from './number-translation.ts'
import { splitList } from './prefix-set.ts'

/** A routing gateway as the route table keeps it: its prefixes and dial plans read once. */
export interface RoutingEntry {
  readonly gateway: RoutingGateway
  readonly prefixes: readonly string[]
  readonly calleePlan: DialPlan
  readonly callerPlan: DialPlan
}

export function createRoutingEntry(gateway: RoutingGateway): RoutingEntry {
  const prefixes = [...new Set(splitList(gateway.prefix))]
  return {
    gateway,
    prefixes: prefixes.length === 0 ? [''] : prefixes,
    calleePlan: new DialPlan(gateway.rewriteRulesInCallee),
    callerPlan: new DialPlan(gateway.rewriteRulesInCaller),
  }
}
