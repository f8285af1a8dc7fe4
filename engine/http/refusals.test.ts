import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHttpScene, type HttpScene, type Sent } from '../../tests/harness/http-scene.ts'
import { roles, type Role } from '../api/contract/procedure.ts'
import { procedures, type ProcedureName } from '../api/contract/procedures.ts'
import { feeds } from '../api/contract/feeds.ts'
import { listResources, procedureResources } from './resource-table.ts'

let scene: HttpScene
let tokens: Readonly<Record<Role, string>>
let cookie: string

beforeAll(async () => {
  scene = await createHttpScene()
  const [viewer = '', operator = '', administrator = ''] = roles.map((role) => scene.tokenOf(role))
  tokens = { viewer, operator, administrator }
  cookie = `trunkline-${new URL(scene.host.url).port}=${administrator}`
})
afterAll(() => scene.close())

/** One way to ask the host, with the least role that it needs. */
interface Door {
  readonly title: string
  readonly method: string
  readonly path: string
  readonly least: Role
}

const doors: readonly Door[] = [
  ...(Object.keys(procedures) as ProcedureName[]).map((name) => ({
    ...{ title: name, method: 'POST', path: `/api/v1/rpc/${name}` },
    least: procedures[name].role,
  })),
  ...procedureResources.map(({ method, path, procedure }) => ({
    ...{ title: `${method} ${path}`, method, path: `/api/v1${path}` },
    least: procedures[procedure].role,
  })),
  ...listResources.map(({ method, path, list }) => ({
    ...{ title: `${method} ${path}`, method, path: `/api/v1${path}` },
    least: feeds[list].role,
  })),
  ...[{ title: 'the trace', method: 'GET', path: '/api/v1/trace.pcap', least: 'viewer' as const }],
].flatMap((door) => {
  const { least } = door
  return least === 'anyone' ? [] : [{ ...door, least }]
})
/** What somebody may call who has not signed in. */
const openDoors = ['session.state', 'session.signIn', 'session.createAdministrator'].map(
  (name) => `/api/v1/rpc/${name}`,
)

const refusedWith = async (sent: Sent, status: number, code: string): Promise<void> => {
  const commits = scene.engine.commits()
  const lines = scene.audit.entries.length
  const { status: given, text, headers } = await scene.send(sent)
  expect([given, (JSON.parse(text) as { code: string }).code]).toEqual([status, code])
  // Nothing of the inside is told, nothing is kept on the way, nothing happened.
  expect(text).not.toMatch(/\bat .*\.ts:|node_modules/)
  expect(headers['cache-control']).toBe('no-store')
  expect([scene.engine.commits(), scene.audit.entries.length]).toEqual([commits, lines])
}
const bearer = (role: Role) => ({ authorization: `Bearer ${tokens[role]}` })
const tooLong = 32 * 1024 * 1024 + 1

describe.each(doors)('$title', ({ method, path, least }) => {
  test.each<[string, Record<string, string>]>([
    ['no session', {}],
    ['a token that is none', { authorization: 'Bearer nonsense' }],
    ['another scheme', { authorization: 'Basic YWRhOmxvbmcgZW5vdWdo' }],
    ['the cookie of another port', { cookie: 'trunkline-1=x', origin: 'own' }],
  ])('is refused with %s', async (_with, { origin, ...headers }) => {
    const marks = origin === undefined ? {} : { origin: scene.host.url }
    await refusedWith({ method, path, headers: { ...headers, ...marks } }, 401, 'SIGN_IN_REQUIRED')
  })

  test('is refused with every role below its own', async () => {
    for (const role of roles.slice(0, roles.indexOf(least))) {
      await refusedWith({ method, path, headers: bearer(role) }, 403, 'PERMISSION_DENIED')
    }
  })

  test.each<[string, Record<string, string>]>([
    ['another origin', { origin: 'http://evil.example' }],
    ['the origin of another port', { origin: 'http://127.0.0.1:1' }],
    ['no origin to show', { origin: 'null' }],
    ['a request of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a name that was pointed here', { host: 'evil.example', origin: 'http://evil.example' }],
  ])('is refused with %s, even to an administrator', async (_with, marks) => {
    for (const headers of [
      { ...bearer('administrator'), ...marks },
      { cookie, ...marks },
    ]) {
      await refusedWith({ method, path, headers }, 403, 'PERMISSION_DENIED')
    }
  })

  if (method !== 'GET') {
    test('is refused with a cookie that no page of ours sent', () =>
      refusedWith({ method, path, headers: { cookie } }, 403, 'PERMISSION_DENIED'))

    test('is refused with an over-long body, before the body is read', () =>
      refusedWith(
        { method, path, headers: { ...bearer('administrator'), 'content-length': tooLong } },
        413,
        'INVALID_VALUE',
      ))
  }
})

describe.each([...openDoors, '/api/v1/session', '/api/v1/session/administrator'])('%s', (path) => {
  test('takes little from a stranger', () =>
    refusedWith(
      { method: 'POST', path, headers: { 'content-length': 16 * 1024 + 1 } },
      413,
      'INVALID_VALUE',
    ))

  test('is refused to a page of another site', () =>
    refusedWith(
      { method: 'POST', path, headers: { origin: 'http://evil.example' } },
      403,
      'PERMISSION_DENIED',
    ))
})

test('these are all doors that stand open', () => {
  const open = Object.entries(procedures).filter(([, { role }]) => role === 'anyone')
  expect(open.map(([name]) => `/api/v1/rpc/${name}`).sort()).toEqual([...openDoors].sort())
})
