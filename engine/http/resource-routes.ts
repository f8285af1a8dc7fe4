import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answerAsk } from '../api/server/answer-ask.ts'
import type { EngineView } from '../api/server/engine-view.ts'
import type { Clock } from '../kernel/clock.ts'
import { refusal, sendAnswer } from './answers.ts'
import { readList, streamAnswer } from './list-answer.ts'
import { parseInput, requireSession, type ProcedureRouteOptions } from './procedure-route.ts'
import { inputOf } from './resource-input.ts'
import { listResources, procedureResources, type ProcedureResource } from './resource-table.ts'

export interface ResourceRouteOptions extends ProcedureRouteOptions {
  readonly engine: Pick<EngineView, 'feeds'>
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
  for (const { path, list } of listResources) {
    app.get(`/api/v1${path}`, { onRequest }, async (request, reply) => {
      const caller = options.visitorOf(request).caller()
      const rows = await readList(options.engine.feeds, list, caller?.role ?? 'viewer')
      return reply
        .header('cache-control', 'no-store')
        .type('application/json;charset=UTF-8')
        .send(streamAnswer(rows, options.clock))
    })
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
