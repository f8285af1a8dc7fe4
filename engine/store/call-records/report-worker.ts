import { parentPort, workerData } from 'node:worker_threads'
import { invariant } from '../../kernel/invariant.ts'
import { openDatabase, openForReading } from '../open-database.ts'
import { readGatewayReports } from '../gateway-samples/read-gateway-reports.ts'
import { readGatewaySeries } from '../gateway-samples/read-gateway-series.ts'
import { readCallRecords, totalCallRecords } from './read-call-records.ts'
import type { ReportAnswer, ReportAsk } from './report-asks.ts'

/* Entry of the worker thread: reads with a connection of its own, so that a long report does not hold up signalling. */

const file: unknown = workerData
const port = parentPort
invariant(typeof file === 'string' && port, 'the report reader starts this thread with a file name')
const reading = openForReading(file)
const writing = openDatabase(file)

function valueOf(ask: ReportAsk): unknown {
  switch (ask.kind) {
    case 'records':
      return readCallRecords(reading, ask.filter)
    case 'totals':
      return totalCallRecords(reading, ask.filter)
    case 'gateways':
      return readGatewayReports(reading, ask.filter)
    case 'series':
      return readGatewaySeries(reading, ask.filter)
    case 'checkpoint':
      writing.pragma('wal_checkpoint(PASSIVE)')
      return undefined
  }
}

function answer(ask: ReportAsk): ReportAnswer {
  try {
    return { id: ask.id, ok: true, value: valueOf(ask) }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    return { id: ask.id, ok: false, code: String(error.code), text: error.message }
  }
}

port.on('message', (ask: ReportAsk) => {
  port.postMessage(answer(ask))
})
