import type { CallRecord } from './call-record.ts'

/** Where the next page begins: the last record of the page before. */
export interface CallRecordCursor {
  readonly startedAtMs: number
  readonly flowNo: number
}

/** Which call records to read; conditions that are absent do not count. */
export interface CallRecordFilter {
  /** Start of the call, inclusive. */
  readonly fromMs?: number
  /** Start of the call, exclusive. */
  readonly toMs?: number
  /** Any of these. */
  readonly mappingGateways?: readonly string[]
  readonly routingGateway?: string
  /** Number as it arrived or after the mapping gateway's rules; a trailing * matches any rest. */
  readonly callerE164?: string
  readonly calleeE164?: string
  /** Call-ID of the incoming leg. */
  readonly callerCallId?: string
  readonly flowNo?: number
  readonly endReason?: number
  readonly answered?: boolean
  /** Which come first; `oldest` when absent. */
  readonly order?: 'newest' | 'oldest'
  readonly after?: CallRecordCursor
  /** Page size, 200 when absent, at most 10,000. */
  readonly limit?: number
}

export interface CallRecordPage {
  readonly records: readonly CallRecord[]
  /** undefined = there are no more. */
  readonly next: CallRecordCursor | undefined
}

/** Sums over the records that a filter lets through. */
export interface CallRecordTotals {
  readonly calls: number
  readonly answered: number
  /** Sum of the time from answer to end. */
  readonly heldMs: number
  /** Sum over the calls that have a setup delay, and their number. */
  readonly setupDelayMs: number
  readonly withSetupDelay: number
}
