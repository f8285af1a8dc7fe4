import type { ServerFault } from '../api/contract/attached-procedures.ts'
import { failure, success, type Result } from '../kernel/result.ts'
import type { FaultOfServer } from './server-fault.ts'
import type { WebPost, WebReply } from './web-post.ts'
import { fieldsOf, numberOrNull, textOf, type Fields } from './wire-values.ts'

/** The fields of an answer whose retCode is 0, else what is wrong with it. */
export function readAnswer(
  { status, text }: WebReply,
  { url, call }: Pick<WebPost, 'url' | 'call'>,
): Result<Fields, FaultOfServer> {
  const fail = (fault: ServerFault, values: FaultOfServer['values'] = {}) =>
    failure({ fault, values: { url, call, ...values } })
  if (status === 401 || status === 403) return fail('refused', { status })
  if (status === 404 || status === 405) return fail('notFound', { status })
  if (status < 200 || status > 299) return fail('status', { status })
  const parsed = parse(text)
  if (parsed === undefined) return fail('notJson', { begin: beginOf(text) })
  // Seen with GetCdr: the answer in a list of one.
  const answer = fieldsOf(Array.isArray(parsed) && parsed.length === 1 ? parsed[0] : parsed)
  if (!answer) return fail('notUnderstood', { reason: 'no object' })
  const retCode = numberOrNull(answer['retCode'])
  if (retCode === null) return fail('notUnderstood', { reason: 'no retCode' })
  if (retCode === 0) return success(answer)
  return fail('retCode', { retCode, exception: shortened(textOf(answer['exception']), 300) })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** The first words of a page, for people: without tags and line ends. */
function beginOf(text: string): string {
  const words = text
    .slice(0, 4096)
    .replace(/<(script|style)[^<]*<\/\1>|<[^>]*>/gi, ' ')
    .replace(/[\s\u0000-\u001f\u007f]+/g, ' ')
    .trim()
  return words === '' ? '""' : shortened(words, 80)
}

const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)}…` : text
