import { request } from 'node:http'
import type { Role } from '../../engine/api/contract/procedure.ts'
import { createHandlers } from '../../engine/api/server/handlers.ts'
import type { People } from '../../engine/api/server/people.ts'
import { startHttpHost, type HttpHost } from '../../engine/http/http-host.ts'
import { systemClock } from '../../engine/kernel/clock.ts'
import { createSeededIdSource } from '../../engine/kernel/id-source.ts'
import { silentLogger } from '../../engine/kernel/logger.ts'
import {
  cheapHash,
  createMemoryAuditLog,
  createMemoryPeople,
} from '../../engine/testing/memory-people.ts'
import {
  createMemoryHistory,
  createTestEngine,
  type TestEngine,
} from '../../engine/testing/test-engine.ts'

/** What every user of the scene has as password. */
export const scenePassword = 'long enough'

export interface Sent {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string | number>>
  readonly body?: string
}

export interface Received {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
}

/** A web host on a free port of this machine, over an engine that does nothing by itself. */
export interface HttpScene {
  readonly host: HttpHost
  readonly engine: TestEngine
  readonly people: People
  readonly audit: ReturnType<typeof createMemoryAuditLog>
  readonly hostToken: string
  /** Token of a new session of a user with this role. */
  tokenOf(role: Role): string
  /** Sends a request exactly as given, as fetch would not. */
  send(sent: Sent): Promise<Received>
  close(): Promise<void>
}

export async function createHttpScene(clientFolder?: string): Promise<HttpScene> {
  const engine = createTestEngine()
  const people = createMemoryPeople()
  const audit = createMemoryAuditLog()
  const hostToken = 'token-of-the-host'
  const host = await startHttpHost({
    engine,
    handlers: createHandlers({
      ...{ version: '1.2.3', configuration: engine.configuration, engine, people },
      ...createMemoryHistory(engine),
      auditLog: audit,
      sealFor: () => {
        throw new Error('nothing is sealed here')
      },
      nowMs: () => systemClock.nowMs(),
    }),
    ...{ sessions: people.sessions, token: hostToken, listen: { host: '127.0.0.1', port: 0 } },
    ...{ clock: systemClock, ids: createSeededIdSource(5), log: silentLogger },
    ...(clientFolder === undefined ? {} : { clientFolder }),
  })
  return {
    ...{ host, engine, people, audit, hostToken },
    tokenOf(role) {
      const actor = { name: 'test', from: 'test' }
      if (!people.accounts.find(role)) {
        people.accounts.add(role, role, cheapHash(scenePassword), actor)
      }
      return people.sessions.open({ user: role, role, from: '127.0.0.1', stay: false }).token
    },
    send: (sent) => send(host.url, sent),
    close: () => host.close(),
  }
}

/** The answer is read even where the host gives it before the body was sent. */
function send(url: string, { method, path, headers = {}, body }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, path, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => (text += piece))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
        outgoing.destroy()
      })
    })
    outgoing.on('error', reject)
    // With a length and no body, the request stays open: whoever answers it did not wait for the body.
    if (headers['content-length'] === undefined || body !== undefined) outgoing.end(body)
    else outgoing.flushHeaders()
  })
}
