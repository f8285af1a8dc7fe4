import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createHttpScene, type HttpScene } from '../../tests/harness/http-scene.ts'

let scene: HttpScene
let authorization: string

beforeEach(async () => {
  scene = await createHttpScene()
  authorization = `Bearer ${scene.tokenOf('administrator')}`
})
afterEach(() => scene.close())

interface Got {
  readonly status: number
  readonly ok: boolean
  readonly value: unknown
  readonly message: string
}

async function call(method: string, path: string, body?: unknown): Promise<Got> {
  const { status, text } = await scene.send({
    ...{ method, path: `/api/v1${path}`, headers: { authorization } },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status, ...(JSON.parse(text) as Omit<Got, 'status'>) }
}

describe.each(['routing', 'mapping'])('%s gateways', (kind) => {
  const all = `/${kind}-gateways`

  test('are added, read, changed and removed by address', async () => {
    expect(await call('POST', all, { name: 'GW-A', capacity: 5 })).toMatchObject({ status: 200 })
    expect(await call('GET', `${all}/GW-A`)).toMatchObject({ value: { capacity: 5 } })
    expect(await call('PATCH', `${all}/GW-A`, { capacity: 9 })).toMatchObject({
      value: { capacity: 9, version: 2 },
    })
    expect(await call('GET', all)).toMatchObject({ value: [{ name: 'GW-A' }] })
    expect(await call('DELETE', `${all}/GW-A`)).toMatchObject({ status: 200, value: {} })
    expect(await call('GET', `${all}/GW-A`)).toMatchObject({ status: 404 })
  })

  test('keep their names, however they are written in an address', async () => {
    const name = '落地网关'.repeat(16)
    await call('POST', all, { name })
    expect(await call('GET', `${all}/${encodeURIComponent(name)}`)).toMatchObject({
      value: { name },
    })
  })

  test('changed by somebody else are a conflict for whoever names the version', async () => {
    await call('POST', all, { name: 'GW-A' })
    expect(await call('PATCH', `${all}/GW-A?expectedVersion=1`, { capacity: 9 })).toMatchObject({
      status: 200,
    })
    expect(await call('PATCH', `${all}/GW-A?expectedVersion=1`, { capacity: 8 })).toMatchObject({
      status: 409,
    })
  })

  test('of another name than that of the address cannot be meant by the body', async () => {
    await call('POST', all, { name: 'GW-A' })
    await call('POST', all, { name: 'GW-B' })
    const renamed = await call('PATCH', `${all}/GW-A`, { name: 'GW-B' })
    expect(renamed).toMatchObject({ status: 409, ok: false })
  })
})

test('parameters are read and changed', async () => {
  const change = { SS_SIP_PUBLISH_EXPIRE: '60' }
  expect(await call('PATCH', '/parameters', change)).toMatchObject({ status: 200 })
  expect(await call('GET', '/parameters/SS_SIP_PUBLISH_EXPIRE')).toMatchObject({
    value: { value: '60' },
  })
  expect(await call('PATCH', '/parameters', { SS_SIP_PUBLISH_EXPIRE: '29' })).toMatchObject({
    status: 400,
  })
})

test('numbers and lists in an address are read as what the procedure takes', async () => {
  const query = 'limit=5&fromMs=1000&answered=true&callerE164=100&mappingGateways=12'
  expect(await call('GET', `/records?${query}`)).toMatchObject({ status: 200, ok: true })
  expect(await call('GET', '/records?mappingGateways=a&mappingGateways=b')).toMatchObject({
    status: 200,
  })
  expect(await call('DELETE', '/calls/17')).toMatchObject({ value: { disconnected: 0 } })
})

test.each([
  ['/records?limit=many', 'limit'],
  ['/records?fromMs=yesterday', 'fromMs'],
  ['/records?colour=blue', 'colour'],
  ['/audit?limit=0', 'limit'],
])('%s is refused by the name of the field', async (path, field) => {
  const refused = await call('GET', path)
  expect(refused).toMatchObject({ status: 400, ok: false })
  expect(refused.message).toContain(field)
})

test.each(['5', '[]', 'null', '"text"', '{'])('the body %s is refused', async (body) => {
  const { status, text } = await scene.send({
    ...{ method: 'PATCH', path: '/api/v1/parameters', headers: { authorization }, body },
  })
  expect(status).toBe(400)
  expect(JSON.parse(text)).toMatchObject({ ok: false, code: 'INVALID_VALUE' })
})

test('an address that is none is 404, as JSON', async () => {
  expect(await call('GET', '/nothing')).toMatchObject({ status: 404, ok: false })
})
