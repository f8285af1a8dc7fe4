import { attachedProcedures } from '../../../engine/api/contract/attached-procedures.ts'
import type { GatewayLimits } from '../../../engine/api/contract/attached-procedures.ts'

/** What is typed: the line limit as text, so that nothing typed is lost. */
export interface TypedLimits {
  readonly capacity: string
  readonly lockType: number
}

const { changes: changesOfGateway } = attachedProcedures['attached.setGateway'].input.shape

/** What would be sent: only what differs from what the softswitch has. */
export interface LimitsEdit {
  readonly changes: { readonly capacity?: string; readonly lockType?: number }
  /** Why the line limit is not allowed, in the contract's words; undefined = it is. */
  readonly fault: string | undefined
  readonly isChanged: boolean
}

export function editOf(typed: TypedLimits, now: GatewayLimits): LimitsEdit {
  const capacity = typed.capacity.trim()
  const changes = {
    ...(capacity === String(now.capacity) ? {} : { capacity }),
    ...(typed.lockType === now.lockType ? {} : { lockType: typed.lockType }),
  }
  const isChanged = Object.keys(changes).length > 0
  const checked = changesOfGateway.safeParse(changes)
  const fault = isChanged ? checked.error?.issues[0]?.message : undefined
  return { changes, fault, isChanged }
}
