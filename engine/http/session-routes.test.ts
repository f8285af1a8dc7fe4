import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  createHttpScene,
  scenePassword,
  type HttpScene,
  type Received,
} from '../../tests/harness/http-scene.ts'

let scene: HttpScene
let cookieName: string

beforeEach(async () => {
  scene = await createHttpScene()
  cookieName = `trunkline-${new URL(scene.host.url).port}`
})
afterEach(() => scene.close())

const send = (
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: object,
): Promise<Received> =>
  scene.send({
    ...{ method, path, headers: { origin: scene.host.url, ...headers } },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
const answerOf = ({ text }: Received) =>
  JSON.parse(text) as { ok: boolean; code?: string; value: Record<string, unknown> }
const cookieOf = ({ headers }: Received): string => [headers['set-cookie']].flat()[0] ?? ''
/** What a browser sends back of it. */
const pairOf = (received: Received): string => cookieOf(received).split(';')[0] ?? ''
const account = { name: 'ada', password: scenePassword }
const session = '/api/v1/session'

describe('a browser', () => {
  test('creates the first administrator and is signed in by its cookie', async () => {
    const created = await send('POST', `${session}/administrator`, {}, account)
    expect(created.status).toBe(200)
    expect(answerOf(created).value).toMatchObject({ user: { name: 'ada' }, token: '' })
    const state = await send('GET', session, { cookie: pairOf(created) })
    expect(answerOf(state).value).toMatchObject({
      ...{ needsAdministrator: false, user: { name: 'ada', role: 'administrator' } },
    })
  })

  test('signs in and out', async () => {
    scene.tokenOf('operator')
    const signedIn = await send('POST', session, {}, { name: 'operator', password: scenePassword })
    expect(cookieOf(signedIn)).toMatch(
      new RegExp(`^${cookieName}=[0-9a-v]{52}; Path=/; HttpOnly; SameSite=Strict$`),
    )
    const token = pairOf(signedIn).split('=')[1] ?? ''
    // No script of the page can read it.
    expect(signedIn.text).not.toContain(token)
    const cookie = pairOf(signedIn)
    const asked = await send('POST', '/api/v1/rpc/param.list', { cookie })
    expect([asked.status, answerOf(asked).ok]).toEqual([200, true])

    const signedOut = await send('DELETE', session, { cookie })
    expect(cookieOf(signedOut)).toContain(`${cookieName}=; `)
    expect(cookieOf(signedOut)).toContain('Max-Age=0')
    expect((await send('POST', '/api/v1/rpc/param.list', { cookie })).status).toBe(401)
  })

  test('that stays signed in keeps its cookie for 30 days from the last load of the page', async () => {
    scene.tokenOf('viewer')
    const attempt = { name: 'viewer', password: scenePassword, stay: true }
    const signedIn = await send('POST', session, {}, attempt)
    expect(cookieOf(signedIn)).toContain('; Max-Age=2592000')
    const loaded = await send('GET', session, { cookie: pairOf(signedIn) })
    expect(cookieOf(loaded)).toBe(cookieOf(signedIn))
  })

  test('that signs in as somebody else ends the session before', async () => {
    const before = `${cookieName}=${scene.tokenOf('viewer')}`
    scene.tokenOf('operator')
    const attempt = { name: 'operator', password: scenePassword }
    const signedIn = await send('POST', session, { cookie: before }, attempt)
    const [old, current] = await Promise.all(
      [before, pairOf(signedIn)].map((cookie) => send('GET', session, { cookie })),
    )
    expect(old && answerOf(old).value).toMatchObject({ user: null })
    expect(current && answerOf(current).value).toMatchObject({ user: { name: 'operator' } })
  })

  test('with a wrong password gets no cookie', async () => {
    scene.tokenOf('viewer')
    const refused = await send('POST', session, {}, { name: 'viewer', password: 'wrong' })
    expect([refused.status, answerOf(refused).code]).toEqual([401, 'WRONG_PASSWORD'])
    expect(refused.headers['set-cookie']).toBeUndefined()
  })
})

test('a program signs in by procedure and shows the token as bearer', async () => {
  scene.tokenOf('viewer')
  const body = JSON.stringify({ name: 'viewer', password: scenePassword })
  const path = '/api/v1/rpc/session.signIn'
  const signedIn = await scene.send({ method: 'POST', path, body })
  const token = String(answerOf(signedIn).value['token'])
  const headers = { authorization: `Bearer ${token}` }
  const listed = await scene.send({ method: 'GET', path: '/api/v1/parameters', headers })
  expect(listed.status).toBe(200)
})

test('a bearer token that is none is not made good by a cookie', async () => {
  const cookie = `${cookieName}=${scene.tokenOf('administrator')}`
  const headers = { cookie, authorization: 'Bearer x' }
  expect((await send('GET', '/api/v1/parameters', headers)).status).toBe(401)
})

test('after SS_AUTHENTICATION_MAX_RETRY wrong passwords the right one is 429', async () => {
  scene.tokenOf('viewer')
  for (let attempt = 0; attempt < 6; attempt++) {
    await send('POST', session, {}, { name: 'viewer', password: 'wrong' })
  }
  const refused = await send('POST', session, {}, { name: 'viewer', password: scenePassword })
  expect([refused.status, answerOf(refused).code]).toEqual([429, 'SUSPENDED'])
})

test.each(['x-forwarded-for', 'forwarded'])(
  'whoever comes through a relay (%s) does not sit at this machine',
  async (field) => {
    const state = await send('GET', session, { [field]: 'for=192.0.2.7' })
    expect(answerOf(state).value).toMatchObject({
      ...{ needsAdministrator: true, mayCreateAdministrator: false },
    })
    const refused = await send('POST', `${session}/administrator`, { [field]: 'x' }, account)
    expect([refused.status, answerOf(refused).code]).toEqual([403, 'PERMISSION_DENIED'])
  },
)

test('the trace is downloaded with a session as with the token of the host', async () => {
  for (const token of [scene.tokenOf('viewer'), scene.hostToken]) {
    const headers = { authorization: `Bearer ${token}` }
    const trace = await scene.send({ method: 'GET', path: '/api/v1/trace.pcap', headers })
    expect([trace.status, trace.headers['content-type']]).toEqual([
      200,
      'application/vnd.tcpdump.pcap',
    ])
  }
})
