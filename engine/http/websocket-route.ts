import websocket, { type WebSocket } from '@fastify/websocket'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ServerFrame } from '../api/contract/frames.ts'
import { Connection, type ConnectionPorts } from '../api/server/connection.ts'
import type { Clock } from '../kernel/clock.ts'
import type { VisitorOf } from './http-visitor.ts'

interface WebSocketRouteOptions extends ConnectionPorts {
  readonly visitorOf: VisitorOf
}

/** Longest frame of a client: a large configuration document fits. */
const mostFrameBytes = 16 * 1024 * 1024
/** Bytes on their way to a client before feeds wait for it. */
const mostBytesUnderWay = 1024 * 1024
/** What somebody who is not signed in may send in all: a sign-in is short, and what it holds is kept until it is whole. */
const mostStrangersBytes = 64 * 1024
const mostConnections = 100
/** Of those, nobody signed in; the oldest gives way. */
const mostStrangers = 20
const pingMs = 20_000
/** What a client gets to say goodbye when the host stops. */
const goodbyeMs = 500

/** Close codes of RFC 6455 §7.4.1 and its registry. */
const closeCodes = {
  goingAway: 1001,
  protocolError: 1002,
  notText: 1003,
  tooBig: 1009,
  tryAgainLater: 1013,
}

interface Client {
  readonly socket: WebSocket
  readonly connection: Connection
}

/** `/rpc`: asks and feeds of one client over a WebSocket, signed in by cookie, bearer token or an ask. */
export function addWebSocketRoute(app: FastifyInstance, options: WebSocketRouteOptions): void {
  const clients = new Set<Client>()
  // A refused upgrade leaves its connection to nobody: it ends with the answer.
  app.addHook('onResponse', ({ raw }, _reply, done) => {
    if (raw.headers.upgrade !== undefined) raw.socket.destroySoon()
    done()
  })
  app.register(websocket, {
    options: { maxPayload: mostFrameBytes },
    preClose(done) {
      for (const { socket } of clients) {
        socket.close(closeCodes.goingAway, 'the host stops')
        options.clock.startTimer(goodbyeMs, () => {
          socket.terminate()
        })
      }
      this.websocketServer.close(done)
    },
  })
  app.register((scope, _options, done) => {
    scope.get('/rpc', { websocket: true }, (socket, request) => {
      admit(socket, clients)
      const connection = serve(socket, {
        ...options,
        ...{ clients, visitor: options.visitorOf(request) },
      })
      if (connection) boundStrangers(socket, connection, request.raw.socket)
    })
    done()
  })
}

/** Makes room for one more. */
function admit(socket: WebSocket, clients: ReadonlySet<Client>): void {
  const strangers = [...clients].filter(({ connection }) => !connection.isSignedIn)
  const isFull = clients.size >= mostConnections
  if (!isFull && strangers.length < mostStrangers) return
  const leaving = strangers[0]?.socket ?? socket
  leaving.close(closeCodes.tryAgainLater, `at most ${mostConnections} clients are served`)
}

interface Served extends ConnectionPorts {
  readonly clients: Set<Client>
  readonly visitor: ReturnType<VisitorOf>
}

function serve(socket: WebSocket, { clients, visitor, ...ports }: Served): Connection | undefined {
  if (socket.readyState !== socket.OPEN) return undefined
  const connection = new Connection(ports, visitor, {
    send(frame) {
      socket.send(textOf(frame))
    },
    isClogged: () => socket.bufferedAmount > mostBytesUnderWay,
    close(reason) {
      socket.close(closeCodes.protocolError, reason)
    },
  })
  const client = { socket, connection }
  clients.add(client)
  const stopPinging = keepAlive(socket, ports.clock)
  socket.on('message', (bytes, isBinary) => {
    const value = isBinary || !Buffer.isBuffer(bytes) ? undefined : parseText(bytes)
    if (value === undefined) socket.close(closeCodes.notText, 'a frame is text in JSON')
    else connection.receive(value)
  })
  // A broken socket is closed, and that is told by the other event.
  socket.on('error', (error) => {
    ports.log.info('a client was lost', { reason: error.message })
  })
  socket.on('close', () => {
    stopPinging()
    clients.delete(client)
    connection.closed()
  })
  return connection
}

/** Ends a socket on which more came than a sign-in needs, before a long frame is gathered. */
function boundStrangers(
  socket: WebSocket,
  connection: Connection,
  wire: FastifyRequest['raw']['socket'],
): void {
  let bytes = 0
  wire.on('data', (piece: Buffer) => {
    bytes = connection.isSignedIn ? 0 : bytes + piece.length
    if (bytes <= mostStrangersBytes) return
    socket.close(closeCodes.tooBig, 'sign in first: this is too long for somebody unknown')
    wire.destroySoon()
  })
}

/** Ends a socket whose client has gone without a word. */
function keepAlive(socket: WebSocket, clock: Clock): () => void {
  let isAlive = true
  socket.on('pong', () => {
    isAlive = true
  })
  const beat = () =>
    clock.startTimer(pingMs, () => {
      if (!isAlive) {
        socket.terminate()
        return
      }
      isAlive = false
      socket.ping()
      timer = beat()
    })
  let timer = beat()
  return () => {
    clock.stopTimer(timer)
  }
}

function parseText(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Text of updates that went to one client and go to others as they are. */
const updateTexts = new WeakMap<object, string>()

function textOf(frame: ServerFrame): string {
  if (!('update' in frame)) return JSON.stringify(frame)
  const { id, update, resume } = frame
  let text = updateTexts.get(update)
  if (text === undefined) {
    text = JSON.stringify(update)
    updateTexts.set(update, text)
  }
  return `{"id":${id},"resume":${JSON.stringify(resume)},"update":${text}}`
}
