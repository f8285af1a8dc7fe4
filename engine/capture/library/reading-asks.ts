import type { CaptureFacts, PublishVerification } from '../../api/contract/capture-procedures.ts'
import type { ErrorCode } from '../../api/contract/errors.ts'
import type { ExportPiece } from '../trace-exports.ts'
import type { TraceFilter, TracePage, TracePaging } from '../traced-message.ts'

/** What can be asked of the thread that has read a capture. */
export interface ReadingAnswers {
  readonly search: TracePage
  readonly text: string | undefined
  readonly verify: PublishVerification
  readonly beginExport: number
  readonly nextPiece: ExportPiece
}

export type ReadingAsk =
  | {
      readonly id: number
      readonly kind: 'search'
      readonly filter: TraceFilter
      readonly paging: TracePaging
    }
  | { readonly id: number; readonly kind: 'text'; readonly sequence: number }
  | { readonly id: number; readonly kind: 'verify'; readonly expiresSeconds: number | undefined }
  | { readonly id: number; readonly kind: 'beginExport'; readonly filter: TraceFilter }
  | { readonly id: number; readonly kind: 'nextPiece'; readonly exportNumber: number }

/** What the thread says. */
export type ReadingWord =
  | { readonly kind: 'progress'; readonly readBytes: number; readonly packets: number }
  | { readonly kind: 'ready'; readonly facts: CaptureFacts }
  | { readonly kind: 'failed'; readonly fault: string }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | {
      readonly kind: 'refusal'
      readonly id: number
      readonly code: ErrorCode
      readonly text: string
    }
