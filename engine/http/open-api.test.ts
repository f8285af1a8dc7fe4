import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHttpScene, type HttpScene } from '../../tests/harness/http-scene.ts'
import { errorCodes } from '../api/contract/errors.ts'
import { procedures } from '../api/contract/procedures.ts'
import { listResources, procedureResources } from './resource-table.ts'

interface Operation {
  readonly operationId: string
  readonly security: readonly object[]
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
  readonly requestBody?: unknown
  readonly responses: Readonly<Record<string, unknown>>
}
interface Document {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly securitySchemes: { readonly cookie: { readonly name: string } }
    readonly responses: Readonly<Record<string, { readonly description: string }>>
  }
}

let scene: HttpScene
let document: Document
beforeAll(async () => {
  scene = await createHttpScene()
  const { text } = await scene.send({ method: 'GET', path: '/api/openapi.json' })
  document = JSON.parse(text) as Document
})
afterAll(() => scene.close())

const operations = (): readonly (readonly [string, Operation])[] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.values(item).map((operation) => [path, operation] as const),
  )

/** Every value of a field of this name, wherever it is. */
function everyValueOf(field: string, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === field ? [inner as unknown] : []),
    ...everyValueOf(field, inner),
  ])
}

test('it is an OpenAPI 3.1 document for this listener', () => {
  expect(document.openapi).toBe('3.1.0')
  const { port } = new URL(scene.host.url)
  expect(document.components.securitySchemes.cookie.name).toBe(`trunkline-${port}`)
})

test('every procedure, every resource and sign-in are in it', () => {
  for (const name of Object.keys(procedures)) {
    expect(document.paths[`/api/v1/rpc/${name}`]?.['post']).toBeDefined()
  }
  for (const { path, method } of [...procedureResources, ...listResources]) {
    const templated = `/api/v1${path.replace(/:(\w+)/g, '{$1}')}`
    expect(document.paths[templated]?.[method.toLowerCase()]).toBeDefined()
  }
  expect(Object.keys(document.paths['/api/v1/session'] ?? {})).toEqual(['get', 'post', 'delete'])
})

test('every reference leads somewhere', () => {
  const references = everyValueOf('$ref', document)
  expect(references.length).toBeGreaterThan(100)
  for (const reference of references) {
    const target = String(reference)
      .replace(/^#\//, '')
      .split('/')
      .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document)
    expect([reference, typeof target]).toEqual([reference, 'object'])
  }
})

test('every operation has a name of its own and says whom it lets in', () => {
  const names = operations().map(([, { operationId }]) => operationId)
  expect(new Set(names).size).toBe(names.length)
  expect(names.filter((name) => !/^[a-zA-Z][\w.]*$/.test(name))).toEqual([])
  for (const [path, { security, operationId }] of operations()) {
    const isOpen =
      /^(getSession|signIn|createAdministrator|session\.(state|signIn|createAdministrator))$/
    const expected = isOpen.test(operationId) ? [{}] : [{ bearer: [] }, { cookie: [] }]
    expect([path, security]).toEqual([path, expected])
  }
})

test('every part of an address in braces is described, and nothing else is said to be in it', () => {
  for (const [path, { parameters = [] }] of operations()) {
    const inBraces = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const described = parameters.filter((each) => each.in === 'path').map(({ name }) => name)
    expect([path, described]).toEqual([path, inBraces])
  }
})

test('every error code is in the answers', () => {
  const described = Object.values(document.components.responses)
    .map(({ description }) => description)
    .join('\n')
  for (const code of Object.keys(errorCodes)) expect(described).toContain(`${code}: `)
})

test('a schema says what the contract does', () => {
  const [parameters] = everyValueOf('/records', {
    '/records': document.paths['/api/v1/records']?.['get']?.parameters,
  })
  expect(parameters).toContainEqual({
    ...{ name: 'order', in: 'query', required: false },
    schema: { type: 'string', enum: ['newest', 'oldest'], default: 'newest' },
  })
})
