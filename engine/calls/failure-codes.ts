import { endReasons } from '../api/contract/call-record.ts'

/** The SIP code that stands for the result of an attempt or for an end reason. */
export function statusCodeOf(result: number): number {
  if (result > 0) return result
  switch (result) {
    case endReasons.inviteTimeout:
    case endReasons.tryingTimeout:
    case endReasons.sessionProgressTimeout:
    case endReasons.sessionProgressSdpTimeout:
    case endReasons.transactionTimeout:
      return 408
    case endReasons.ringingTimeout:
    case endReasons.disconnectedByOperator:
      return 480
    case endReasons.noRoute:
      return 404
    case endReasons.internalError:
      return 500
    case endReasons.ackTimeout:
      return 504
    default:
      return 503
  }
}

/**
 * The code that the caller gets for a failure: `callFailedSipCode` first (from 0 = all others, to 0 = keep),
 * then what must not leave as it came.
 */
export function callerStatusCode(result: number, callFailedSipCode: string): number {
  return presentable(mapped(statusCodeOf(result), callFailedSipCode))
}

function mapped(code: number, rules: string): number {
  if (rules === '') return code
  let others = 0
  for (const rule of rules.split(',')) {
    const colon = rule.indexOf(':')
    const from = Number(rule.slice(0, colon))
    const to = Number(rule.slice(colon + 1))
    if (from === code) return to || code
    if (from === 0) others = to
  }
  return others || code
}

/** A gateway's challenge or redirection speaks to us alone: its realm and Contact stay on that side. */
export function presentable(code: number): number {
  if (code === 401 || code === 407) return 403
  if (code >= 300 && code < 400) return 480
  if (code === 420 || code === 421 || code === 422 || code === 494) return 500
  return code
}

/** Q.850 cause of a failure that the engine itself reports; RFC 3326. */
export function causeOf(endReason: number): number {
  switch (endReason) {
    case endReasons.normal:
    case endReasons.disconnectedByOperator:
      return 16
    case endReasons.noRoute:
      return 3
    case endReasons.lineLimit:
    case endReasons.gatewayUnavailable:
      return 34
    case endReasons.ringingTimeout:
      return 19
    case endReasons.inviteTimeout:
    case endReasons.tryingTimeout:
    case endReasons.sessionProgressTimeout:
    case endReasons.sessionProgressSdpTimeout:
    case endReasons.transactionTimeout:
    case endReasons.sessionTimeout:
    case endReasons.noTimerLimit:
    case endReasons.ackTimeout:
      return 102
    case endReasons.transportError:
      return 38
    default:
      return 41
  }
}

const causeTexts: Readonly<Record<number, string>> = {
  3: 'No route to destination',
  16: 'Normal call clearing',
  19: 'No answer from the user',
  34: 'No circuit available',
  38: 'Network out of order',
  41: 'Temporary failure',
  102: 'Recovery on timer expiry',
}

const written = new Map<number, string>()

/** Reason header field value for what the engine ends by itself. */
export function reasonField(endReason: number): string {
  const cause = causeOf(endReason)
  let value = written.get(cause)
  if (value === undefined) {
    value = `Q.850;cause=${String(cause)};text="${causeTexts[cause] ?? ''}"`
    written.set(cause, value)
  }
  return value
}

/** A CANCEL because another party's final answer made the call pointless. */
export const callCompletedElsewhere = 'SIP;cause=487;text="Request Terminated"'

/**
 * The Reason values of one side as the other may see them: protocol and cause only, for the text may name
 * hosts. Undefined when nothing can be passed on.
 */
export function passedReason(values: readonly string[]): string | undefined {
  let passed: string | undefined
  for (const value of values) {
    const protocol = value.slice(0, endOfToken(value)).toUpperCase()
    const cause = /;\s*cause\s*=\s*(\d{1,3})/i.exec(value)?.[1]
    if (cause === undefined || (protocol !== 'Q.850' && protocol !== 'SIP')) continue
    const one = `${protocol};cause=${cause}`
    passed = passed === undefined ? one : `${passed}, ${one}`
  }
  return passed
}

function endOfToken(value: string): number {
  const end = value.search(/[;\s]/)
  return end < 0 ? value.length : end
}
