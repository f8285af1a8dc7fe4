import type {
  CallRecordFilter,
  CallRecordPage,
  CallRecordTotals,
} from '../../api/contract/call-record-filter.ts'
import type { GatewayReport, GatewaySeries } from '../../api/contract/analysis-procedures.ts'
import type { ReportPeriod } from '../gateway-samples/read-call-figures.ts'
import type { SeriesQuestion } from '../gateway-samples/read-gateway-series.ts'

/** What the report worker can be asked, and what it answers; asks are answered in order. */
export interface ReportAnswers {
  readonly records: { readonly filter: CallRecordFilter; readonly value: CallRecordPage }
  readonly totals: { readonly filter: CallRecordFilter; readonly value: CallRecordTotals }
  readonly gateways: { readonly filter: ReportPeriod; readonly value: GatewayReport[] }
  readonly series: { readonly filter: SeriesQuestion; readonly value: GatewaySeries }
  /** Moves the write-ahead log into the database, so that no commit of the engine has to. */
  readonly checkpoint: { readonly filter: undefined; readonly value: undefined }
}

export type ReportKind = keyof ReportAnswers

interface AskOf<K extends ReportKind> {
  readonly id: number
  readonly kind: K
  readonly filter: ReportAnswers[K]['filter']
}

export type ReportAsk = { readonly [K in ReportKind]: AskOf<K> }[ReportKind]

export type ReportAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly code: string; readonly text: string }
