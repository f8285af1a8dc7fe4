import type { MappingGateway, RoutingGateway } from '../api/contract/gateways.ts'
import { DialPlan } from './number-translation.ts'
import { PrefixSet, splitList } from './prefix-set.ts'
import type { ExclusionRule, RouteEnquiry, TranslatedNumbers } from './route-plan.ts'

/*
 * Filters. An empty list never excludes anything, whichever way its Allow box is set. Numbers are judged
 * after the mapping gateway's dial plan and before the routing gateway's; only calloutCalleePrefixes
 * is judged on the callee as it arrived.
 */

/** A mapping gateway as routing reads it: dial plans, prefixes and groups taken apart once. */
export class MappingRules {
  readonly #calleePlan: DialPlan
  readonly #callerPlan: DialPlan
  readonly #calleePrefixes: PrefixSet
  readonly #allowsPrefixes: boolean
  readonly groups: ReadonlySet<string>
  readonly allowsGroups: boolean

  constructor(gateway: MappingGateway) {
    this.#calleePlan = new DialPlan(gateway.rewriteRulesOutCallee)
    this.#callerPlan = new DialPlan(gateway.rewriteRulesOutCaller)
    this.#calleePrefixes = new PrefixSet(gateway.calloutCalleePrefixes)
    this.#allowsPrefixes = gateway.calloutCalleePrefixesAllow
    this.groups = new Set(splitList(gateway.routingGatewayGroups))
    this.allowsGroups = gateway.routingGatewayGroupsAllow
  }

  permitsCallee(calleeAsArrived: string): boolean {
    return permits(this.#calleePrefixes, this.#allowsPrefixes, calleeAsArrived)
  }

  translate(enquiry: RouteEnquiry): TranslatedNumbers {
    return {
      callerE164: this.#callerPlan.translate(enquiry.caller),
      calleeE164: this.#calleePlan.translate(enquiry.callee),
    }
  }
}

/** What decides whether a routing gateway may carry a call, shared by all gateways with equal settings. */
export class CallFilter {
  readonly #groups: readonly string[]
  readonly #calleePrefixes: PrefixSet
  readonly #allowsCallees: boolean
  readonly #callerPrefixes: PrefixSet
  readonly #allowsCallers: boolean

  constructor(gateway: RoutingGateway) {
    this.#groups = splitList(gateway.gatewayGroups)
    this.#calleePrefixes = new PrefixSet(gateway.callinCalleePrefixes)
    this.#allowsCallees = gateway.callinCalleePrefixesAllow
    this.#callerPrefixes = new PrefixSet(gateway.callinCallerPrefixes)
    this.#allowsCallers = gateway.callinCallerPrefixesAllow
  }

  /** Gateways of equal text can share one filter. */
  static keyOf(gateway: RoutingGateway): string {
    return [
      gateway.gatewayGroups,
      gateway.callinCalleePrefixes,
      gateway.callinCalleePrefixesAllow,
      gateway.callinCallerPrefixes,
      gateway.callinCallerPrefixesAllow,
    ].join('|')
  }

  /** The rule that forbids the call, undefined when it is allowed. */
  exclusion(numbers: TranslatedNumbers, mapping: MappingRules): ExclusionRule | undefined {
    if (!this.#isInPermittedGroup(mapping)) return 'gateway groups'
    if (!permits(this.#calleePrefixes, this.#allowsCallees, numbers.calleeE164)) {
      return 'callee prefix filter'
    }
    if (!permits(this.#callerPrefixes, this.#allowsCallers, numbers.callerE164)) {
      return 'caller prefix filter'
    }
    return undefined
  }

  #isInPermittedGroup(mapping: MappingRules): boolean {
    if (mapping.groups.size === 0) return true
    for (const group of this.#groups) {
      if (mapping.groups.has(group)) return mapping.allowsGroups
    }
    return !mapping.allowsGroups
  }
}

function permits(prefixes: PrefixSet, isAllowList: boolean, number: string): boolean {
  if (prefixes.isEmpty) return true
  return (prefixes.match(number) !== undefined) === isAllowList
}
