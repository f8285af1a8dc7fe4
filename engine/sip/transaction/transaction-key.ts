import type { SipRequest } from '../message/message.ts'
import { branchCookie } from '../message/via.ts'
import { flatString } from './flat-string.ts'

/**
 * What tells server transactions apart, RFC 3261 §17.2.3; an ACK gets the key of its INVITE.
 * The key is a string of its own, so that it keeps no message alive.
 */
export function serverKey(request: SipRequest, method: string): string {
  const via = request.topVia
  const { branch } = via
  if (branch === undefined || !hasCookie(branch)) return oldServerKey(request, method)
  return flatString(`${method} ${branch} ${via.host}:${via.port ?? ''}`)
}

/** Whether the branch promises to be unique; a bare cookie promises nothing (RFC 4475 §3.2.1). */
export function hasCookie(branch: string | undefined): boolean {
  return (
    branch !== undefined && branch.length > branchCookie.length && branch.startsWith(branchCookie)
  )
}

/** RFC 3261 §17.2.3 for clients of RFC 2543; the To tag is compared separately, as an ACK has one more. */
function oldServerKey(request: SipRequest, method: string): string {
  const { from, callId, cseq, requestUri, fields } = request
  const via = fields.get('Via') ?? ''
  return flatString(`${method} ${requestUri} ${from.tag ?? ''} ${callId} ${cseq.sequence} ${via}`)
}

/** What all branches of one forked request have in common, RFC 3261 §8.2.2.2. */
export function mergeKey(request: SipRequest): string {
  const { from, callId, cseq } = request
  return flatString(`${request.method} ${cseq.sequence} ${callId} ${from.tag ?? ''}`)
}
