import type { AttachedGateway, GatewayLimits } from '../api/contract/attached-procedures.ts'
import { EngineError } from '../api/contract/errors.ts'

export interface GatewayChange {
  readonly name: string
  readonly changes: {
    readonly capacity?: number | undefined
    readonly lockType?: number | undefined
  }
  /** What the softswitch must have now; absent = whatever it has. */
  readonly expected?: GatewayLimits | undefined
}

/** Line limit and lock before and after a change. */
export interface PlannedLimits {
  readonly from: GatewayLimits
  readonly to: GatewayLimits
}

export const limitsOf = ({ capacity, lockType }: AttachedGateway): GatewayLimits => ({
  ...{ capacity, lockType },
})

/** What a change would do to the gateway as the softswitch has it now. */
export function planLimits(
  gateways: readonly AttachedGateway[],
  { name, changes, expected }: GatewayChange,
): PlannedLimits {
  const from = limitsOf(gatewayNamed(gateways, name))
  if (expected && !isSame(from, expected)) {
    const text = `line limit and lock of ${name} are ${words(from)} by now, not ${words(expected)}`
    throw new EngineError('CONFLICT', text, { name })
  }
  const to = {
    capacity: changes.capacity ?? from.capacity,
    lockType: changes.lockType ?? from.lockType,
  }
  return { from, to }
}

export function gatewayNamed(gateways: readonly AttachedGateway[], name: string): AttachedGateway {
  const gateway = gateways.find((each) => each.name === name)
  if (gateway) return gateway
  const text = `the softswitch has no routing gateway named "${name}"`
  throw new EngineError('UNKNOWN_NAME', text, { value: name })
}

const words = ({ capacity, lockType }: GatewayLimits): string => `${capacity} and ${lockType}`

export const isSame = (a: GatewayLimits, b: GatewayLimits): boolean =>
  a.capacity === b.capacity && a.lockType === b.lockType
