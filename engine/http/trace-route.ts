import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { traceFilter } from '../api/contract/trace-procedures.ts'
import { givenFields } from '../api/server/given-fields.ts'
import type { EngineView } from '../api/server/engine-view.ts'
import type { VisitorOf } from './http-visitor.ts'
import { requireSession } from './procedure-route.ts'

/** `GET /api/v1/trace.pcap`: the trace, or what a filter lets through, as a file for Wireshark and tcpdump. */
export function addTraceRoute(
  app: FastifyInstance,
  engine: EngineView,
  visitorOf: VisitorOf,
): void {
  app.get<{ Querystring: Record<string, string> }>(
    '/api/v1/trace.pcap',
    { onRequest: requireSession(visitorOf) },
    async (request, reply) => {
      const { callId, ...rest } = request.query
      const asked = traceFilter.safeParse(
        callId === undefined ? rest : { ...rest, callIds: [callId] },
      )
      if (!asked.success) {
        const field = asked.error.issues[0]?.path.join('.') ?? ''
        return reply.code(400).type('text/plain').send(`The filter cannot be taken: ${field}\n`)
      }
      return reply
        .type('application/vnd.tcpdump.pcap')
        .header('content-disposition', 'attachment; filename="trace.pcap"')
        .send(Readable.from(engine.trace.pcap(givenFields(asked.data))))
    },
  )
}
