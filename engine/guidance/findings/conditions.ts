import type { Evidence } from '../../api/contract/evidence.ts'
import type { FindingId } from '../../api/contract/finding-procedures.ts'
import type { GatewayMemory } from './gateway-memory.ts'
import type { ObservedGateway, OtherView } from './observed.ts'

/*
 * The conditions of troubleshooting that one routing gateway can meet. Those of the whole node are in node-conditions.ts.
 */

export const expireParameter = 'SS_SIP_PUBLISH_EXPIRE'
/** From here on the numbers of an active gateway are old before they are renewed. */
export const longLifetimeSeconds = 1800
/** A published count may be off by this share of the line limit. */
const toleratedError = 0.1

/** One gateway, or node, that meets a condition. */
export interface Subject {
  /** Empty where it is none. */
  readonly gateway: string
  /** Worse ones come first. */
  readonly weight: number
  readonly evidence: Evidence
}

/** One gateway at one look. */
export interface GatewayLook {
  readonly gateway: ObservedGateway
  readonly memory: GatewayMemory
  /** Monotonic. */
  readonly nowMs: number
  readonly expireSeconds: number
}

type Test = (look: GatewayLook) => Subject | undefined

/** How a gateway meets each of these conditions; undefined = it does not. */
export const gatewayConditions: Readonly<Partial<Record<FindingId, Test>>> = {
  'overload.active': ({ gateway }) => {
    const { name, active, ownActive, capacity } = gateway
    const most = Math.max(active, ownActive)
    if (capacity === 0 || most <= capacity) return undefined
    return {
      ...{ gateway: name, weight: most - capacity },
      evidence: {
        code: 'gatewayAboveLimit',
        values: { gateway: name, active, own: ownActive, limit: capacity },
        source: { kind: 'routingOnline', name },
      },
    }
  },
  'overload.unpublished': (look) =>
    look.gateway.allowPublish ? undefined : limited(look, 'gatewayUnpublished'),
  'overload.unenforced': (look) =>
    look.gateway.enforceCapacity ? undefined : limited(look, 'gatewayUnenforced'),
  'stale.lifetime': ({ gateway, memory, nowMs, expireSeconds }) => {
    const { name, allowPublish, active } = gateway
    if (expireSeconds < longLifetimeSeconds || !allowPublish) return undefined
    if (!memory.hasTraffic(nowMs)) return undefined
    const source = { kind: 'routingOnline', name } as const
    const values = { gateway: name, active }
    return { gateway: name, weight: active, evidence: { code: 'gatewayActive', values, source } }
  },
  'stale.error': ({ gateway, memory }) => {
    const { name, allowPublish, capacity } = gateway
    const lines = memory.meanError
    if (!allowPublish || capacity === 0 || lines <= capacity * toleratedError) return undefined
    const percent = Math.round((100 * lines) / capacity)
    return {
      ...{ gateway: name, weight: percent },
      evidence: {
        code: 'gatewayError',
        values: { gateway: name, lines: lines.toFixed(1), percent, limit: capacity },
        source: { kind: 'analysis', gateway: name },
      },
    }
  },
  'conflict.view': ({ gateway, memory, nowMs }) => {
    if (!gateway.allowPublish) return undefined
    const other = gateway.others.find(
      ({ node, isLive, expiresSeconds }) =>
        isLive && memory.differsForMs(node, nowMs) > expiresSeconds * 1000,
    )
    return other && differingView(gateway, other, memory.differsForMs(other.node, nowMs))
  },
}

/** A gateway with traffic and a line limit. */
function limited({ gateway, memory, nowMs }: GatewayLook, code: string): Subject | undefined {
  const { name, active, capacity } = gateway
  if (capacity === 0 || !memory.hasTraffic(nowMs)) return undefined
  const values = { gateway: name, active, limit: capacity }
  const source = { kind: 'routingGateway', name } as const
  return { gateway: name, weight: active / capacity, evidence: { code, values, source } }
}

function differingView(gateway: ObservedGateway, other: OtherView, forMs: number): Subject {
  const { name, capacity, status } = gateway
  const { node, expiresSeconds } = other
  const isLimit = other.capacity !== capacity
  const [theirs, ours] = isLimit ? [other.capacity, capacity] : [other.status, status]
  return {
    ...{ gateway: name, weight: forMs },
    evidence: {
      code: isLimit ? 'limitDiffers' : 'statusDiffers',
      values: {
        ...{ gateway: name, node, theirs, ours },
        ...{ seconds: Math.floor(forMs / 1000), expire: expiresSeconds },
      },
      source: { kind: 'publications', gateway: name },
    },
  }
}
