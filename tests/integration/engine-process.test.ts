import { join } from 'node:path'
import { createServer, type Server } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ServerFrame } from '../../engine/api/contract/frames.ts'
import type { Answer } from '../../engine/api/contract/procedures.ts'
import type { EngineFrame, ParentFrame } from '../../engine/api/contract/process-frames.ts'
import { MessageChannelMain } from '../harness/electron-stand-in/message-ports.ts'
import { UtilityProcess } from '../harness/electron-stand-in/utility-process.ts'
import { eventually } from '../harness/eventually.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'

const file = join(import.meta.dirname, '../../engine/process.ts')
const limitMs = 60_000

let folder: TemporaryFolder
const started: EngineChild[] = []
let server: Server | undefined

beforeEach(() => {
  folder = createTemporaryFolder()
})
afterEach(async () => {
  for (const child of started.splice(0)) await child.end()
  server?.close()
  server = undefined
  folder.remove()
})

/** The engine's process as main has it. */
class EngineChild {
  readonly told: EngineFrame[] = []
  exitCode: number | undefined
  readonly #child = new UtilityProcess(file, [], {})

  constructor(start: Partial<Extract<ParentFrame, { kind: 'start' }>> = {}) {
    started.push(this)
    this.#child.on('message', (frame) => this.told.push(frame as EngineFrame))
    this.#child.on('exit', (code) => {
      this.exitCode = code
    })
    this.tell({
      ...{ kind: 'start', folder: folder.path, sip: ['udp:127.0.0.1:0'], logLevel: 'error' },
      ...{ http: null, ...start },
    })
  }

  tell(frame: ParentFrame): void {
    this.#child.postMessage(frame)
  }

  heard<K extends EngineFrame['kind']>(kind: K): Promise<Extract<EngineFrame, { kind: K }>> {
    const find = () => this.told.find((frame) => frame.kind === kind)
    return eventually(`the word ${kind}`, find, limitMs) as Promise<
      Extract<EngineFrame, { kind: K }>
    >
  }

  ended(): Promise<number> {
    return eventually('the end of the process', () => this.exitCode, limitMs)
  }

  async end(): Promise<void> {
    if (this.exitCode === undefined) this.#child.kill()
    await this.ended().catch(() => undefined)
  }

  openWindow(token?: string): Window {
    const { port1, port2 } = new MessageChannelMain()
    const frame: ParentFrame = token === undefined ? { kind: 'port' } : { kind: 'port', token }
    this.#child.postMessage(frame, [port1])
    return new Window(port2)
  }
}

/** A window's end of its port. */
class Window {
  readonly frames: ServerFrame[] = []
  isClosed = false
  readonly #port: InstanceType<typeof MessageChannelMain>['port1']
  #lastId = 0

  constructor(port: InstanceType<typeof MessageChannelMain>['port1']) {
    this.#port = port
    port.on('message', ({ data }) => this.frames.push(data as ServerFrame))
    port.on('close', () => {
      this.isClosed = true
    })
    port.start()
  }

  async ask(name: string, input: unknown = {}): Promise<Answer> {
    const id = ++this.#lastId
    this.#port.postMessage({ id, ask: name, input })
    return eventually(
      `the answer to ${name}`,
      () => {
        for (const frame of this.frames) {
          if ('answer' in frame && frame.id === id) return frame.answer
        }
        return undefined
      },
      limitMs,
    )
  }

  follow(feed: string): void {
    this.#port.postMessage({ id: ++this.#lastId, feed, input: {} })
  }
}

test('a window whose port came before the engine was ready is served, and signs in', async () => {
  const child = new EngineChild()
  const window = child.openWindow()
  const ready = await child.heard('ready')
  expect(ready).toMatchObject({ kind: 'ready', http: null })
  expect(ready.sip[0]).toMatch(/^udp:127\.0\.0\.1:\d+$/)
  const state = await window.ask('session.state')
  expect(window.frames[0]).toHaveProperty('hello.instance')
  expect(state).toMatchObject({
    value: { needsAdministrator: true, mayCreateAdministrator: true, user: null },
  })
  const created = await window.ask('session.createAdministrator', {
    ...{ name: 'admin', password: 'long enough' },
  })
  expect(created).toMatchObject({ ok: true, value: { user: { name: 'admin' } } })
  window.follow('node')
  await eventually(
    'the row of the node',
    () => window.frames.find((frame) => 'update' in frame && frame.update.kind === 'ready'),
    limitMs,
  )
  // The parent presents the token with the port of the next window.
  const { token } = (created as { value: { token: string } }).value
  const next = child.openWindow(token)
  expect(await next.ask('session.state')).toMatchObject({ value: { user: { name: 'admin' } } })
  expect(await child.heard('load')).toEqual({ kind: 'load', busy: 0, attention: 0 })
})

test('an orderly stop ends the process with code 0, and the session outlives it', async () => {
  const first = new EngineChild()
  const created = await first.openWindow().ask('session.createAdministrator', {
    ...{ name: 'admin', password: 'long enough' },
  })
  first.tell({ kind: 'stop' })
  expect(await first.ended()).toBe(0)
  const second = new EngineChild()
  const { token } = (created as { value: { token: string } }).value
  const window = second.openWindow(token)
  expect(await window.ask('session.state')).toMatchObject({ value: { user: { name: 'admin' } } })
})

test('a web address that is taken costs the web listener alone', async () => {
  server = createServer()
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const port = typeof bound === 'object' && bound ? bound.port : 0
  const child = new EngineChild({ http: { host: '127.0.0.1', port } })
  expect(await child.heard('ready')).toMatchObject({ http: null })
})

test('the web listener says where it is', async () => {
  const child = new EngineChild({ http: { host: '127.0.0.1', port: 0 } })
  const { http } = await child.heard('ready')
  expect((await fetch(`${http}/healthz`)).status).toBe(200)
})

test('a data folder in use is told as a code, and the process ends with 1', async () => {
  await new EngineChild().heard('ready')
  const second = new EngineChild()
  expect(await second.heard('failed')).toMatchObject({ code: 'FOLDER_IN_USE' })
  expect(await second.ended()).toBe(1)
})
