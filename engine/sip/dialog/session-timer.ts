/* Session timers, RFC 4028: what is asked, agreed and refused, and the two due times of an agreed timer.
 * Implemented: UAC §7, UAS §9 (table 2), refresh and expiry §10, 422 with Min-SE both ways.
 * Not here: proxy behaviour §8; the refresh request itself (calls). */
import type { HeaderFields } from '../message/header-fields.ts'
import { parseDeltaSeconds } from '../message/numbers.ts'
import type { DialogTimer, DialogTimers } from './dialog-timer.ts'
import { hasOptionTag } from './option-tags.ts'

/** RFC 4028 §5: no session interval may be shorter. */
export const leastSessionSeconds = 90

export type Refresher = 'uac' | 'uas'

/** A Session-Expires value. */
export interface SessionExpires {
  readonly seconds: number
  readonly refresher: Refresher | undefined
}

/** Reads Session-Expires; undefined when absent or malformed. */
export function parseSessionExpires(text: string | undefined): SessionExpires | undefined {
  const seconds = parseDeltaSeconds(text)
  if (text === undefined || seconds === undefined) return undefined
  const refresher = /;\s*refresher\s*=\s*(uac|uas)\b/i.exec(text)?.[1]?.toLowerCase()
  return { seconds, refresher: refresher === 'uac' || refresher === 'uas' ? refresher : undefined }
}

/** Writes Session-Expires. */
export function formatSessionExpires(seconds: number, refresher?: Refresher): string {
  return refresher === undefined ? String(seconds) : `${String(seconds)};refresher=${refresher}`
}

/** What a session refresh request asks for. */
export interface SessionOffer {
  readonly supportsTimer: boolean
  readonly expires: SessionExpires | undefined
  readonly leastSeconds: number
}

/** Reads what an INVITE or UPDATE says about session timers. */
export function readSessionOffer(fields: HeaderFields): SessionOffer {
  return {
    supportsTimer:
      hasOptionTag(fields, 'Supported', 'timer') || hasOptionTag(fields, 'Require', 'timer'),
    expires: parseSessionExpires(fields.get('Session-Expires')),
    leastSeconds: Math.max(leastSessionSeconds, parseDeltaSeconds(fields.get('Min-SE')) ?? 0),
  }
}

/** RFC 4028 §9: such a request is answered with 422 and Min-SE. */
export function isIntervalTooSmall(offer: SessionOffer): boolean {
  return (
    offer.supportsTimer &&
    offer.expires !== undefined &&
    offer.expires.seconds < leastSessionSeconds
  )
}

/** A session interval both sides keep, as its refresher is named in the 2xx. */
export interface SessionAgreement {
  readonly seconds: number
  readonly refresher: Refresher
  /** Whether the 2xx must require `timer`. */
  readonly isRequired: boolean
}

/** What a UAS answers, RFC 4028 §9 and table 2; undefined = no session timer. */
export function agreeAsServer(
  offer: SessionOffer,
  ownSeconds: number,
): SessionAgreement | undefined {
  const { supportsTimer, expires, leastSeconds } = offer
  if (expires === undefined) {
    if (!supportsTimer) return undefined
    // Timers are known but not asked for: the one who wants them refreshes.
    return { seconds: Math.max(ownSeconds, leastSeconds), refresher: 'uas', isRequired: true }
  }
  if (expires.seconds < leastSessionSeconds) return undefined
  const seconds = Math.max(
    Math.min(expires.seconds, ownSeconds),
    Math.min(leastSeconds, expires.seconds),
  )
  if (!supportsTimer) return { seconds, refresher: 'uas', isRequired: false }
  return { seconds, refresher: expires.refresher ?? 'uac', isRequired: true }
}

/** What a UAC reads out of a 2xx, RFC 4028 §7.2; undefined = no session timer. */
export function agreeAsClient(fields: HeaderFields): SessionAgreement | undefined {
  const expires = parseSessionExpires(fields.get('Session-Expires'))
  if (expires === undefined || expires.seconds === 0) return undefined
  return { seconds: expires.seconds, refresher: expires.refresher ?? 'uac', isRequired: true }
}

/** Told when a session timer falls due. */
export interface SessionTimerOwner {
  onRefreshDue(): void
  onSessionExpired(): void
}

/** Operator's part of session timing, fixed for a call when it starts. */
export interface SessionTiming {
  /** The refresh is sent every interval ÷ segment. */
  readonly segment: number
  /** The call is hung up this long before the session would expire. */
  readonly earlyHangupSeconds: number
}

/** The running session timer of one dialog. */
export class SessionTimer implements DialogTimer {
  dueAtMs = 0
  heapIndex = -1
  /** Interval agreed last. */
  seconds = 0
  isOwnRefresh = false
  /** Largest Min-SE seen on this dialog, RFC 4028 §7.4. */
  leastSeconds = leastSessionSeconds
  #expiryAtMs = 0
  #isRefreshNext = false
  readonly #timers: DialogTimers
  readonly #owner: SessionTimerOwner

  constructor(timers: DialogTimers, owner: SessionTimerOwner) {
    this.#timers = timers
    this.#owner = owner
  }

  /** A 2xx to a session refresh request sets the session expiration anew. */
  start(seconds: number, isOwnRefresh: boolean, timing: SessionTiming, nowMs: number): void {
    this.seconds = seconds
    this.isOwnRefresh = isOwnRefresh
    const refreshAtMs = nowMs + (seconds * 1000) / timing.segment
    this.#expiryAtMs = Math.max(
      nowMs + (seconds - timing.earlyHangupSeconds) * 1000,
      refreshAtMs + 1,
    )
    this.#isRefreshNext = isOwnRefresh
    this.#timers.schedule(this, isOwnRefresh ? refreshAtMs : this.#expiryAtMs)
  }

  /** A refresh that failed for a passing reason is tried again, RFC 4028 §10. */
  retry(delayMs: number, nowMs: number): void {
    const isInTime = nowMs + delayMs < this.#expiryAtMs
    this.#isRefreshNext = isInTime
    this.#timers.schedule(this, isInTime ? nowMs + delayMs : this.#expiryAtMs)
  }

  /** Milliseconds left until the session expires. */
  remainingMs(nowMs: number): number {
    return this.#expiryAtMs - nowMs
  }

  stop(): void {
    this.#timers.cancel(this)
  }

  onDue(): void {
    if (!this.#isRefreshNext) {
      this.#owner.onSessionExpired()
      return
    }
    this.#isRefreshNext = false
    this.#timers.schedule(this, this.#expiryAtMs)
    this.#owner.onRefreshDue()
  }
}
