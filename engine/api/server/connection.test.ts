import { expect, test } from 'vitest'
import type { ServerFrame } from '../contract/frames.ts'
import { createFakeClock } from '../../testing/fake-clock.ts'
import { carrierSuite, createConnectionScene, type TestLink } from '../../testing/carrier-suite.ts'
import { Connection, type ConnectionPorts } from './connection.ts'
import type { Sessions } from './sessions.ts'
import { createVisitor } from './visitor.ts'

/** A connection without anything in between; what is sent while it is paused is kept back. */
function connectInProcess(ports: ConnectionPorts, sessions: Sessions, token?: string): TestLink {
  const frames: ServerFrame[] = []
  const kept: ServerFrame[] = []
  let isPaused = false
  let isClosed = false
  const origin = { from: '127.0.0.1', isLocal: true }
  const visitor = createVisitor(sessions, token === undefined ? origin : { ...origin, token })
  const connection = new Connection(ports, visitor, {
    send: (frame) => {
      ;(isPaused ? kept : frames).push(frame)
    },
    isClogged: () => kept.length > 10,
    close: () => {
      isClosed = true
      connection.closed()
    },
  })
  return {
    frames,
    get isClosed() {
      return isClosed
    },
    send: (value) => {
      connection.receive(value)
    },
    close: () => {
      connection.closed()
    },
    pause: () => {
      isPaused = true
    },
    resume: () => {
      isPaused = false
      frames.push(...kept.splice(0))
    },
  }
}

carrierSuite('in process', ({ ports, people }) =>
  Promise.resolve({
    connect: (token) => Promise.resolve(connectInProcess(ports, people.sessions, token)),
    stop: () => Promise.resolve(),
  }),
)

test('more asks at once than are answered are turned away, and told so', async () => {
  const { ports, people, signIn } = createConnectionScene()
  const link = connectInProcess(ports, people.sessions, signIn('viewer'))
  for (let id = 1; id <= 300; id++) link.send({ id, ask: 'session.state', input: {} })
  await expect.poll(() => link.frames.filter((frame) => 'answer' in frame).length).toBe(300)
  const busy = link.frames.filter((frame) => 'answer' in frame && !frame.answer.ok)
  expect(busy).toHaveLength(300 - 256)
  expect(busy[0]).toMatchObject({ answer: { code: 'BUSY' } })
})

test('more feeds than one client may follow are turned away', () => {
  const { ports, people, signIn, feeds } = createConnectionScene()
  const link = connectInProcess(ports, people.sessions, signIn('viewer'))
  for (let id = 1; id <= 129; id++) link.send({ id, feed: 'calls', input: {} })
  expect(link.frames.at(-1)).toMatchObject({ id: 129, ended: { code: 'BUSY' } })
  feeds.hub.stop()
})

test('a fault in a procedure is answered, logged and no end of the connection', async () => {
  const scene = createConnectionScene()
  const logged: unknown[] = []
  const log = {
    ...scene.ports.log,
    error: (text: string, facts?: object) => logged.push([text, facts]),
  }
  const handlers = {
    ...scene.ports.handlers,
    'param.list': () => {
      throw new Error('a bug')
    },
  }
  const ports = { ...scene.ports, handlers, log: log as typeof scene.ports.log }
  const link = connectInProcess(ports, scene.people.sessions, scene.signIn('viewer'))
  link.send({ id: 1, ask: 'param.list', input: {} })
  await expect.poll(() => link.frames.length).toBe(2)
  expect(link.frames[1]).toMatchObject({ answer: { ok: false, code: 'INTERNAL' } })
  expect(JSON.stringify(link.frames)).not.toContain('a bug')
  expect(logged).toHaveLength(1)
})

test('a beat is said when there was nothing else to say', () => {
  const scene = createConnectionScene()
  const clock = createFakeClock()
  const ports = { ...scene.ports, clock }
  const link = connectInProcess(ports, scene.people.sessions)
  clock.advance(10_000)
  expect(link.frames).toHaveLength(1)
  clock.advance(30_000)
  expect(link.frames.slice(1)).toEqual([{ beat: true }, { beat: true }, { beat: true }])
  link.close()
  expect(clock.pendingTimers).toBe(0)
})
