import { EngineError } from '../../api/contract/errors.ts'
import type { FindingFix, FixOffer, FixQuestion } from '../../api/contract/finding-procedures.ts'
import type { ConfigurationChanges, GatewayStep } from '../../configuration/configuration.ts'
import { expireParameter } from './conditions.ts'
import type { FixGrounds } from './fix-offers.ts'

type Fields = Readonly<Record<string, unknown>>
/** What a fix makes of one gateway; undefined = it leaves it alone. */
type GatewayFix = (name: string, grounds: FixGrounds, value: number) => Fields | undefined

const gatewayFixes: Readonly<Partial<Record<FindingFix, GatewayFix>>> = {
  allowPublish: () => ({ allowPublish: true }),
  enforceLimit: () => ({ enforceCapacity: true }),
  setLimit: (_name, _grounds, capacity) => ({ capacity }),
  equalLimit: (name, { engine }) => {
    const limits = (engine.gateway(name)?.others ?? []).flatMap(({ isLive, capacity }) =>
      isLive ? [capacity] : [],
    )
    return limits.length === 0 ? undefined : { capacity: smallestLimit(limits) }
  },
  uncheckDormant: () => ({ allowPublish: false }),
}

const expireFixes: ReadonlySet<FindingFix> = new Set([
  ...(['lowerExpire', 'highTrafficExpire', 'raiseExpire', 'clusterExpire'] as const),
  'equalExpire' as const,
])

/** The changes that a fix makes; what was asked for must be among what the finding offers. */
export function changesOf(
  question: FixQuestion,
  offer: FixOffer,
  grounds: FixGrounds,
): ConfigurationChanges {
  const value = valueOf(question, offer)
  if (expireFixes.has(offer.fix)) {
    if (question.gateways) throw new EngineError('INVALID_VALUE', wholeNode(offer.fix))
    return { parameters: { changes: { [expireParameter]: String(value) } } }
  }
  const fixOf = gatewayFixes[offer.fix]
  if (!fixOf) {
    throw new EngineError('INVALID_VALUE', `"${offer.fix}" is a place to look at, not an edit`)
  }
  const steps = chosen(question, offer, grounds).flatMap((name): GatewayStep[] => {
    const changes = fixOf(name, grounds, value)
    return changes ? [{ kind: 'modify', name, changes }] : []
  })
  return { routingGateways: steps }
}

const wholeNode = (fix: FindingFix): string =>
  `"${fix}" changes ${expireParameter}, which holds for the whole node: leave the gateways out`

function valueOf({ value }: FixQuestion, { fix, value: range }: FixOffer): number {
  if (value === undefined) return range?.suggested ?? 0
  if (!range) throw new EngineError('INVALID_VALUE', `"${fix}" takes no value`)
  if (value >= range.min && value <= range.max) return value
  const allowed = `whole number from ${range.min} to ${range.max}`
  throw new EngineError('INVALID_VALUE', `the value of "${fix}" is ${value}; allowed: ${allowed}`, {
    ...{ field: 'value', value, allowed },
  })
}

/** The gateways of the finding, or those of them that were named. */
function chosen(question: FixQuestion, { fix }: FixOffer, grounds: FixGrounds): readonly string[] {
  const { subjects, dormant } = grounds
  const of = fix === 'uncheckDormant' ? dormant : subjects.map(({ gateway }) => gateway)
  const known = new Set(of)
  const { gateways } = question
  const strange = gateways?.find((name) => !known.has(name))
  if (strange === undefined) return [...(gateways ?? known)]
  throw new EngineError('UNKNOWN_NAME', `"${strange}" is not among the gateways that it mends`, {
    value: strange,
  })
}

/** 0 is unlimited, which any other limit is smaller than. */
function smallestLimit(limits: readonly number[]): number {
  const least = Math.min(...limits.map((limit) => (limit === 0 ? Infinity : limit)))
  return least === Infinity ? 0 : least
}
