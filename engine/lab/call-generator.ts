/* Calls on the side of a mapping gateway: a user agent client on a UDP port of its own, RFC 3261 §8.1 and §13.2.
 * Implemented: a rate over time, a bound of calls and of time, a bound of calls at once, numbers by pattern, talk times,
 * CANCEL when patience ends, refreshes of the other side (RFC 4028), loss, delay and silence.
 * Not here: digest, forked answers beyond hanging them up, media. */
import type { CallGenerator } from '../api/contract/lab-peers.ts'
import type { LabGeneratorRow } from '../api/contract/lab-rows.ts'
import type { Timer } from '../kernel/clock.ts'
import { createResponse, type SipRequest } from '../sip/message/message.ts'
import type { ServerTransaction, TransactionUser } from '../sip/transaction/transaction-user.ts'
import type { Endpoint } from '../sip/transport/transport.ts'
import { GeneratedCall, type GeneratedCallOwner } from './generated-call.ts'
import { LabPeer, type LabSurroundings } from './lab-peer.ts'
import { numberFrom } from './number-pattern.ts'
import { callsBy, rateAt } from './rate-profile.ts'

export interface CallGeneratorOptions {
  readonly surroundings: LabSurroundings
  readonly address: string
  /** The engine's listener. */
  readonly target: Endpoint
  readonly plan: CallGenerator
  /** A counter or the state changed. */
  readonly onChange?: () => void
}

type Counters = Pick<
  { -readonly [K in keyof LabGeneratorRow]: LabGeneratorRow[K] },
  'placed' | 'skipped' | 'answered' | 'failed' | 'cancelled' | 'ended' | 'endedByPeer' | 'peak'
>

const shortestTickMs = 10
const longestTickMs = 1000

export class CallGeneratorPeer implements GeneratedCallOwner, TransactionUser {
  readonly plan: CallGenerator
  readonly target: Endpoint
  readonly peer: LabPeer
  readonly #options: CallGeneratorOptions
  readonly #calls = new Map<string, GeneratedCall>()
  readonly #failures = new Map<number, number>()
  readonly #counters: Counters = {
    ...{ placed: 0, skipped: 0, answered: 0, failed: 0 },
    ...{ cancelled: 0, ended: 0, endedByPeer: 0, peak: 0 },
  }
  #tick: Timer | undefined
  #startedAtMs = 0
  #isPlacing = false

  constructor(options: CallGeneratorOptions) {
    const { surroundings, address, plan, target } = options
    this.#options = options
    this.plan = plan
    this.target = target
    this.peer = new LabPeer(
      surroundings,
      { address, port: 0, seed: plan.seed, conditions: plan },
      this,
    )
  }

  get endpoint(): Endpoint {
    return this.peer.endpoint
  }

  get active(): number {
    return this.#calls.size
  }

  get state(): LabGeneratorRow['state'] {
    if (this.#isPlacing) return 'running'
    return this.active > 0 ? 'ending' : 'stopped'
  }

  open(): Promise<void> {
    return this.peer.open()
  }

  /** Begins to place calls. */
  start(): void {
    if (this.#isPlacing) return
    this.#isPlacing = true
    this.#startedAtMs = this.peer.surroundings.clock.monotonicMs()
    this.#place()
  }

  /** Places no more calls and hangs up those it has. */
  stop(): void {
    this.#stopPlacing()
    for (const call of [...this.#calls.values()]) call.hangUp()
    this.#changed()
  }

  /** Neither hears nor says anything from now on, or does so again. */
  silence(isSilent: boolean): void {
    this.peer.network.isSilent = isSilent
  }

  async close(): Promise<void> {
    this.stop()
    await this.peer.close()
  }

  /** Calls that came to that response; 0 = to none. */
  failedWith(code: number): number {
    return this.#failures.get(code) ?? 0
  }

  row(isSample = false): LabGeneratorRow {
    const { address, port } = this.endpoint
    const failures = [...this.#failures].map(([code, calls]) => ({ code, calls }))
    return {
      ...{ name: this.plan.name, plan: this.plan, address, port, isSample },
      ...{ state: this.state, ...this.#counters, active: this.active, failures },
      lost: this.peer.network.lost,
    }
  }

  onRequest(request: SipRequest, transaction: ServerTransaction): void {
    if (this.#calls.get(request.callId)?.take(transaction)) return
    const statusCode = request.to.tag === undefined ? 405 : 481
    const toTag = this.peer.surroundings.ids.token(10)
    transaction.respond(createResponse(request, statusCode, { toTag }))
  }

  onAck(request: SipRequest): void {
    this.#calls.get(request.callId)?.onAck(request)
  }

  onAnswered(): void {
    this.#counters.answered++
    this.#changed()
  }

  onFailed(code: number): void {
    this.#counters.failed++
    this.#failures.set(code, this.failedWith(code) + 1)
  }

  onCancelled(): void {
    this.#counters.cancelled++
  }

  onEndedByPeer(): void {
    this.#counters.endedByPeer++
  }

  onOver(call: GeneratedCall): void {
    this.#calls.delete(call.callId)
    this.#counters.ended++
    this.#changed()
  }

  /** Places what has fallen due since the last time, and comes again. */
  #place(): void {
    const { plan, peer } = this
    const { clock } = peer.surroundings
    const second = (clock.monotonicMs() - this.#startedAtMs) / 1000
    const elapsed = Math.min(second, plan.durationSeconds)
    const due = Math.min(plan.totalCalls, Math.ceil(callsBy(plan.rate, elapsed) - 1e-9))
    while (this.#handled < due) this.#placeOne()
    if (this.#handled >= plan.totalCalls || second >= plan.durationSeconds) {
      this.#stopPlacing()
      this.#changed()
      return
    }
    const rate = rateAt(plan.rate, second)
    const waitMs = rate > 0 ? 1000 / rate : longestTickMs
    const tickMs = Math.min(longestTickMs, Math.max(shortestTickMs, waitMs))
    this.#tick = clock.startTimer(tickMs, () => this.#place())
  }

  get #handled(): number {
    return this.#counters.placed + this.#counters.skipped
  }

  #placeOne(): void {
    const { plan, peer } = this
    if (this.active >= plan.concurrency) {
      this.#counters.skipped++
      return
    }
    const running = this.#handled + 1
    this.#counters.placed++
    const call = new GeneratedCall(this)
    this.#calls.set(call.callId, call)
    this.#counters.peak = Math.max(this.#counters.peak, this.active)
    call.start({
      caller: numberFrom(plan.caller, running, peer.chance),
      callee: numberFrom(plan.callee, running, peer.chance),
    })
    this.#changed()
  }

  #stopPlacing(): void {
    this.#isPlacing = false
    if (this.#tick) this.peer.surroundings.clock.stopTimer(this.#tick)
    this.#tick = undefined
  }

  #changed(): void {
    this.#options.onChange?.()
  }
}
