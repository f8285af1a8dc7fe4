import type { z } from 'zod'
import { procedures, type ProcedureName } from '../api/contract/procedures.ts'
import type { ProcedureResource } from './resource-table.ts'

/** What a request brings for the input of a procedure. */
export interface RequestParts {
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** Fields of a procedure's input, by name. */
export function fieldsOf(name: ProcedureName): Readonly<Record<string, z.ZodType>> {
  const { input } = procedures[name]
  return input.shape
}

/** Puts the input of the resource's procedure together; undefined = the body is no object. */
export function inputOf(
  resource: ProcedureResource,
  { path, query, body }: RequestParts,
): Readonly<Record<string, unknown>> | undefined {
  const { procedure, fixed, bodyField } = resource
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  const fields = fieldsOf(procedure)
  const takesBody = resource.method === 'POST' || resource.method === 'PATCH'
  const inBody = bodyField === undefined ? body : { [bodyField]: body }
  return {
    ...(takesBody ? inBody : {}),
    ...read(query, fields),
    ...read(path, fields),
    ...fixed,
  }
}

function read(
  texts: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, z.ZodType>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, valueOf(text, fields[name])]),
  )
}

/** An address holds texts only: the reading of it that the field allows, else the text, which is then refused by name. */
function valueOf(text: unknown, field: z.ZodType | undefined): unknown {
  const one = parsed(text)
  const many = Array.isArray(text) ? text : [text]
  const readings = [text, one, many, many.map(parsed)]
  return readings.find((reading) => field?.safeParse(reading).success) ?? text
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return text
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}
