import type {
  CallRecordFilter,
  CallRecordPage,
  CallRecordTotals,
} from '../../api/contract/call-record-filter.ts'

/** What the report worker can be asked, and what it answers; asks are answered in order. */
export interface ReportAnswers {
  readonly records: { readonly filter: CallRecordFilter; readonly value: CallRecordPage }
  readonly totals: { readonly filter: CallRecordFilter; readonly value: CallRecordTotals }
  /** Moves the write-ahead log into the database, so that no commit of the engine has to. */
  readonly checkpoint: { readonly filter: undefined; readonly value: undefined }
}

export type ReportKind = keyof ReportAnswers

export interface ReportAsk {
  readonly id: number
  readonly kind: ReportKind
  readonly filter: CallRecordFilter | undefined
}

export type ReportAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly code: string; readonly text: string }
