import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, onRequestHookHandler } from 'fastify'
import type { ErrorCode } from '../api/contract/errors.ts'
import type { Answer, Caller, Handlers } from '../api/contract/procedures.ts'
import { answerAsk } from '../api/server/answer-ask.ts'
import type { Logger } from '../kernel/logger.ts'

const statusOf: { readonly [C in ErrorCode]: number } = {
  INVALID_VALUE: 400,
  INVALID_DOCUMENT: 400,
  USAGE: 400,
  SIGN_IN_REQUIRED: 401,
  PERMISSION_DENIED: 403,
  UNKNOWN_NAME: 404,
  NOT_FOUND: 404,
  NAME_TAKEN: 409,
  CONFLICT: 409,
  PORT_IN_USE: 409,
  ADDRESS_UNAVAILABLE: 409,
  STORE_UNAVAILABLE: 503,
  HOST_UNREACHABLE: 503,
  FOLDER_IN_USE: 503,
}

interface ProcedureRouteOptions {
  readonly handlers: Handlers
  readonly token: string
  readonly log: Logger
}

/** `POST /api/v1/rpc/<procedure>`: the input as JSON, an answer as JSON, let in by the host's own token. */
export function addProcedureRoute(
  app: FastifyInstance,
  { handlers, token, log }: ProcedureRouteOptions,
): void {
  app.post<{ Params: { name: string } }>(
    '/api/v1/rpc/:name',
    { onRequest: requireToken(token) },
    async (request, reply) => {
      const input = parseInput(request.body)
      if (input === undefined) return send(reply, refusal('INVALID_VALUE', 'the body is not JSON'))
      const caller: Caller = { name: 'command line', from: request.ip, role: 'administrator' }
      const answer = await answerAsk(handlers, request.params.name, input.value, caller).catch(
        (error: unknown) => {
          log.error('a procedure failed', { procedure: request.params.name, error })
          throw error
        },
      )
      return send(reply, answer)
    },
  )
}

/** Turns a request without the token away before its body is read. */
export function requireToken(token: string): onRequestHookHandler {
  return (request, reply, done) => {
    if (isToken(request.headers.authorization, token)) return done()
    send(reply, refusal('SIGN_IN_REQUIRED', 'the request carries no valid token'))
  }
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  const status = answer.ok ? 200 : (statusOf[answer.code as ErrorCode] ?? 500)
  return reply.code(status).type('application/json;charset=UTF-8').send(JSON.stringify(answer))
}

function refusal(code: ErrorCode, message: string): Answer {
  return { ok: false, code, message, details: {} }
}

function parseInput(body: unknown): { readonly value: unknown } | undefined {
  if (typeof body !== 'string' || body.trim() === '') return { value: {} }
  try {
    return { value: JSON.parse(body) as unknown }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Compares digests, so that neither length nor content of the token shows in the time taken. */
function isToken(authorization: string | undefined, token: string): boolean {
  const shown = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1]
  if (shown === undefined) return false
  return timingSafeEqual(digest(shown), digest(token))
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
