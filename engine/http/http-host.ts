/*
 * The web side of a host: VOS3000 web interface, management procedures for the command line, health and metrics.
 * Listens on this machine only unless told otherwise. Deliberately not here: sign-in of people and the client's
 * WebSocket, which bring their own routes.
 */
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Handlers } from '../api/contract/procedures.ts'
import type { EngineView } from '../api/server/engine-view.ts'
import type { Sessions } from '../api/server/sessions.ts'
import { createWebInterface } from '../compat/web-interface.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import { isForeignPage } from './browser-guard.ts'
import { createVisitorOf } from './http-visitor.ts'
import { listenFault } from './listen-fault.ts'
import { createMetricsPage } from './metrics-page.ts'
import { addProcedureRoute } from './procedure-route.ts'
import { readTlsFiles, type TlsFiles } from './tls-files.ts'
import { addTraceRoute } from './trace-route.ts'
import { addWebInterfaceRoutes } from './web-interface-routes.ts'
import { mayUse } from './web-access.ts'

export interface HttpAddress {
  readonly host: string
  readonly port: number
}

export interface HttpHostOptions {
  readonly engine: EngineView
  readonly handlers: Handlers
  readonly sessions: Sessions
  /** What the command line shows to be let in. */
  readonly token: string
  readonly listen: HttpAddress
  readonly tls?: TlsFiles
  readonly clock: Clock
  readonly log: Logger
}

export interface HttpHost {
  /** `http://127.0.0.1:7080`, with the port really bound. */
  readonly url: string
  /** Where the command line of this machine reaches the procedures: plain HTTP on the loopback address. */
  readonly procedureUrl: string
  close(): Promise<void>
}

/** Largest body; a configuration document of 10,000 gateways stays well under it. */
const mostBodyBytes = 32 * 1024 * 1024

/** Starts to listen; an address that cannot be had is an EngineError that names it. */
export async function startHttpHost(options: HttpHostOptions): Promise<HttpHost> {
  const metrics = createMetricsPage(options.engine)
  const visitorOf = createVisitorOf({ sessions: options.sessions, hostToken: options.token })
  const open: FastifyInstance[] = []
  const close = async (): Promise<void> => {
    metrics.close()
    await Promise.all(open.map((each) => each.close()))
  }
  const start = async (address: HttpAddress, tls: HttpHostOptions['tls']): Promise<string> => {
    const app = createServer(tls)
    open.push(app)
    guardBrowsers(app, options.engine)
    addProcedureRoute(app, { ...options, visitorOf })
    addTraceRoute(app, options.engine, visitorOf)
    addWebInterfaceRoutes(app, options.engine, createWebInterface(options))
    addReadings(app, options, metrics)
    await app.listen(address).catch((error: unknown) => {
      throw listenFault(error, address)
    })
    return urlOf(app, tls ? 'https' : 'http')
  }
  try {
    const url = await start(options.listen, options.tls)
    // Its certificate is made out to some other name than the loopback address, so the command line gets its own way in.
    const procedureUrl = options.tls
      ? await start({ host: '127.0.0.1', port: 0 }, undefined)
      : reachableFromHere(url)
    return { url, procedureUrl, close }
  } catch (error) {
    await close()
    throw error
  }
}

function createServer(tls: HttpHostOptions['tls']): FastifyInstance {
  const limits = {
    bodyLimit: mostBodyBytes,
    requestTimeout: 30_000,
    keepAliveTimeout: 30_000,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
  }
  const app = tls
    ? (fastify({
        ...limits,
        https: { ...readTlsFiles(tls), minVersion: 'TLSv1.2' },
      }) as unknown as FastifyInstance)
    : fastify(limits)
  takeAnyContentType(app)
  app.setNotFoundHandler((_request, reply) => sayPlainly(reply, 404, 'Not found'))
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500
    return sayPlainly(
      reply,
      status,
      status < 500 ? 'The request cannot be taken' : 'Internal error',
    )
  })
  return app
}

/** Programs send JSON under any content type, under none, and under words that are none. */
function takeAnyContentType(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', (request, _reply, done) => {
    request.raw.headers['content-type'] = 'text/plain'
    done()
  })
}

function guardBrowsers(app: FastifyInstance, engine: EngineView): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-content-type-options', 'nosniff')
    const { host, origin } = request.headers
    const fetchSite = textOf(request.headers['sec-fetch-site'])
    if (!isForeignPage({ host, origin, fetchSite }, [engine.domain()])) return done()
    sayPlainly(reply, 403, 'Requests of other sites are refused')
  })
}

function addReadings(
  app: FastifyInstance,
  { engine, clock }: HttpHostOptions,
  metrics: ReturnType<typeof createMetricsPage>,
): void {
  app.get('/healthz', () => ({
    status: 'ok',
    node: engine.node(),
    version: engine.version,
    uptimeSeconds: Math.max(0, Math.floor((clock.nowMs() - engine.startedAtMs) / 1000)),
  }))
  app.get('/metrics', async (request: FastifyRequest, reply) => {
    const { webAccess } = engine.configuration.settings.values
    if (!mayUse(webAccess, '/metrics', request.ip)) return sayPlainly(reply, 403, 'Not allowed')
    const page = await metrics.open()
    return reply.type(page.contentType).send(await page.text())
  })
}

const textOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join() : value

function sayPlainly(reply: FastifyReply, status: number, sentence: string): FastifyReply {
  return reply.code(status).type('text/plain;charset=UTF-8').send(`${sentence}.\n`)
}

function urlOf(app: FastifyInstance, scheme: 'http' | 'https'): string {
  const bound = app.server.address()
  if (bound === null || typeof bound === 'string') {
    throw new Error('a server that listens has an address')
  }
  const host = bound.family === 'IPv6' ? `[${bound.address}]` : bound.address
  return `${scheme}://${host}:${bound.port}`
}

/** A wildcard address is where to listen, not where to send to. */
function reachableFromHere(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')
}
