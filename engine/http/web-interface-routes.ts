import type { FastifyInstance, FastifyReply, onRequestHookHandler } from 'fastify'
import type { EngineView } from '../api/server/engine-view.ts'
import type { WebInterface } from '../compat/web-interface.ts'
import { mayUse } from './web-access.ts'

/** A request is one object or one list of names; gateways of the whole switch fit in an answer, not in a request. */
const mostBodyBytes = 1024 * 1024

/** The three path forms that programs use; access control knows them by the first. */
export function addWebInterfaceRoutes(
  app: FastifyInstance,
  engine: EngineView,
  web: WebInterface,
): void {
  // Before the body: a stranger's is not even read.
  const onRequest: onRequestHookHandler = (request, reply, done) => {
    const { name = '' } = request.params as { readonly name?: string }
    const { webAccess } = engine.configuration.settings.values
    if (mayUse(webAccess, `/external/server/${callName(name)}`, request.ip)) return done()
    answerText(reply.code(403), 'This address is not in the list of web access control.')
  }
  const options = { bodyLimit: mostBodyBytes, onRequest }
  for (const directory of ['/external/server', '/external_new/server']) {
    app.post<{ Params: { name: string } }>(
      `${directory}/:name`,
      options,
      async (request, reply) => {
        const body = typeof request.body === 'string' ? request.body : ''
        const answer = await web.answer(callName(request.params.name), body, request.ip)
        return answerText(reply, toJson(answer))
      },
    )
  }
}

const callName = (name: string): string => name.replace(/\.jsp$/, '')

/** The manual has text/html; nothing of the answer may ever be read as markup. */
function answerText(reply: FastifyReply, text: string): FastifyReply {
  return reply
    .header('content-security-policy', "default-src 'none'; sandbox")
    .type('text/html;charset=UTF-8')
    .send(text)
}

const toJson = (answer: unknown): string => JSON.stringify(answer).replaceAll('<', '\\u003c')
