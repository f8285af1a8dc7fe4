import { closeSync, openSync } from 'node:fs'
import { EngineError } from '../../api/contract/errors.ts'
import { exportPcap } from '../pcap-export.ts'
import type { CaptureTrace } from '../reader/capture-trace.ts'
import { readCapture } from '../reader/read-capture.ts'
import { verifyPublications } from '../reader/verify-publications.ts'
import { TraceExports } from '../trace-exports.ts'
import { searchTrace } from '../trace-search.ts'
import type { CaptureListener, CapturePaths } from './capture-reading.ts'
import type { ReadingAsk } from './reading-asks.ts'

/** A capture that was read, and answers. */
export interface AnsweringCapture {
  answer(ask: ReadingAsk): unknown
  close(): void
}

/** Reads a capture in the calling thread; undefined when it cannot be read, which the listener is told. */
export function readFiles(
  paths: CapturePaths,
  listener: CaptureListener,
): AnsweringCapture | undefined {
  const open: number[] = []
  const close = (): void => {
    for (const descriptor of open.splice(0)) closeSync(descriptor)
  }
  try {
    const capture = openSync(paths.capture, 'r')
    open.push(capture)
    const spool = openSync(paths.spool, 'w+', 0o600)
    open.push(spool)
    const { trace, facts } = readCapture({
      ...{ capture, spool },
      onProgress: ({ position, packets }) => {
        listener.progress(position, packets)
      },
    })
    listener.ready(facts)
    const exports = new TraceExports()
    return { answer: (ask) => answerFrom(trace, exports, ask), close }
  } catch (error) {
    close()
    listener.failed(sentenceOf(error))
    return undefined
  }
}

function answerFrom(trace: CaptureTrace, exports: TraceExports, ask: ReadingAsk): unknown {
  switch (ask.kind) {
    case 'search':
      return searchTrace(trace, ask.filter, ask.paging)
    case 'text':
      return trace.textOf(ask.sequence)
    case 'verify':
      return verifyPublications(trace, ask.expiresSeconds)
    case 'beginExport':
      return exports.begin(exportPcap(trace, ask.filter))
    case 'nextPiece':
      return exports.next(ask.exportNumber)
  }
}

/** What a person can act on; anything else is a bug and thrown on. */
function sentenceOf(error: unknown): string {
  if (error instanceof EngineError) return error.message
  if (error instanceof Error && 'code' in error) return `the file cannot be read: ${error.message}`
  throw error
}
