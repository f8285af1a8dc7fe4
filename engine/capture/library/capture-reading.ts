import type { CaptureFacts, PublishVerification } from '../../api/contract/capture-procedures.ts'
import type { ExportPiece } from '../trace-exports.ts'
import type { TraceFilter, TracePage, TracePaging } from '../traced-message.ts'

/** What reads a capture is given: the file, and where messages that must be put together go. */
export interface CapturePaths {
  readonly capture: string
  readonly spool: string
}

/** Told how the reading goes; `ready` or `failed` is the last word. */
export interface CaptureListener {
  progress(readBytes: number, packets: number): void
  ready(facts: CaptureFacts): void
  failed(fault: string): void
}

/** A capture that is being read or was read; asks are answered only once it is ready. */
export interface CaptureReading {
  search(filter: TraceFilter, paging: TracePaging): Promise<TracePage>
  /** undefined = there is no such message. */
  text(sequence: number): Promise<string | undefined>
  verify(expiresSeconds: number | undefined): Promise<PublishVerification>
  /** Begins a pcap file of what the filter lets through; its number. */
  beginExport(filter: TraceFilter): Promise<number>
  nextPiece(exportNumber: number): Promise<ExportPiece>
  /** Ends it, wherever it is. */
  close(): Promise<void>
}

/** Begins to read a file. */
export type StartReading = (paths: CapturePaths, listener: CaptureListener) => CaptureReading
