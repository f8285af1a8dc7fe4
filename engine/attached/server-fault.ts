import type { ServerFault } from '../api/contract/attached-procedures.ts'
import { serverFaultWordings } from '../api/contract/attached-wordings.ts'
import { EngineError } from '../api/contract/errors.ts'
import { worded } from '../api/contract/wording.ts'

/** What went wrong with a server, and what fills the wording of it. */
export interface FaultOfServer {
  readonly fault: ServerFault
  readonly values: Readonly<Record<string, string | number>>
}

/** The fault as a person can act on it; `details.fault` names the wording. */
export function serverFailed({ fault, values }: FaultOfServer): EngineError {
  const sentence = worded(serverFaultWordings[fault], 'en', values)
  return new EngineError('SERVER_FAILED', sentence, { ...values, fault })
}

/** Faults after which a change may have been made all the same. */
const open: readonly unknown[] = [
  'closed',
  'timeout',
  'status',
  'notJson',
  'notUnderstood',
  'tooLong',
] satisfies readonly ServerFault[]

/** Whether a change may have been made although asking for it failed. */
export const mayBeDone = (error: unknown): boolean =>
  error instanceof EngineError &&
  error.code === 'SERVER_FAILED' &&
  open.includes(error.details['fault'])
