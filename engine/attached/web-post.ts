import type { ServerFault } from '../api/contract/attached-procedures.ts'
import { failure, success, type Result } from '../kernel/result.ts'
import type { FaultOfServer } from './server-fault.ts'

/** One request to a web server. */
export interface WebPost {
  /** Scheme, host and port: what faults name. */
  readonly url: string
  /** Below it. */
  readonly path: string
  /** Name of the call, for faults. */
  readonly call: string
  readonly body: string
  readonly limitMs: number
  readonly mostBytes: number
}

export interface WebReply {
  readonly status: number
  readonly text: string
}

/** Sends one request; never rejects. */
export type PostToWeb = (post: WebPost) => Promise<Result<WebReply, FaultOfServer>>

const mebibyte = 1024 * 1024

/** Posts by HTTP or HTTPS: bounded in time and length, and no redirect is followed, so that it stays where it was sent. */
export const postToWeb: PostToWeb = async (post) => {
  const fail = (fault: ServerFault, values: FaultOfServer['values'] = {}) =>
    failure({ fault, values: { url: post.url, call: post.call, ...values } })
  try {
    const response = await fetch(post.url + post.path, {
      method: 'POST',
      // As the manual asks; a connection of its own, since a kept one may be closed just as it is used again.
      headers: { 'content-type': 'text/html;charset=UTF-8', connection: 'close' },
      body: post.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(post.limitMs),
    })
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel()
      return fail('redirected', { location: response.headers.get('location') ?? '' })
    }
    const text = await readBounded(response, post.mostBytes)
    if (text === undefined) {
      return fail('tooLong', { mebibytes: Math.round(post.mostBytes / mebibyte) })
    }
    return success({ status: response.status, text })
  } catch (error) {
    return fail(...faultOf(error, post.limitMs))
  }
}

/** undefined = it is longer. */
async function readBounded(response: Response, mostBytes: number): Promise<string | undefined> {
  if (!response.body) return ''
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ''
  // Leaving the loop ends the connection.
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > mostBytes) return undefined
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

const certificateCode = /^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/
const closedCode = /^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/
const timeoutCode = /^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name cannot be resolved now',
  EHOSTUNREACH: 'no way to this host',
  ENETUNREACH: 'no way to this network',
}

function faultOf(error: unknown, limitMs: number): [ServerFault, FaultOfServer['values']] {
  const seconds = Math.round(limitMs / 1000)
  if (error instanceof DOMException) return ['timeout', { seconds }]
  const cause: unknown = error instanceof Error ? (error.cause ?? error) : error
  if (cause instanceof Error && cause.name === 'HTTPParserError') {
    return ['notUnderstood', { reason: 'no HTTP' }]
  }
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (timeoutCode.test(code)) return ['timeout', { seconds }]
  if (closedCode.test(code)) return ['closed', {}]
  if (certificateCode.test(code)) return ['certificate', { reason: code }]
  const said = cause instanceof Error ? cause.message : String(cause)
  return ['unreachable', { reason: reasons[code] ?? (code === '' ? said : code) }]
}
