import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import {
  createServer as createTcpServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { createSelfSignedCertificate } from '../testing/self-signed-certificate.ts'
import { postToWeb, type WebPost } from './web-post.ts'

const servers: Server[] = []
const sockets = new Set<Socket>()
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  for (const server of servers.splice(0)) {
    await new Promise((resolve) => server.close(resolve))
  }
})

async function portOf(server: Server): Promise<number> {
  servers.push(server)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const listen = async (answer: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await portOf(createServer(answer))}`

const post = (url: string, options: Partial<WebPost> = {}) =>
  postToWeb({
    ...{ url, path: '/external/server/GetSoftSwitch', call: 'GetSoftSwitch', body: '{}' },
    ...{ limitMs: 30_000, mostBytes: 1_000_000, ...options },
  })
const faultOf = async (url: string, options: Partial<WebPost> = {}) => {
  const reply = await post(url, options)
  return reply.ok ? undefined : reply.fault
}

describe('a request to a web server', () => {
  test('is a POST with the content type of the manual, and brings status and text', async () => {
    const url = await listen((request, response) => {
      const { method, headers } = request
      const body: Buffer[] = []
      request.on('data', (chunk: Buffer) => body.push(chunk))
      request.on('end', () => {
        const seen = { method, type: headers['content-type'], body: Buffer.concat(body).toString() }
        response.writeHead(404).end(JSON.stringify(seen))
      })
    })
    const reply = await post(url, { body: '{"name":"网关"}' })
    expect(reply).toMatchObject({ ok: true, value: { status: 404 } })
    expect(reply.ok && JSON.parse(reply.value.text)).toEqual({
      ...{ method: 'POST', type: 'text/html;charset=UTF-8', body: '{"name":"网关"}' },
    })
  })

  test('a letter that two packets share stays whole', async () => {
    const bytes = Buffer.from('{"name":"网关"}')
    const url = await listen((_request, response) => {
      response.write(bytes.subarray(0, 10))
      setTimeout(() => response.end(bytes.subarray(10)), 50)
    })
    expect(await post(url)).toMatchObject({ ok: true, value: { text: '{"name":"网关"}' } })
  })

  test('nothing that listens is unreachable', async () => {
    const server = createServer()
    const port = await portOf(server)
    await new Promise((resolve) => server.close(resolve))
    servers.length = 0
    expect(await faultOf(`http://127.0.0.1:${port}`)).toMatchObject({
      ...{ fault: 'unreachable', values: { reason: 'nothing listens there' } },
    })
  })

  test('a server that closes without an answer may not know this machine', async () => {
    const port = await portOf(createTcpServer((socket) => socket.destroy()))
    expect(await faultOf(`http://127.0.0.1:${port}`)).toMatchObject({ fault: 'closed' })
  })

  test('something that does not speak HTTP is named as that', async () => {
    const port = await portOf(createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n')))
    expect(await faultOf(`http://127.0.0.1:${port}`)).toMatchObject({
      ...{ fault: 'notUnderstood', values: { reason: 'no HTTP' } },
    })
  })

  test('a server that never answers is given up', async () => {
    const url = await listen(() => undefined)
    const startedMs = performance.now()
    expect(await faultOf(url, { limitMs: 300 })).toMatchObject({ fault: 'timeout' })
    expect(performance.now() - startedMs).toBeLessThan(10_000)
  })

  test('a server that never ends its answer is given up as well', async () => {
    const url = await listen((_request, response) => void response.write('{"retCode":0,'))
    expect(await faultOf(url, { limitMs: 300 })).toMatchObject({ fault: 'timeout' })
  })

  test('an answer without an end is cut off at its limit', async () => {
    let wasCutOff = false
    const url = await listen((_request, response) => {
      const piece = 'x'.repeat(64 * 1024)
      const pour = (): void => {
        while (!response.destroyed && response.write(piece));
      }
      response.on('drain', pour)
      response.on('close', () => (wasCutOff = true))
      pour()
    })
    expect(await faultOf(url, { mostBytes: 2 * 1024 * 1024 })).toMatchObject({
      ...{ fault: 'tooLong', values: { mebibytes: 2, call: 'GetSoftSwitch' } },
    })
    await expect.poll(() => wasCutOff, { timeout: 20_000 }).toBe(true)
  })

  test('a redirect is not followed', async () => {
    let visited = 0
    const elsewhere = await listen((_request, response) => {
      visited++
      response.end('{"retCode":0}')
    })
    const url = await listen((_request, response) => {
      response.writeHead(302, { location: elsewhere }).end()
    })
    expect(await faultOf(url)).toMatchObject({
      ...{ fault: 'redirected', values: { location: elsewhere } },
    })
    expect(visited).toBe(0)
  })

  test('a certificate that nobody vouches for is not believed', async () => {
    const { certificate: cert, key } = createSelfSignedCertificate()
    const port = await portOf(createTlsServer({ cert, key }, (_, response) => response.end('{}')))
    expect(await faultOf(`https://127.0.0.1:${port}`)).toMatchObject({ fault: 'certificate' })
  })
})
