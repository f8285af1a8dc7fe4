import type { z } from 'zod'
import { EngineError, invalidValue } from '../api/contract/errors.ts'

/** Checks a plan against its schema; the error names the field and what it may hold. */
export function checkPlan<S extends z.ZodType>(schema: S, value: unknown, what = ''): z.output<S> {
  const checked = schema.safeParse(value)
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  const path = [what, ...(issue?.path.map(String) ?? [])].filter((part) => part !== '').join('.')
  if (issue?.code === 'unrecognized_keys') {
    const place = path === '' ? '' : `${path}: `
    throw new EngineError('INVALID_VALUE', `${place}no field is named "${issue.keys[0] ?? ''}"`)
  }
  const given = issue?.path.reduce<unknown>(
    (part, key) =>
      part === undefined || part === null ? undefined : Reflect.get(Object(part), key),
    value,
  )
  throw invalidValue(path === '' ? 'input' : path, given, issue?.message ?? 'an object')
}
