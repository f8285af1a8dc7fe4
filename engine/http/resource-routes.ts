import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answerAsk } from '../api/server/answer-ask.ts'
import type { Clock } from '../kernel/clock.ts'
import { refusal, sendAnswer } from './answers.ts'
import { parseInput, requireSession, type ProcedureRouteOptions } from './procedure-route.ts'
import { inputOf } from './resource-input.ts'
import {
  listResources,
  procedureResources,
  type ListResource,
  type ProcedureResource,
} from './resource-table.ts'

/** The rows of the live lists that can be read by address. */
export type ListRows = {
  readonly [N in ListResource['list']]: { all(): Iterable<unknown> }
}

export interface ResourceRouteOptions extends ProcedureRouteOptions {
  readonly lists?: ListRows
  readonly clock: Clock
}

/** `/api/v1/<resource>`: the daily operations for programs, let in by a session. */
export function addResourceRoutes(app: FastifyInstance, options: ResourceRouteOptions): void {
  const onRequest = requireSession(options.visitorOf)
  for (const resource of procedureResources) {
    app.route({
      ...{ method: resource.method, url: `/api/v1${resource.path}`, onRequest },
      handler: (request, reply) => answerResource(options, resource, request, reply),
    })
  }
  const { lists } = options
  if (!lists) return
  for (const { path, list } of listResources) {
    app.get(`/api/v1${path}`, { onRequest }, (_request, reply) =>
      reply
        .header('cache-control', 'no-store')
        .type('application/json;charset=UTF-8')
        .send(Readable.from(rowsAsAnswer(lists[list].all(), options.clock))),
    )
  }
}

async function answerResource(
  { handlers, visitorOf, log }: ResourceRouteOptions,
  resource: ProcedureResource,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const body = parseInput(request.body)
  const path = request.params as Record<string, string>
  const query = request.query as Record<string, unknown>
  const input = body && inputOf(resource, { path, query, body: body.value })
  if (!input) return sendAnswer(reply, refusal('INVALID_VALUE', 'the body is no JSON object'))
  const { procedure } = resource
  const answer = await answerAsk(handlers, procedure, input, visitorOf(request)).catch(
    (error: unknown) => {
      log.error('a procedure failed', { procedure, error })
      throw error
    },
  )
  return sendAnswer(reply, answer)
}

const rowsPerTurn = 200

/** An answer with many rows, a piece for each turn of the loop so that signalling never waits for it. */
async function* rowsAsAnswer(rows: Iterable<unknown>, clock: Clock): AsyncGenerator<string> {
  let piece = '{"ok":true,"value":['
  let inPiece = 0
  let separator = ''
  for (const row of rows) {
    piece += separator + JSON.stringify(row)
    separator = ','
    if (++inPiece < rowsPerTurn) continue
    yield piece
    piece = ''
    inPiece = 0
    await new Promise<void>((resolve) => clock.startTimer(0, resolve))
  }
  yield `${piece}]}`
}
