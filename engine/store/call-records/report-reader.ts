import { Worker } from 'node:worker_threads'
import type {
  CallRecordFilter,
  CallRecordPage,
  CallRecordTotals,
} from '../../api/contract/call-record-filter.ts'
import type { GatewayReport, GatewaySeries } from '../../api/contract/analysis-procedures.ts'
import { EngineError } from '../../api/contract/errors.ts'
import type { ReportPeriod } from '../gateway-samples/read-call-figures.ts'
import type { SeriesQuestion } from '../gateway-samples/read-gateway-series.ts'
import { storeFault } from '../store-fault.ts'
import type { ReportAnswer, ReportAnswers, ReportAsk, ReportKind } from './report-asks.ts'

/** Reads call records in a thread of its own, which starts with the first ask; what waits is written before. */
export interface ReportReader {
  query(filter: CallRecordFilter): Promise<CallRecordPage>
  totals(filter: CallRecordFilter): Promise<CallRecordTotals>
  /** Call records and samples of concurrency, by gateway. */
  gateways(period: ReportPeriod): Promise<GatewayReport[]>
  series(question: SeriesQuestion): Promise<GatewaySeries>
  /** Moves the write-ahead log into the database. */
  checkpoint(): Promise<void>
  close(): Promise<void>
}

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

export function createReportReader(
  file: string,
  folder: string,
  writeWaiting: () => void,
): ReportReader {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let lastId = 0

  const settle = (answer: ReportAnswer): void => {
    const asked = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (waiting.size === 0) worker?.unref()
    if (answer.ok) asked?.resolve(answer.value)
    else asked?.reject(faultOf(answer, folder))
  }
  const stopped = (cause: unknown): void => {
    worker = undefined
    const text = 'the reader of call records has stopped; asking again starts it anew'
    const fault = new EngineError('STORE_UNAVAILABLE', text, { folder }, cause)
    for (const { reject } of waiting.values()) reject(fault)
    waiting.clear()
  }
  const start = (): Worker => {
    const started = new Worker(new URL('./report-worker.ts', import.meta.url), { workerData: file })
    started.on('message', settle)
    started.on('error', stopped)
    started.on('exit', () => {
      if (worker === started) stopped(undefined)
    })
    return started
  }
  const ask = <K extends ReportKind>(
    kind: K,
    filter: ReportAnswers[K]['filter'],
  ): Promise<ReportAnswers[K]['value']> =>
    new Promise((resolve, reject) => {
      worker ??= start()
      lastId += 1
      // Kind and filter belong together, and the worker answers each kind with the value of that kind.
      const wanted = { id: lastId, kind, filter } as ReportAsk
      waiting.set(lastId, { resolve: resolve as Waiting['resolve'], reject })
      worker.ref()
      worker.postMessage(wanted)
    })
  return {
    query(filter) {
      writeWaiting()
      return ask('records', filter)
    },
    totals(filter) {
      writeWaiting()
      return ask('totals', filter)
    },
    gateways(period) {
      writeWaiting()
      return ask('gateways', period)
    },
    series(question) {
      writeWaiting()
      return ask('series', question)
    },
    checkpoint: () => ask('checkpoint', undefined),
    async close() {
      const closing = worker
      stopped(undefined)
      await closing?.terminate()
    },
  }
}

function faultOf(answer: Extract<ReportAnswer, { ok: false }>, folder: string): unknown {
  return storeFault(Object.assign(new Error(answer.text), { code: answer.code }), folder)
}
