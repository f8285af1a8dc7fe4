import { hostname } from 'node:os'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refusal, sendAnswer } from './answers.ts'
import { isForeignPage, isUnproven, type BrowserMarks } from './browser-guard.ts'
import { isByCookie } from './http-visitor.ts'

/** Header fields of every answer: a page of ours cannot be framed, read or spoken to by others. */
const headerFields = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** Refuses what a foreign web page made a browser send; `ownNames` are the names of this host beside its addresses. */
export function guardRequests(app: FastifyInstance, ownNames: () => readonly string[]): void {
  const machine = hostname()
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headerFields)
    // The server no longer knows a connection that asked for an upgrade: if it gets an answer instead, nobody else ends it.
    if (request.headers.upgrade !== undefined) void reply.header('connection', 'close')
    const marks = marksOf(request)
    const names = [...ownNames(), machine].map((name) => name.toLowerCase())
    const effect = { isChange: isChange(request), isByCookie: isByCookie(request) }
    if (!isForeignPage(marks, names) && !isUnproven(marks, effect)) return done()
    sendAnswer(reply, refusal('PERMISSION_DENIED', 'requests of other sites are refused'))
  })
}

function marksOf({ headers, method, url }: FastifyRequest): BrowserMarks {
  return {
    host: headers.host,
    origin: headers.origin,
    fetchSite: textOf(headers['sec-fetch-site']),
    // The only page of this host that a link may lead to.
    isNavigation:
      method === 'GET' && /^\/(\?|$)/.test(url) && headers['sec-fetch-mode'] === 'navigate',
  }
}

const isChange = ({ method, headers }: FastifyRequest): boolean =>
  (method !== 'GET' && method !== 'HEAD') || headers.upgrade !== undefined

const textOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join() : value
