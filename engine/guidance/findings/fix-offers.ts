import type { EvidenceSource } from '../../api/contract/evidence.ts'
import type { FindingFix, FindingId, FixOffer } from '../../api/contract/finding-procedures.ts'
import type { RoutingGateway } from '../../api/contract/gateways.ts'
import { refreshSeconds } from '../../api/contract/publish-rate.ts'
import type { Subject } from './conditions.ts'
import { secondsForRoundTrip } from './node-conditions.ts'
import type { ObservedEngine } from './observed.ts'

/** What the fixes of a finding are made of. */
export interface FixGrounds {
  readonly engine: ObservedEngine
  readonly subjects: readonly Subject[]
  /** Gateways with Allow Publish that have had no call for long. */
  readonly dormant: readonly string[]
  /** As configured; undefined = there is none. */
  readonly gateway: (name: string) => RoutingGateway | undefined
}

type Value = FixOffer['value'] & {}
type Offers = (grounds: FixGrounds) => readonly (FixOffer | undefined)[]

/** Lifetimes, seconds. */
const [shortest, longest] = [30, 7200]
const normalSeconds = 300
const highTraffic: Value = { suggested: 90, min: 60, max: 120 }
const cluster = { suggested: 120, min: 120, max: 300 }
/** Of what the pace lets through, refreshes should take this share at most. */
const shareOfPace = 0.8

/** What is offered for each finding, the most fitting first; what would change nothing is not. */
const offers: Readonly<Record<FindingId, Offers>> = {
  'overload.active': (grounds) => [
    some(grounds, ({ allowPublish }) => !allowPublish) && edit('allowPublish'),
    some(grounds, ({ enforceCapacity }) => !enforceCapacity) && edit('enforceLimit'),
    limitOffer(grounds),
    ...traces(grounds),
  ],
  'overload.unpublished': (grounds) => [edit('allowPublish'), ...traces(grounds)],
  'overload.unenforced': (grounds) => [edit('enforceLimit'), ...traces(grounds)],
  'stale.lifetime': () => [lowerExpire(), edit('highTrafficExpire', highTraffic)],
  'stale.error': ({ engine, subjects }) => {
    const seconds = engine.expireSeconds()
    return [
      seconds > normalSeconds ? lowerExpire() : undefined,
      seconds > highTraffic.max ? edit('highTrafficExpire', highTraffic) : undefined,
      open('publishOnChange', { kind: 'setting', field: 'publishOnChange' }),
      ...traces({ subjects }),
    ]
  },
  'excess.lifetime': ({ dormant }) => [
    edit('raiseExpire', { suggested: normalSeconds, min: 60, max: 600 }),
    dormant.length > 0 ? edit('uncheckDormant') : undefined,
  ],
  'excess.rate': ({ engine, dormant }) => [
    raiseForPace(engine),
    dormant.length > 0 ? edit('uncheckDormant') : undefined,
    open('publishOnChange', { kind: 'setting', field: 'publishOnChange' }),
    open('publishPace', { kind: 'setting', field: 'publishPacePerSecond' }),
  ],
  'conflict.parameter': ({ engine }) => [
    edit('equalExpire', { suggested: usualExpire(engine), min: shortest, max: longest }),
    latency,
  ],
  'conflict.view': (grounds) => [
    grounds.subjects.some(({ evidence }) => evidence.code === 'limitDiffers')
      ? edit('equalLimit')
      : undefined,
    clusterOffer(grounds),
    ...publications(grounds),
    latency,
  ],
  'conflict.expired': (grounds) => [clusterOffer(grounds), ...publications(grounds), latency],
  'conflict.delay': (grounds) => [clusterOffer(grounds), latency],
}

export const offersFor = (id: FindingId, grounds: FixGrounds): readonly FixOffer[] =>
  offers[id](grounds).filter((offer) => offer !== undefined)

const edit = (fix: FindingFix, value: Value | null = null): FixOffer => ({
  ...{ fix, value, source: null },
})
const open = (fix: FindingFix, source: EvidenceSource): FixOffer => ({ fix, value: null, source })
const latency = open('checkLatency', { kind: 'nodes' })

const lowerExpire = (): FixOffer =>
  edit('lowerExpire', { suggested: normalSeconds, min: shortest, max: normalSeconds })

/** `false` is left out as well as `undefined`, which keeps the rows above short. */
function some(
  { subjects, gateway }: FixGrounds,
  test: (gateway: RoutingGateway) => boolean,
): true | undefined {
  const isMet = subjects.some((subject) => {
    const found = gateway(subject.gateway)
    return found !== undefined && test(found)
  })
  return isMet || undefined
}

/** One gateway gets the limit that is typed; of several the worst is opened. */
function limitOffer({ engine, subjects, gateway }: FixGrounds): FixOffer | undefined {
  const [first, second] = subjects
  if (!first) return undefined
  const configured = gateway(first.gateway)
  const observed = engine.gateway(first.gateway)
  const isOwnLimit = configured !== undefined && configured.capacity === observed?.capacity
  if (second || !isOwnLimit) {
    return open('setLimit', { kind: 'routingGateway', name: first.gateway })
  }
  const suggested = Math.min(100_000, Math.max(observed.active, observed.ownActive))
  return edit('setLimit', { suggested, min: 1, max: 100_000 })
}

function traces({ subjects }: Pick<FixGrounds, 'subjects'>): FixOffer[] {
  const [worst] = subjects
  if (!worst) return []
  return [open('showTrace', { kind: 'trace', method: 'PUBLISH', gateway: worst.gateway })]
}

function publications({ subjects: [worst] }: FixGrounds): FixOffer[] {
  if (!worst) return []
  return [open('showPublications', { kind: 'publications', gateway: worst.gateway })]
}

/** The lifetime at which refreshes alone stay well below the pace. */
function raiseForPace(engine: ObservedEngine): FixOffer | undefined {
  const most = Math.max(0, ...[...engine.targets()].map(({ publications: kept }) => kept))
  const least = Math.ceil(most / refreshSeconds(engine.pacePerSecond() * shareOfPace))
  const suggested = Math.max(normalSeconds, least)
  const present = engine.expireSeconds()
  if (suggested <= present || suggested > longest) return undefined
  return edit('raiseExpire', { suggested, min: Math.max(60, present), max: longest })
}

/** What most of the other nodes have. */
function usualExpire(engine: ObservedEngine): number {
  const counts = new Map<number, number>()
  for (const { publishExpireSeconds: seconds } of engine.nodes()) {
    counts.set(seconds, (counts.get(seconds) ?? 0) + 1)
  }
  const [usual] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  return usual?.[0] ?? cluster.suggested
}

/** 120 to 300 s, enough for the slowest target. */
function clusterOffer({ engine }: FixGrounds): FixOffer | undefined {
  const trips = [...engine.targets()].flatMap(({ isOwn, roundTripMs = 0 }) =>
    isOwn ? [] : [secondsForRoundTrip(roundTripMs)],
  )
  const suggested = Math.min(cluster.max, Math.max(cluster.min, ...trips))
  const present = engine.expireSeconds()
  const isFitting = present >= suggested && present <= cluster.max
  return isFitting ? undefined : edit('clusterExpire', { ...cluster, suggested })
}
