import { MessageChannel } from 'node:worker_threads'
import { expect, test } from 'vitest'
import type { ServerFrame } from '../contract/frames.ts'
import {
  carrierSuite,
  createConnectionScene,
  type CarrierUnderTest,
  type ConnectionScene,
  type TestLink,
} from '../../testing/carrier-suite.ts'
import { servePort, type FramePort } from './port-carrier.ts'
import { createVisitor } from './visitor.ts'

/** The other end of a port, as the client of a window is: it tells every few frames how many it took. */
function connectByPort({ ports, people }: ConnectionScene, token?: string): TestLink {
  const { port1, port2 } = new MessageChannel()
  const origin = { from: 'this machine', isLocal: true }
  const visitor = createVisitor(
    people.sessions,
    token === undefined ? origin : { ...origin, token },
  )
  servePort(ports, visitor, port1)
  const frames: ServerFrame[] = []
  const kept: ServerFrame[] = []
  let isPaused = false
  let isClosed = false
  const take = (frame: ServerFrame): void => {
    frames.push(frame)
    if (frames.length % 8 === 0) port2.postMessage({ taken: frames.length })
  }
  port2.on('message', (frame: ServerFrame) => {
    if (isPaused) kept.push(frame)
    else take(frame)
  })
  port2.on('close', () => {
    isClosed = true
  })
  return {
    frames,
    get isClosed() {
      return isClosed
    },
    send: (value) => {
      port2.postMessage(value)
    },
    close: () => {
      port2.close()
    },
    pause: () => {
      isPaused = true
    },
    resume: () => {
      isPaused = false
      for (const frame of kept.splice(0)) take(frame)
    },
  }
}

carrierSuite('by MessagePort', (scene): Promise<CarrierUnderTest> => {
  const links: TestLink[] = []
  return Promise.resolve({
    connect(token) {
      const link = connectByPort(scene, token)
      links.push(link)
      return Promise.resolve(link)
    },
    stop() {
      for (const link of links) link.close()
      return Promise.resolve()
    },
  })
})

test('a port that wraps its messages in events, as Electron does, works the same', async () => {
  const { ports, people, signIn, feeds } = createConnectionScene()
  const { port1, port2 } = new MessageChannel()
  const wrapping: FramePort = {
    on(event: 'message' | 'close', listener: (message?: unknown) => void) {
      return port1.on(event, (data: unknown) => {
        listener(event === 'message' ? { data, ports: [] } : undefined)
      })
    },
    postMessage: (frame) => {
      port1.postMessage(frame)
    },
    start: () => undefined,
    close: () => {
      port1.close()
    },
  }
  const visitor = createVisitor(people.sessions, {
    ...{ from: 'this machine', isLocal: true, token: signIn('viewer') },
  })
  const close = servePort(ports, visitor, wrapping)
  const frames: ServerFrame[] = []
  port2.on('message', (frame: ServerFrame) => frames.push(frame))
  port2.postMessage({ id: 1, ask: 'session.state', input: {} })
  await expect
    .poll(() => frames.find((frame) => 'answer' in frame))
    .toMatchObject({ answer: { ok: true, value: { user: { name: 'viewer' } } } })
  close()
  await new Promise((resolve) => port2.on('close', resolve))
  feeds.hub.stop()
})
