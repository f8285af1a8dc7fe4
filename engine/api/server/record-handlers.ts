import type { Handlers } from '../contract/procedures.ts'
import { givenFields } from './given-fields.ts'
import type { HandlerPorts } from './handler-ports.ts'

/** Handlers of `record.*`. */
export function createRecordHandlers({
  callRecords,
}: Pick<HandlerPorts, 'callRecords'>): Pick<Handlers, 'record.list' | 'record.totals'> {
  return {
    'record.list': async (filter) => {
      const { records, next } = await callRecords.query(givenFields(filter))
      return { records, next: next ?? null }
    },
    'record.totals': (filter) => callRecords.totals(givenFields(filter)),
  }
}
