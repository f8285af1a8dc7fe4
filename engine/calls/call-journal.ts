import type { CallAttempt, CallRecord } from '../api/contract/call-record.ts'
import type { RouteCandidate } from '../routing/route-plan.ts'
import type { Endpoint } from '../sip/transport/transport.ts'
import { addAttempt } from './call-records.ts'
import type { CallPorts } from './ports.ts'

/** Keeps the record of one call and tells the facts of it, each one once. */
export class CallJournal {
  readonly record: CallRecord
  readonly #ports: CallPorts

  constructor(record: CallRecord, ports: CallPorts) {
    this.record = record
    this.#ports = ports
  }

  started(): void {
    this.#ports.facts.callStarted(this.record)
  }

  attemptStarted(candidate: RouteCandidate, remote: Endpoint): CallAttempt {
    const { gateway, callerSent, calleeSent } = candidate
    const nowMs = this.#ports.clock.nowMs()
    const attempt = addAttempt(this.record, gateway.name, remote, callerSent, calleeSent, nowMs)
    this.#ports.facts.attemptStarted(this.record, attempt)
    return attempt
  }

  /** The gateway has said something else than 100. */
  responded(attempt: CallAttempt): void {
    if (attempt.firstResponseAtMs > 0) return
    attempt.firstResponseAtMs = this.#ports.clock.nowMs()
    this.#ports.facts.attemptResponded(this.record, attempt)
  }

  progressed(attempt: CallAttempt, statusCode: number): void {
    this.responded(attempt)
    this.#noteSetupDelay(attempt)
    if (statusCode !== 180 || this.record.ringingAtMs > 0) return
    this.record.ringingAtMs = this.#ports.clock.nowMs()
    this.#ports.facts.callRinging(this.record)
  }

  answered(attempt: CallAttempt, statusCode: number): void {
    this.responded(attempt)
    this.#noteSetupDelay(attempt)
    attempt.result = statusCode
    this.record.answeredAtMs = this.#ports.clock.nowMs()
    this.#ports.facts.callAnswered(this.record)
  }

  attemptEnded(attempt: CallAttempt, result: number): void {
    if (attempt.endedAtMs > 0) return
    attempt.endedAtMs = this.#ports.clock.nowMs()
    attempt.result = result
    this.#ports.facts.attemptEnded(this.record, attempt)
  }

  ended(direction: 0 | 1 | 2, endReason: number): void {
    const { record } = this
    record.endedAtMs = this.#ports.clock.nowMs()
    record.endDirection = direction
    record.endReason = endReason
    this.#ports.facts.callEnded(record)
  }

  /** The first 18x or 2xx of the gateway that carries the call; at least 1 ms, as 0 means none. */
  #noteSetupDelay(attempt: CallAttempt): void {
    if (this.record.setupDelayMs > 0) return
    this.record.setupDelayMs = Math.max(1, this.#ports.clock.nowMs() - attempt.startedAtMs)
  }
}
