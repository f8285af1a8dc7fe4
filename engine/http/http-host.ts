/*
 * The web side of a host: the client as files, management interface, VOS3000 web interface, health and metrics.
 * Listens on this machine only unless told otherwise.
 */
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Answer, Handlers } from '../api/contract/procedures.ts'
import type { EngineView } from '../api/server/engine-view.ts'
import type { Sessions } from '../api/server/sessions.ts'
import { createWebInterface } from '../compat/web-interface.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/id-source.ts'
import type { Logger } from '../kernel/logger.ts'
import { refusal, sendAnswer } from './answers.ts'
import { addClientFiles } from './client-files.ts'
import { guardRequests } from './guard-requests.ts'
import { cookieName, createVisitorOf, type VisitorOf } from './http-visitor.ts'
import { listenFault } from './listen-fault.ts'
import { createMetricsPage } from './metrics-page.ts'
import { openApiDocument } from './open-api.ts'
import { addProcedureRoute } from './procedure-route.ts'
import { addReportRoute } from './report-route.ts'
import { addResourceRoutes } from './resource-routes.ts'
import { addSessionRoutes } from './session-routes.ts'
import { certifiedNames, readTlsFiles, type TlsFiles } from './tls-files.ts'
import { addTraceRoute } from './trace-route.ts'
import { addWebSocketRoute } from './websocket-route.ts'
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
  /** Where the built client lies; absent = none is served. */
  readonly clientFolder?: string
  readonly clock: Clock
  readonly ids: IdSource
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
    const files = tls && readTlsFiles(tls)
    const app = createServer(files)
    open.push(app)
    const certified = files ? certifiedNames(files.cert) : []
    guardRequests(app, () => [options.engine.domain(), address.host, ...certified])
    addManagementRoutes(app, options, visitorOf)
    addWebInterfaceRoutes(app, options.engine, createWebInterface(options))
    addReadings(app, options, metrics)
    addClientFiles(app, { folder: options.clientFolder, ids: options.ids })
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

function addManagementRoutes(
  app: FastifyInstance,
  options: HttpHostOptions,
  visitorOf: VisitorOf,
): void {
  const { engine } = options
  addProcedureRoute(app, { ...options, visitorOf })
  addSessionRoutes(app, { ...options, visitorOf })
  addResourceRoutes(app, { ...options, visitorOf })
  addTraceRoute(app, engine, visitorOf)
  addReportRoute(app, options.handlers, visitorOf)
  addWebSocketRoute(app, {
    ...options,
    ...{ feeds: engine.feeds, version: engine.version, visitorOf },
  })
  app.get('/api/openapi.json', (request, reply) => {
    const document = openApiDocument({ version: engine.version, cookie: cookieName(request) })
    return reply.type('application/json;charset=UTF-8').send(JSON.stringify(document))
  })
}

function createServer(tls: ReturnType<typeof readTlsFiles> | undefined): FastifyInstance {
  const limits = {
    bodyLimit: mostBodyBytes,
    requestTimeout: 30_000,
    keepAliveTimeout: 30_000,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    // Names of gateways are part of addresses, and Chinese ones are long when they are escaped.
    routerOptions: { maxParamLength: 2048 },
  }
  const app = tls
    ? (fastify({
        ...limits,
        https: { ...tls, minVersion: 'TLSv1.2' },
      }) as unknown as FastifyInstance)
    : fastify(limits)
  takeAnyContentType(app)
  app.setNotFoundHandler((request, reply) =>
    isManagement(request)
      ? sendAnswer(reply, refusal('NOT_FOUND', 'nothing lies at this address'))
      : sayPlainly(reply, 404, 'Not found'),
  )
  app.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500
    if (isManagement(request)) return sendAnswer(reply, answerOfFault(status), status)
    const sentence = status < 500 ? 'The request cannot be taken' : 'Internal error'
    return sayPlainly(reply, status, sentence)
  })
  return app
}

const isManagement = ({ url }: FastifyRequest): boolean => url.startsWith('/api/')

/** What the web server itself makes of a request, without a word about the inside. */
function answerOfFault(status: number): Answer {
  if (status >= 500) return refusal('INTERNAL', 'internal error')
  if (status === 413) return refusal('INVALID_VALUE', 'the body is longer than is allowed here')
  return refusal('INVALID_VALUE', 'the request cannot be taken')
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
