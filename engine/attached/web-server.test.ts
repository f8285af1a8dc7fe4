import { beforeEach, describe, expect, test } from 'vitest'
import { success } from '../kernel/result.ts'
import { Vos3000StandIn } from '../testing/vos3000-stand-in.ts'
import type { PostToWeb, WebPost } from './web-post.ts'
import { WebServer } from './web-server.ts'

const url = 'http://192.0.2.1:8080'
let sent: WebPost[]
const serverAt = (post: PostToWeb): WebServer =>
  new WebServer(url, {
    nowMs: () => 1_800_000_000_000,
    post: (each) => {
      sent.push(each)
      return post(each)
    },
  })
const paths = (): string[] => sent.map(({ path }) => path)

/** Answers when told to. */
function gate() {
  const waiting: (() => void)[] = []
  const post: PostToWeb = () =>
    new Promise((resolve) => {
      waiting.push(() => resolve(success({ status: 200, text: '{"retCode":0}' })))
    })
  return { post, open: (): void => waiting.shift()?.(), waiting }
}

beforeEach(() => {
  sent = []
})

describe('where the calls lie', () => {
  test.each([
    ['/external/server/', (call: string) => `/external/server/${call}`, 1],
    ['/external/server/….jsp', (call: string) => `/external/server/${call}.jsp`, 2],
    ['/external_new/server/', (call: string) => `/external_new/server/${call}`, 3],
  ])('under %s is found by trying, and remembered', async (form, path, tries) => {
    const server = serverAt(new Vos3000StandIn({ path }).post)
    expect(server.state).toMatchObject({ pathForm: '', state: 'not asked' })
    await server.read('GetSoftSwitch')
    expect(sent).toHaveLength(tries)
    expect(server.state).toEqual({
      ...{ pathForm: form, state: 'answers', fault: '', faultValues: {} },
      answeredAtMs: 1_800_000_000_000,
    })
    await server.read('GetGatewayRouting')
    expect(paths().slice(tries)).toEqual([path('GetGatewayRouting')])
    await server.write('ModifyGatewayRouting', { name: 'GW-A', capacity: 7 })
    expect(paths().slice(tries + 1)).toEqual([path('ModifyGatewayRouting')])
  })

  test('is sought anew when the server changed', async () => {
    let form = (call: string) => `/external/server/${call}`
    const server = serverAt((post) => new Vos3000StandIn({ path: (call) => form(call) }).post(post))
    await server.read('GetSoftSwitch')
    form = (call) => `/external_new/server/${call}`
    await server.read('GetSoftSwitch')
    expect(server.state).toMatchObject({ pathForm: '/external_new/server/', state: 'answers' })
  })

  test('nowhere is told by what the first of them said', async () => {
    const server = serverAt(() => Promise.resolve(success({ status: 404, text: 'Not Found' })))
    await expect(server.read('GetSoftSwitch')).rejects.toMatchObject({
      code: 'SERVER_FAILED',
      details: { fault: 'notFound', status: 404, url },
    })
    expect(sent).toHaveLength(3)
    expect(server.state).toMatchObject({ state: 'fails', fault: 'notFound', pathForm: '' })
  })

  test('a page of something else tells more than that there is none', async () => {
    const vos = new Vos3000StandIn({ path: (call) => `/external/server/${call}.jsp` })
    vos.instead.set('GetSoftSwitch', () => ({ status: 200, text: '<h1>Busy</h1>' }))
    await expect(serverAt(vos.post).read('GetSoftSwitch')).rejects.toThrow(': Busy')
  })

  test('a server that refuses this machine is not tried elsewhere', async () => {
    const server = serverAt(() => Promise.resolve(success({ status: 403, text: 'no' })))
    await expect(server.read('GetSoftSwitch')).rejects.toThrow(/Web access control/)
    expect(sent).toHaveLength(1)
  })

  test('a change is never sent twice', async () => {
    const server = serverAt(() => Promise.resolve(success({ status: 404, text: '' })))
    await expect(server.write('ModifyGatewayRouting', { name: 'GW' })).rejects.toThrow()
    expect(sent).toHaveLength(1)
  })

  test('a call that is refused by a retCode is an answer all the same', async () => {
    const text = '{"retCode":-10001,"exception":"not supported"}'
    const server = serverAt(() => Promise.resolve(success({ status: 200, text })))
    await expect(server.read('GetPerformance')).rejects.toThrow(
      `${url} refuses GetPerformance: not supported (retCode -10001)`,
    )
    expect(server.state).toMatchObject({ state: 'answers', fault: '' })
  })
})

describe('a server is asked for one thing at a time', () => {
  test('and the next when the last was answered', async () => {
    const { post, open, waiting } = gate()
    const server = serverAt(post)
    const first = server.read('GetSoftSwitch')
    const second = server.write('ModifyGatewayRouting', { name: 'GW' })
    await expect.poll(() => waiting.length).toBe(1)
    expect(paths()).toEqual(['/external/server/GetSoftSwitch'])
    open()
    await first
    await expect.poll(() => waiting.length).toBe(1)
    open()
    await second
    expect(paths()[1]).toBe('/external/server/ModifyGatewayRouting')
  })

  test('who asks for the same meanwhile gets the same answer', async () => {
    const { post, open, waiting } = gate()
    const server = serverAt(post)
    const asked = [server.read('GetSoftSwitch'), server.read('GetSoftSwitch')]
    await expect.poll(() => waiting.length).toBe(1)
    open()
    await Promise.all(asked)
    expect(sent).toHaveLength(1)
    const later = server.read('GetSoftSwitch')
    await expect.poll(() => waiting.length).toBe(1)
    open()
    await later
    expect(sent).toHaveLength(2)
  })

  test('more than can wait are refused at once', async () => {
    const { post, open, waiting } = gate()
    const server = serverAt(post)
    const asked = Array.from({ length: 16 }, (_, number) => server.read('GetCdr', { number }))
    await expect(server.read('GetSoftSwitch')).rejects.toMatchObject({ code: 'BUSY' })
    for (const each of asked) {
      await expect.poll(() => waiting.length).toBe(1)
      open()
      await each
    }
    expect(sent).toHaveLength(16)
  })

  test('a failure does not hold up what waits behind it', async () => {
    let count = 0
    const server = serverAt(() =>
      Promise.resolve(success({ status: count++ === 0 ? 500 : 200, text: '{"retCode":0}' })),
    )
    const first = server.read('GetSoftSwitch')
    const second = server.read('GetGatewayRouting')
    await expect(first).rejects.toThrow('HTTP 500')
    expect(await second).toEqual({ retCode: 0 })
  })
})
