import type { GatewayReport } from '../../api/contract/analysis-procedures.ts'
import type { Exemption } from '../../api/contract/checklist-procedures.ts'
import type { DeploymentProfile } from '../../api/contract/deployment-profile.ts'
import type { NetworkNodeRow } from '../../api/contract/feed-rows.ts'
import type { RoutingGateway } from '../../api/contract/gateways.ts'
import type { LabRunRow } from '../../api/contract/lab-rows.ts'
import type { RoutingOnlineRow } from '../../api/contract/live-rows.ts'
import type { ExpiresCheck } from '../../api/contract/trace-procedures.ts'

/** What the lab is asked to run beside the engine, and how it is followed and ended. */
export interface TwinQuestion {
  readonly document: unknown
  readonly onProgress: (part: number) => void
  readonly signal: AbortSignal
}

/** The running engine as the checklist looks at it. */
export interface CheckedEngine {
  nowMs(): number
  expireSeconds(): number
  /** Id of the profile that was chosen; empty = none. */
  deploymentProfile(): string
  profile(id: string): DeploymentProfile | undefined
  routingGateways(): Iterable<RoutingGateway>
  /** Figures now; of all gateways. */
  online(): readonly Pick<RoutingOnlineRow, 'name' | 'currentCall' | 'capacity'>[]
  /** The analysis report of gateways that had a call or were sampled. */
  reports(fromMs: number, toMs: number): Promise<readonly GatewayReport[]>
  expiresCheck(): Promise<ExpiresCheck>
  /** Since when every message is in the trace; Infinity while it is off. */
  traceSinceMs(): number
  nodes(): Promise<readonly NetworkNodeRow[]>
  /** Runs a scenario on private engines; a stopped one says so. */
  runTwin(question: TwinQuestion): Promise<LabRunRow>
}

/** One verification: what is looked at, and by what. */
export interface CheckScene {
  readonly engine: CheckedEngine
  readonly exemptions: ReadonlyMap<string, Exemption>
  /** Figures of this time count. */
  readonly minutes: number
  /** The routing gateways that are looked at. */
  readonly gateways: readonly RoutingGateway[]
  readonly onProgress: (part: number) => void
  readonly signal: AbortSignal
}
