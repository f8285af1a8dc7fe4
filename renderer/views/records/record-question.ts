import type { RecordFilter } from '../../../engine/api/contract/operation-procedures.ts'

/** What an operator fills in above the grid. */
export interface RecordQuestion {
  readonly period: { readonly fromMs: number; readonly toMs: number }
  readonly caller: string
  readonly callee: string
  readonly mappingGateway: string
  readonly routingGateway: string
  readonly answered: 'any' | 'onlyAnswered' | 'notAnswered'
}

/** The filter that the engine is asked with; what is left empty does not count. */
export function recordFilterOf(question: RecordQuestion): RecordFilter {
  const { period, caller, callee, mappingGateway, routingGateway, answered } = question
  return {
    ...period,
    ...(caller.trim() === '' ? {} : { callerE164: caller.trim() }),
    ...(callee.trim() === '' ? {} : { calleeE164: callee.trim() }),
    ...(mappingGateway === '' ? {} : { mappingGateways: [mappingGateway] }),
    ...(routingGateway === '' ? {} : { routingGateway }),
    ...(answered === 'any' ? {} : { answered: answered === 'onlyAnswered' }),
  }
}
