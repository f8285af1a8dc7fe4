import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import { procedures, type Handlers } from '../api/contract/procedures.ts'
import { answerAsk } from '../api/server/answer-ask.ts'
import type { Logger } from '../kernel/logger.ts'
import { refusal, sendAnswer } from './answers.ts'
import type { VisitorOf } from './http-visitor.ts'

export interface ProcedureRouteOptions {
  readonly handlers: Handlers
  readonly visitorOf: VisitorOf
  readonly log: Logger
}

/** Most that somebody who has not signed in may send. */
export const strangersBodyBytes = 16 * 1024

/** `POST /api/v1/rpc/<procedure>`: the input as JSON, an answer as JSON. */
export function addProcedureRoute(app: FastifyInstance, options: ProcedureRouteOptions): void {
  const { visitorOf } = options
  const answer = (name: string, request: FastifyRequest, reply: FastifyReply) =>
    answerWith(options, { name, request, reply })
  for (const [name, { role }] of Object.entries(procedures)) {
    if (role !== 'anyone') continue
    app.post(`/api/v1/rpc/${name}`, { bodyLimit: strangersBodyBytes }, (request, reply) =>
      answer(name, request, reply),
    )
  }
  app.post<{ Params: { name: string } }>(
    '/api/v1/rpc/:name',
    { onRequest: requireSession(visitorOf) },
    (request, reply) => answer(request.params.name, request, reply),
  )
}

/** Turns a visitor who is not signed in away before the body is read. */
export function requireSession(visitorOf: VisitorOf): onRequestHookHandler {
  return (request, reply, done) => {
    const visitor = visitorOf(request)
    visitor.use()
    if (visitor.caller()) return done()
    sendAnswer(reply, refusal('SIGN_IN_REQUIRED', 'the request carries no valid session or token'))
  }
}

interface Question {
  readonly name: string
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function answerWith(
  { handlers, visitorOf, log }: ProcedureRouteOptions,
  { name, request, reply }: Question,
): Promise<FastifyReply> {
  const input = parseInput(request.body)
  if (input === undefined) {
    return sendAnswer(reply, refusal('INVALID_VALUE', 'the body is not JSON'))
  }
  const answer = await answerAsk(handlers, name, input.value, visitorOf(request)).catch(
    (error: unknown) => {
      log.error('a procedure failed', { procedure: name, error })
      throw error
    },
  )
  return sendAnswer(reply, answer)
}

/** The body as a value: nothing is {}; undefined = it is not JSON. */
export function parseInput(body: unknown): { readonly value: unknown } | undefined {
  if (typeof body !== 'string' || body.trim() === '') return { value: {} }
  try {
    return { value: JSON.parse(body) as unknown }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
