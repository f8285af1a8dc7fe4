import type { z } from 'zod'
import { EngineError, invalidValue } from '../api/contract/errors.ts'
import { isSecretPath } from '../api/contract/secrets.ts'

type Issue = z.core.$ZodIssue

/** Checks fields against a schema of the contract; the first fault is thrown with field, value and what is allowed. */
export function checkFields<T>(schema: z.ZodType<T>, fields: unknown, object: string): T {
  const checked = schema.safeParse(fields)
  if (checked.success) return checked.data
  const issue = checked.error.issues[0]
  if (!issue) throw new EngineError('INVALID_VALUE', `${object} cannot be read`, {})
  throw faultOf(issue, fields, object)
}

/**
 * Reads fields that the store kept, perhaps under an earlier version of the schema: what the schema does not know
 * is dropped, what it no longer allows gets its default; `onDropped` is told each name.
 */
export function readKeptFields<T>(
  schema: z.ZodType<T>,
  fields: Readonly<Record<string, unknown>>,
  onDropped: (field: string, allowed: string) => void,
): T | undefined {
  const first = schema.safeParse(fields)
  if (first.success) return first.data
  const kept: Record<string, unknown> = { ...fields }
  for (const issue of first.error.issues) {
    for (const name of namesOf(issue)) {
      onDropped(name, issue.message)
      Reflect.deleteProperty(kept, name)
    }
  }
  const second = schema.safeParse(kept)
  return second.success ? second.data : undefined
}

function namesOf(issue: Issue): readonly string[] {
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) return issue.keys
  return issue.path.length > 0 ? [String(issue.path[0])] : []
}

function faultOf(issue: Issue, fields: unknown, object: string): EngineError {
  if (issue.code === 'unrecognized_keys') {
    const field = [...issue.path, issue.keys[0] ?? ''].join('.')
    return new EngineError('INVALID_VALUE', `${object} has no field "${field}"`, { object, field })
  }
  const field = issue.path.join('.')
  const value = isSecretPath(issue.path) ? 'the one given' : valueAt(fields, issue.path)
  const fault = invalidValue(field === '' ? 'value' : field, value, allowedBy(issue))
  return new EngineError(fault.code, `${object}: ${fault.message}`, { object, ...fault.details })
}

/** Names of the structures that no schema words of its own are written for. */
const structures: Readonly<Record<string, string>> = {
  object: 'name: value pairs',
  record: 'name: value pairs',
  array: 'a list',
}

function allowedBy(issue: Issue): string {
  const structure = issue.code === 'invalid_type' ? structures[issue.expected] : undefined
  return structure !== undefined && issue.message.startsWith('Invalid input')
    ? structure
    : issue.message
}

function valueAt(fields: unknown, path: readonly PropertyKey[]): unknown {
  let value = fields
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Reflect.get(value, step)
  }
  return value
}
