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
  app.get<{ Querystring: Query }>(
    '/api/v1/trace.pcap',
    { onRequest: requireSession(visitorOf) },
    async (request, reply) => {
      const asked = traceFilter.safeParse(filterOf(request.query))
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

/** A field that is given more than once is a list. */
type Query = Readonly<Record<string, string | readonly string[]>>

/** The filter of a query: numbers are text there, and `callId` may be given for every leg. */
function filterOf({ callId, ...query }: Query): Readonly<Record<string, unknown>> {
  const moments = (['fromMs', 'untilMs'] as const).filter((name) => query[name] !== undefined)
  return {
    ...query,
    ...Object.fromEntries(moments.map((name) => [name, numberOf(query[name])])),
    ...(callId === undefined ? {} : { callIds: [callId].flat() }),
  }
}

const numberOf = (text: Query[string] | undefined): unknown =>
  typeof text === 'string' && /^\d{1,15}(\.\d{1,6})?$/.test(text) ? Number(text) : text
