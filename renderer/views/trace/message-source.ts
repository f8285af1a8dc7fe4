import type { Ask } from '../../../engine/api/contract/procedures.ts'
import type { TraceQuestion } from '../../../engine/api/contract/trace-procedures.ts'
import type { SearchMessages } from '../../composables/read-trace.ts'

/** Where messages are looked for: the trace of the node, or a capture that somebody opened. */
export interface MessageSource {
  /** Number of the capture; undefined = the trace. */
  readonly capture: number | undefined
  readonly search: SearchMessages
  textOf(sequence: number): Promise<string>
  /** Call-IDs that belong to the same call. */
  legsOf(callId: string): Promise<readonly string[]>
  beginExport(question: TraceQuestion): Promise<{ readonly export: number }>
  nextPiece(id: number): Promise<{ readonly base64: string; readonly isLast: boolean }>
}

export const traceSource = (ask: Ask): MessageSource => ({
  capture: undefined,
  search: (question) => ask('trace.list', question),
  textOf: async (sequence) => (await ask('trace.get', { sequence })).text,
  legsOf: async (callId) => (await ask('trace.legs', { callId })).callIds,
  beginExport: (question) => ask('traceExport.begin', question),
  nextPiece: (id) => ask('traceExport.next', { export: id }),
})

/** A capture knows addresses, not gateways, and not which legs a switch in between joined. */
export const captureSource = (ask: Ask, capture: number): MessageSource => ({
  capture,
  search: ({ gateway: _, ...question }) => ask('capture.search', { ...question, capture }),
  textOf: async (sequence) => (await ask('capture.get', { capture, sequence })).text,
  legsOf: (callId) => Promise.resolve([callId]),
  beginExport: ({ gateway: _, ...question }) =>
    ask('captureExport.begin', { ...question, capture }),
  nextPiece: (id) => ask('captureExport.next', { capture, export: id }),
})
