import { createServer, request } from 'node:http'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createHandlers } from '../api/server/handlers.ts'
import type { People } from '../api/server/people.ts'
import { systemClock } from '../kernel/clock.ts'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { silentLogger } from '../kernel/logger.ts'
import { createMemoryAuditLog, createMemoryPeople } from '../testing/memory-people.ts'
import { createMemoryHistory, createTestEngine, type TestEngine } from '../testing/test-engine.ts'
import { startHttpHost, type HttpHost } from './http-host.ts'

const token = 'a-token-of-this-host'
let engine: TestEngine
let host: HttpHost
let people: People

const start = (port = 0): Promise<HttpHost> =>
  startHttpHost({
    engine,
    handlers: createHandlers({
      version: engine.version,
      configuration: engine.configuration,
      engine,
      people,
      auditLog: createMemoryAuditLog(),
      ...createMemoryHistory(engine),
      sealFor: () => {
        throw new Error('no seal in this test')
      },
      nowMs: () => systemClock.nowMs(),
    }),
    sessions: people.sessions,
    token,
    listen: { host: '127.0.0.1', port },
    clock: systemClock,
    ids: createSeededIdSource(3),
    log: silentLogger,
  })

beforeEach(async () => {
  engine = createTestEngine()
  people = createMemoryPeople()
  host = await start()
})
afterEach(() => host.close())

const post = (path: string, body = '{}', headers: Record<string, string> = {}) =>
  fetch(host.url + path, { method: 'POST', body, headers })

const ask = (name: string, input: unknown, headers: Record<string, string> = {}) =>
  post(`/api/v1/rpc/${name}`, JSON.stringify(input), {
    authorization: `Bearer ${token}`,
    ...headers,
  })

/** A request exactly as given, as fetch would not send it; resolves to status and text. */
function raw(path: string, headers: Record<string, string>, body: string) {
  return new Promise<{ status: number; text: string; type: string }>((resolve, reject) => {
    const sent = request(host.url + path, { method: 'POST', headers }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () =>
        resolve({
          ...{ status: response.statusCode ?? 0, text },
          type: response.headers['content-type'] ?? '',
        }),
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

describe('the web interface over HTTP', () => {
  test.each([
    '/external/server/GetSoftSwitch',
    '/external/server/GetSoftSwitch.jsp',
    '/external_new/server/GetSoftSwitch',
  ])('%s is answered', async (path) => {
    const response = await post(path)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html;charset=UTF-8')
    expect(await response.json()).toMatchObject({ retCode: 0 })
  })

  test.each([
    'application/json',
    'text/html;charset=UTF-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'text/plain',
    'nonsense',
    '',
  ])('content type %j is as good as any', async (type) => {
    const { status, text } = await raw(
      '/external/server/GetGatewayRouting',
      { 'content-type': type },
      '{"names":null}\r\n\r\n',
    )
    expect(status).toBe(200)
    expect(JSON.parse(text)).toMatchObject({ retCode: 0, infoGatewayRoutings: [] })
  })

  test('a request without body or content type means {}', async () => {
    const { text } = await raw('/external/server/GetPerformance', { 'content-length': '0' }, '')
    expect(JSON.parse(text)).toMatchObject({ retCode: 0, infoPerformance: { callSize: 0 } })
  })

  test('a business error is HTTP 200', async () => {
    const response = await post('/external/server/CreateCustomer')
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ retCode: -10001 })
  })

  test('an over-long body is 413 and reaches no call', async () => {
    const body = JSON.stringify({ name: 'GW', memo: 'x'.repeat(1024 * 1024) })
    const response = await post('/external/server/CreateGatewayRouting', body)
    expect(response.status).toBe(413)
    expect(engine.commits()).toBe(0)
  })

  test('nothing of an answer can be read as markup', async () => {
    await post('/external/server/CreateGatewayRouting', '{"name":"GW","memo":"<script>"}')
    const response = await post('/external/server/GetGatewayRouting')
    const text = await response.text()
    expect(text).not.toContain('<')
    expect(JSON.parse(text)).toMatchObject({ infoGatewayRoutings: [{ memo: '<script>' }] })
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('umlauts and Chinese come back as they were sent', async () => {
    const memo = '落地网关 Größe'
    await post('/external/server/CreateGatewayRouting', JSON.stringify({ name: '落地1', memo }))
    const response = await post('/external/server/GetGatewayRouting', '{"names":["落地1"]}')
    expect(await response.json()).toMatchObject({ infoGatewayRoutings: [{ memo }] })
  })

  test('an address outside the list is 403, by directory, at once after a change', async () => {
    const webAccess = [
      { directory: '/external', addresses: ['127.0.0.0/8'] },
      { directory: '/external/server/GetCdr', addresses: ['10.0.0.0/8'] },
    ]
    engine.configuration.setSettings({ webAccess }, { name: 'test', from: 'test' })
    expect((await post('/external/server/GetPerformance')).status).toBe(200)
    for (const path of [
      '/external/server/GetCdr',
      '/external/server/GetCdr.jsp',
      '/external_new/server/GetCdr',
    ]) {
      expect((await post(path)).status).toBe(403)
    }
  })
})

describe('requests that a foreign page makes a browser send', () => {
  test.each([
    [{ origin: 'http://evil.example' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ host: 'evil.example', origin: 'http://evil.example' }],
  ])('%j is 403', async (headers) => {
    const path = '/external/server/CreateGatewayRouting'
    const { status } = await raw(
      path,
      { 'content-type': 'text/plain', ...headers },
      '{"name":"GW"}',
    )
    expect(status).toBe(403)
    expect(engine.commits()).toBe(0)
  })

  test('also with the token', async () => {
    const answer = await ask('gateway.list', { kind: 'routing' }, { origin: 'http://evil.example' })
    expect(answer.status).toBe(403)
  })
})

describe('procedures over HTTP', () => {
  test('the token lets in', async () => {
    const response = await ask('param.get', { name: 'SS_SIP_PUBLISH_EXPIRE' })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ ok: true, value: { value: '300' } })
  })

  test.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer wrong' }],
    ['another scheme', { authorization: `Basic ${token}` }],
  ])('%s is 401', async (_what, headers) => {
    const response = await post('/api/v1/rpc/param.list', '{}', headers)
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ ok: false, code: 'SIGN_IN_REQUIRED' })
  })

  test.each([
    ['param.set', { changes: { SS_SIP_PUBLISH_EXPIRE: '29' } }, 400, 'INVALID_VALUE'],
    ['param.set', { changes: 5 }, 400, 'INVALID_VALUE'],
    ['param.set', { other: 5 }, 400, 'INVALID_VALUE'],
    ['param.get', { name: 'SS_NOTHING' }, 404, 'UNKNOWN_NAME'],
    ['gateway.remove', { kind: 'routing', name: 'nobody' }, 404, 'UNKNOWN_NAME'],
    ['no.such', {}, 404, 'NOT_FOUND'],
    ['toString', {}, 404, 'NOT_FOUND'],
  ])('%s %j is %i', async (name, input, status, code) => {
    const response = await ask(name, input)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ ok: false, code })
  })

  test('an internal error says nothing of the inside', async () => {
    const response = await ask('config.export', { passphrase: 'long enough' })
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({
      ...{ ok: false, code: 'INTERNAL', message: 'internal error', details: {} },
    })
  })

  test('the body of a stranger is not read', async () => {
    const body = 'x'.repeat(40 * 1024 * 1024)
    const response = await post('/api/v1/rpc/config.import', body).catch(() => undefined)
    // The connection may be closed while the body is still being sent.
    expect(response?.status ?? 401).toBe(401)
  })

  test('bad JSON is 400', async () => {
    const headers = { authorization: `Bearer ${token}` }
    expect((await post('/api/v1/rpc/param.list', '{', headers)).status).toBe(400)
  })
})

describe('readings', () => {
  test('/healthz', async () => {
    const response = await fetch(`${host.url}/healthz`)
    expect(await response.json()).toMatchObject({ status: 'ok', node: 'node-1' })
  })

  test('/metrics carries calls, gateways, publications, transactions, delay and queue', async () => {
    engine.configuration.createRoutingGateway(
      { name: 'GW&1', capacity: 7 },
      { name: 't', from: 't' },
    )
    const text = await (await fetch(`${host.url}/metrics`)).text()
    for (const name of [
      'calls_active 0',
      'publications_held 0',
      'store_queue 0',
      'calls_started_total 0',
    ]) {
      expect(text).toContain(`trunkline_${name}`)
    }
    expect(text).toContain('trunkline_gateway_line_limit{gateway="GW&1"} 7')
    expect(text).toMatch(/trunkline_event_loop_delay_seconds\{quantile="0.99"\} \d/)
    expect(text).toContain('trunkline_transactions{side="server"} 0')
    expect(text).toContain('process_resident_memory_bytes')
  })

  test('an unknown path is 404 without a word about the inside', async () => {
    const response = await fetch(`${host.url}/etc/passwd`)
    expect(response.status).toBe(404)
    expect(await response.text()).toBe('Not found.\n')
  })
})

describe('listening', () => {
  test('an upgrade where there is none to be had does not keep the host from closing', async () => {
    const { hostname, port } = new URL(host.url)
    const socket = connect(Number(port), hostname)
    const ended = new Promise((resolve) => socket.on('close', resolve))
    socket.resume()
    socket.write(
      `GET /healthz HTTP/1.1\r\nHost: ${hostname}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
    )
    await ended
    await host.close()
  })

  test('a port in use is named', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const bound = taken.address()
    const port = typeof bound === 'object' ? (bound?.port ?? 0) : 0
    await expect(start(port)).rejects.toMatchObject({ code: 'PORT_IN_USE' })
    await expect(start(port)).rejects.toThrow(`127.0.0.1:${port} is already in use`)
    await new Promise((resolve) => taken.close(resolve))
  })

  test('an address of another machine is named', async () => {
    const options = {
      engine,
      handlers: {} as never,
      token,
      clock: systemClock,
      log: silentLogger,
      ids: createSeededIdSource(3),
      sessions: people.sessions,
    }
    const listen = { host: '192.0.2.1', port: 0 }
    await expect(startHttpHost({ ...options, listen })).rejects.toMatchObject({
      code: 'ADDRESS_UNAVAILABLE',
    })
  })
})
