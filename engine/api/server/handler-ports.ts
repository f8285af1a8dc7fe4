import type { AlarmPersistence } from '../../alarms/alarm-board.ts'
import type { GatewayReport, GatewaySeries } from '../contract/analysis-procedures.ts'
import type { AuditEntry, AuditFilter, AuditStatement } from '../contract/audit-entry.ts'
import type {
  CallRecordFilter,
  CallRecordPage,
  CallRecordTotals,
} from '../contract/call-record-filter.ts'
import type { LabBench } from '../contract/lab-bench.ts'
import type { PostToWeb } from '../../attached/web-post.ts'
import type { CaptureLibrary } from '../../capture/library/capture-library.ts'
import type { Configuration } from '../../configuration/configuration.ts'
import type { DocumentSeal } from '../../configuration/document-seal.ts'
import type { ChecklistDesk } from '../../guidance/checklist/checklist-desk.ts'
import type { ProfileCatalogue } from '../../guidance/profiles/profile-catalogue.ts'
import type { PlanDesk } from '../../planner/plan-desk.ts'
import type { EngineView } from './engine-view.ts'
import type { People } from './people.ts'

/** The audit log as the handlers see it. */
export interface AuditBook {
  append(statement: AuditStatement): void
  /** Newest first. */
  read(filter: AuditFilter): AuditEntry[]
}

/** Call records as the handlers read them: those of every call that has ended. */
export interface CallRecordBook {
  query(filter: CallRecordFilter): Promise<CallRecordPage>
  totals(filter: CallRecordFilter): Promise<CallRecordTotals>
  /** Call records and samples of concurrency, by gateway. */
  gateways(period: {
    readonly fromMs: number
    readonly toMs: number
    readonly gateways?: readonly string[]
  }): Promise<GatewayReport[]>
  series(question: {
    readonly fromMs: number
    readonly toMs: number
    readonly gateway: string
  }): Promise<GatewaySeries>
}

/** What the handlers work on. */
export interface HandlerPorts {
  readonly version: string
  readonly configuration: Configuration
  /** The running engine; undefined where the data folder itself is worked on. */
  readonly engine: EngineView | undefined
  readonly people: People
  /** The lab beside the running engine; absent where there is none. */
  readonly lab?: LabBench
  /** Captures and plans of the host; absent where there is none. */
  readonly captures?: CaptureLibrary
  readonly plans?: PlanDesk
  /** Deployment profiles of the data folder; absent where there is none. */
  readonly profiles?: ProfileCatalogue
  /** The checklist of the host; absent where there is none. */
  readonly checklist?: ChecklistDesk
  /** How attached servers are asked; absent = over the network. */
  readonly postToWeb?: PostToWeb
  readonly auditLog: AuditBook
  readonly callRecords: CallRecordBook
  readonly alarms: Pick<AlarmPersistence, 'read'>
  /** The seal of a passphrase: that of a document that already bears one, else a new one. */
  sealFor(passphrase: string, document?: unknown): DocumentSeal
  nowMs(): number
}
