import type { FastifyReply } from 'fastify'
import type { ErrorCode } from '../api/contract/errors.ts'
import type { Answer } from '../api/contract/procedures.ts'

/** HTTP status of each error code. */
export const statusOf: { readonly [C in ErrorCode]: number } = {
  INVALID_VALUE: 400,
  INVALID_DOCUMENT: 400,
  USAGE: 400,
  SIGN_IN_REQUIRED: 401,
  WRONG_PASSWORD: 401,
  PERMISSION_DENIED: 403,
  UNKNOWN_NAME: 404,
  NOT_FOUND: 404,
  NAME_TAKEN: 409,
  CONFLICT: 409,
  LAST_ADMINISTRATOR: 409,
  PORT_IN_USE: 409,
  ADDRESS_UNAVAILABLE: 409,
  SUSPENDED: 429,
  INTERNAL: 500,
  SERVER_FAILED: 502,
  BUSY: 503,
  STORE_UNAVAILABLE: 503,
  HOST_UNREACHABLE: 503,
  FOLDER_IN_USE: 503,
}

/** An answer of a procedure as JSON, kept by nobody on the way; under the status of its code unless another is given. */
export function sendAnswer(reply: FastifyReply, answer: Answer, status?: number): FastifyReply {
  const usual = answer.ok ? 200 : (statusOf[answer.code as ErrorCode] ?? 500)
  return reply
    .code(status ?? usual)
    .header('cache-control', 'no-store')
    .type('application/json;charset=UTF-8')
    .send(JSON.stringify(answer))
}

export function refusal(code: ErrorCode, message: string): Answer {
  return { ok: false, code, message, details: {} }
}
