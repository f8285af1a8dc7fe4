import { z } from 'zod'
import { errorCodes, type ErrorCode } from '../api/contract/errors.ts'
import { feeds } from '../api/contract/feeds.ts'
import { procedures, type ProcedureName } from '../api/contract/procedures.ts'
import type { Access } from '../api/contract/procedure.ts'
import { statusOf } from './answers.ts'
import { fieldsOf } from './resource-input.ts'
import { listResources, procedureResources, type ProcedureResource } from './resource-table.ts'

/*
 * The OpenAPI 3.1 document of the HTTP interface, made from the contract: every procedure under /api/v1/rpc, the
 * resources of the daily operations, sign-in of browsers, and every error by its status.
 */

type Json = Readonly<Record<string, unknown>>

const ref = (place: 'schemas' | 'responses', name: string): Json => ({
  $ref: `#/components/${place}/${name}`,
})
const asJson = (schema: Json): Json => ({ content: { 'application/json': { schema } } })
const names = Object.keys(procedures) as ProcedureName[]

export interface OpenApiOptions {
  readonly version: string
  /** Name of the session's cookie at this listener. */
  readonly cookie: string
}

export function openApiDocument({ version, cookie }: OpenApiOptions): Json {
  return {
    openapi: '3.1.0',
    info: {
      ...{ title: 'Trunkline management interface', version },
      description:
        'Every answer is {"ok":true,"value":…} or {"ok":false,"code":…,"message":…,"details":…}. State-changing requests of browsers must come from a page of the same origin.',
    },
    paths: { ...rpcPaths(), ...resourcePaths(), ...sessionPaths() },
    components: {
      schemas: { ...procedureSchemas(), ...listSchemas(), error: errorSchema },
      responses: errorResponses(),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: cookie },
      },
    },
  }
}

const errorSchema: Json = {
  type: 'object',
  required: ['ok', 'code', 'message', 'details'],
  properties: {
    ok: { const: false },
    code: { enum: Object.keys(errorCodes) },
    message: { type: 'string' },
    details: { type: 'object' },
  },
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const made = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  // The document says once which draft of JSON Schema it means.
  return Object.fromEntries(Object.entries(made).filter(([field]) => field !== '$schema'))
}

const answerOf = (value: Json): Json => ({
  type: 'object',
  required: ['ok', 'value'],
  properties: { ok: { const: true }, value },
})

function procedureSchemas(): Json {
  return Object.fromEntries(
    names.flatMap((name) => [
      [`${name}.input`, jsonSchema(procedures[name].input, 'input')],
      [`${name}.answer`, answerOf(jsonSchema(procedures[name].output, 'output'))],
    ]),
  )
}

function listSchemas(): Json {
  return Object.fromEntries(
    listResources.map(({ list }) => [
      `${list}.list`,
      answerOf({ type: 'array', items: jsonSchema(feeds[list].row, 'output') }),
    ]),
  )
}

/** One response for each status, with the codes that it stands for. */
function errorResponses(): Json {
  const codes = Object.keys(errorCodes) as ErrorCode[]
  const statuses = [...new Set(Object.values(statusOf))]
  return Object.fromEntries(
    statuses.map((status) => {
      const said = codes.filter((code) => statusOf[code] === status)
      const description = said.map((code) => `${code}: ${errorCodes[code]}`).join('; ')
      return [`error${status}`, { description, ...asJson(ref('schemas', 'error')) }]
    }),
  )
}

/** An operation with what all of them share. */
function operation(role: Access, answer: string, rest: Json): Json {
  const errors = [...new Set(Object.values(statusOf))].map((status) => [
    String(status),
    ref('responses', `error${status}`),
  ])
  return {
    ...rest,
    'x-role': role,
    security: role === 'anyone' ? [{}] : [{ bearer: [] }, { cookie: [] }],
    responses: {
      200: { description: 'done', ...asJson(ref('schemas', answer)) },
      ...Object.fromEntries(errors),
    },
  }
}

function rpcPaths(): Json {
  return Object.fromEntries(
    names.map((name) => [
      `/api/v1/rpc/${name}`,
      {
        post: operation(procedures[name].role, `${name}.answer`, {
          operationId: name,
          tags: [name.split('.')[0]],
          requestBody: asJson(ref('schemas', `${name}.input`)),
        }),
      },
    ]),
  )
}

function resourcePaths(): Json {
  const paths: Record<string, Record<string, unknown>> = {}
  const add = (path: string, method: string, described: Json): void => {
    const templated = `/api/v1${path.replace(/:(\w+)/g, '{$1}')}`
    paths[templated] = { ...paths[templated], [method.toLowerCase()]: described }
  }
  for (const resource of procedureResources) {
    const { procedure, path, method } = resource
    const described = { ...operationNameOf(method, path), ...requestOf(resource) }
    const { role } = procedures[procedure]
    add(path, method, operation(role, `${procedure}.answer`, described))
  }
  for (const { path, method, list } of listResources) {
    const described = operationNameOf(method, path)
    add(path, method, operation(feeds[list].role, `${list}.list`, described))
  }
  return paths
}

const operationNameOf = (method: string, path: string): Json => ({
  operationId: `${method.toLowerCase()}${path.replace(/\W+(\w)/g, (_all, letter: string) => letter.toUpperCase())}`,
  tags: [path.split('/')[1]],
})

function requestOf({ procedure, path, method, fixed = {}, bodyField }: ProcedureResource): Json {
  const open = Object.entries(fieldsOf(procedure)).filter(([field]) => !Object.hasOwn(fixed, field))
  const isInPath = (field: string): boolean => path.split('/').includes(`:${field}`)
  const takesBody = method === 'POST' || method === 'PATCH'
  const isInBody = (field: string): boolean =>
    takesBody && !isInPath(field) && (bodyField === undefined || field === bodyField)
  const parameters = open
    .filter(([field]) => !isInBody(field))
    .map(([field, schema]) => ({
      ...{ name: field, in: isInPath(field) ? 'path' : 'query' },
      required: isInPath(field),
      schema: jsonSchema(schema, 'input'),
    }))
  const inBody = open.filter(([field]) => isInBody(field))
  const [only] = inBody
  if (!only) return { parameters }
  const body = bodyField === undefined ? z.object(Object.fromEntries(inBody)) : only[1]
  return { parameters, requestBody: asJson(jsonSchema(body, 'input')) }
}

/** Sign-in of browsers: as the procedures of that name, with the token in a cookie. */
function sessionPaths(): Json {
  const described = (name: ProcedureName, operationId: string): Json =>
    operation(procedures[name].role, `${name}.answer`, { operationId, tags: ['session'] })
  const withBody = (name: ProcedureName, operationId: string): Json => ({
    ...described(name, operationId),
    requestBody: asJson(ref('schemas', `${name}.input`)),
  })
  return {
    '/api/v1/session': {
      get: described('session.state', 'getSession'),
      post: withBody('session.signIn', 'signIn'),
      delete: described('session.signOut', 'signOut'),
    },
    '/api/v1/session/administrator': {
      post: withBody('session.createAdministrator', 'createAdministrator'),
    },
  }
}
