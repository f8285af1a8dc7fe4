import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Answer, Visitor } from '../api/contract/procedures.ts'
import type { SignedIn } from '../api/contract/session-procedures.ts'
import { answerAsk } from '../api/server/answer-ask.ts'
import type { Sessions } from '../api/server/sessions.ts'
import { refusal, sendAnswer } from './answers.ts'
import { cookieOf, isByCookie, sessionCookie } from './http-visitor.ts'
import { parseInput, strangersBodyBytes, type ProcedureRouteOptions } from './procedure-route.ts'

export interface SessionRouteOptions extends ProcedureRouteOptions {
  readonly sessions: Sessions
}

const path = '/api/v1/session'
const stayingSeconds = 30 * 24 * 3600

/** Sign-in and sign-out of browsers: the procedures of the same meaning, with the token in a cookie. */
export function addSessionRoutes(app: FastifyInstance, options: SessionRouteOptions): void {
  const { handlers, visitorOf, sessions } = options
  const limits = { bodyLimit: strangersBodyBytes }
  const comeIn =
    (name: 'session.signIn' | 'session.createAdministrator') =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const input = parseInput(request.body)
      if (!input) return sendAnswer(reply, refusal('INVALID_VALUE', 'the body is not JSON'))
      const answer = await answerAsk(handlers, name, input.value, visitorOf(request))
      return sendAnswer(reply, withCookie(answer, request, reply, sessions))
    }
  app.post(path, limits, comeIn('session.signIn'))
  app.post(`${path}/administrator`, limits, comeIn('session.createAdministrator'))
  app.get(path, async (request, reply) => {
    const visitor = visitorOf(request)
    if (isByCookie(request)) renew({ request, reply, visitor, sessions })
    return sendAnswer(reply, await answerAsk(handlers, 'session.state', {}, visitor))
  })
  app.delete(path, limits, async (request, reply) => {
    const answer = await answerAsk(handlers, 'session.signOut', {}, visitorOf(request))
    void reply.header('set-cookie', sessionCookie(request, { token: '', maxAgeSeconds: 0 }))
    return sendAnswer(reply, answer)
  })
}

/** Puts the token of the session that began where no script can read it. */
function withCookie(
  answer: Answer,
  request: FastifyRequest,
  reply: FastifyReply,
  sessions: Sessions,
): Answer {
  if (!answer.ok) return answer
  // What the two procedures answer by their contract.
  const value = answer.value as SignedIn
  const stay = sessions.find(value.token)?.stay ?? false
  const cookie = stay ? { token: value.token, maxAgeSeconds: stayingSeconds } : value
  void reply.header('set-cookie', sessionCookie(request, cookie))
  return { ok: true, value: { ...value, token: '' } }
}

interface Renewal {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly visitor: Visitor
  readonly sessions: Sessions
}

/** A page that is loaded begins the life of a lasting cookie anew, as use does with the session itself. */
function renew({ request, reply, visitor, sessions }: Renewal): void {
  const session = sessions.get(visitor.session() ?? '')
  const token = cookieOf(request)
  if (!session?.stay || token === undefined) return
  const cookie = sessionCookie(request, { token, maxAgeSeconds: stayingSeconds })
  void reply.header('set-cookie', cookie)
}
