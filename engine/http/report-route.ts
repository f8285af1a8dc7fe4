import type { FastifyInstance } from 'fastify'
import type { Handlers } from '../api/contract/procedures.ts'
import { spokenLanguages } from '../api/contract/wording.ts'
import { answerAsk } from '../api/server/answer-ask.ts'
import { reportPolicy } from '../guidance/report/report-page.ts'
import { sendAnswer } from './answers.ts'
import type { VisitorOf } from './http-visitor.ts'
import { requireSession } from './procedure-route.ts'

/** `GET /api/v1/checklist/report.html?language=en`: the report as a page of its own, which browsers can print. */
export function addReportRoute(
  app: FastifyInstance,
  handlers: Handlers,
  visitorOf: VisitorOf,
): void {
  app.get<{ Querystring: { readonly language?: unknown } }>(
    '/api/v1/checklist/report.html',
    { onRequest: requireSession(visitorOf) },
    async (request, reply) => {
      const { language = spokenLanguages[0] } = request.query
      const visitor = visitorOf(request)
      const answer = await answerAsk(handlers, 'checklist.report', { language }, visitor)
      if (!answer.ok) return sendAnswer(reply, answer)
      return reply
        .header('cache-control', 'no-store')
        .header('content-security-policy', `${reportPolicy}; frame-ancestors 'none'`)
        .type('text/html;charset=UTF-8')
        .send((answer.value as { readonly html: string }).html)
    },
  )
}
