import type { CallFacts, CallView } from '../calls/ports.ts'
import type { GatewayStatistics } from '../gateways/gateway-statistics.ts'
import type { CallRecordWriter } from '../store/call-records/call-record-writer.ts'
import type { MappingStatistics } from './mapping-statistics.ts'
import type { CallCounters } from './counters.ts'

interface CallFactsPorts {
  readonly counters: CallCounters
  readonly statistics: GatewayStatistics
  readonly mappingStatistics: MappingStatistics
  readonly records: Pick<CallRecordWriter, 'started' | 'answered' | 'ended'>
  readonly stateListeners: ReadonlySet<(call: CallView) => void>
}

/** Tells everybody who keeps count what happens to calls; runs on the signalling path. */
export function createCallFacts(ports: CallFactsPorts): CallFacts {
  const { counters, statistics, mappingStatistics, records, stateListeners } = ports
  return {
    callStarted(record) {
      counters.started++
      records.started(record)
    },
    attemptStarted(record, attempt) {
      statistics.attemptStarted(record, attempt)
    },
    attemptResponded(record, attempt) {
      statistics.attemptResponded(record, attempt)
    },
    attemptEnded(record, attempt) {
      statistics.attemptEnded(record, attempt)
    },
    callRinging(record) {
      statistics.callRinging(record)
    },
    callAnswered(record) {
      counters.answered++
      statistics.callAnswered(record)
      records.answered(record)
    },
    callEnded(record) {
      counters.callEnded(record)
      statistics.callEnded(record)
      mappingStatistics.callEnded(record)
      records.ended(record)
    },
    callStateChanged(call) {
      for (const listener of stateListeners) listener(call)
    },
  }
}
