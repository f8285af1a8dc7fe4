import type { Clock } from '../../kernel/clock.ts'
import type { Logger } from '../../kernel/logger.ts'
import type { DnsClient, NaptrRecord, SrvRecord } from './dns-client.ts'
import { QuietLog } from './quiet-log.ts'

/** One question to the domain name system. */
export interface DnsQuestion {
  readonly type: 'NAPTR' | 'SRV' | 'A' | 'AAAA'
  readonly name: string
}

/** Answers by type; a name without such records has an empty list. */
export type DnsAnswer =
  | { readonly type: 'NAPTR'; readonly records: readonly NaptrRecord[] }
  | { readonly type: 'SRV'; readonly records: readonly SrvRecord[] }
  | { readonly type: 'A' | 'AAAA'; readonly records: readonly string[] }

interface Entry {
  readonly answer: DnsAnswer
  /** Beyond this it is asked again; until `staleUntilMs` it still serves meanwhile. */
  freshUntilMs: number
  staleUntilMs: number
}

const shortestMs = 5_000
const longestMs = 3_600_000
/** Where the platform tells no time to live (NAPTR, SRV, hosts file). */
const untoldMs = 60_000
const negativeMs = 30_000
/** How long an outdated answer is better than none. */
const staleMs = 3_600_000
const mostEntries = 10_000

/** DNS answers by their time to live, bounded; while the servers are silent the old ones serve on (RFC 8767). */
export class RecordCache {
  readonly #clock: Clock
  readonly #quietLog: QuietLog
  readonly #dns: DnsClient
  readonly #entries = new Map<string, Entry>()
  readonly #asking = new Map<string, Promise<DnsAnswer>>()

  constructor(clock: Clock, log: Logger, dns: DnsClient) {
    this.#clock = clock
    this.#quietLog = new QuietLog(clock, log)
    this.#dns = dns
  }

  /** The answer if it is known; one that is outdated is asked for again on the side. */
  known(question: DnsQuestion): DnsAnswer | undefined {
    const entry = this.#entries.get(keyOf(question))
    if (entry === undefined) return undefined
    const nowMs = this.#clock.monotonicMs()
    if (nowMs < entry.freshUntilMs) return entry.answer
    if (nowMs >= entry.staleUntilMs) return undefined
    void this.ask(question)
    return entry.answer
  }

  /** Asks; a failure counts as "no such record" for a short time and never rejects. */
  ask(question: DnsQuestion): Promise<DnsAnswer> {
    const key = keyOf(question)
    const pending = this.#asking.get(key)
    if (pending !== undefined) return pending
    const asking = this.#fetch(question).then(
      ({ answer, lifeMs }) => this.#keep(key, answer, lifeMs, lifeMs + staleMs),
      (error: unknown) => this.#keepFailure(question, error),
    )
    this.#asking.set(key, asking)
    void asking.then(() => this.#asking.delete(key))
    return asking
  }

  async #fetch({ type, name }: DnsQuestion): Promise<{ answer: DnsAnswer; lifeMs: number }> {
    if (type === 'NAPTR') {
      const records = await this.#dns.naptr(name)
      return { answer: { type, records }, lifeMs: lifeOf(records) }
    }
    if (type === 'SRV') {
      const records = await this.#dns.srv(name)
      return { answer: { type, records }, lifeMs: lifeOf(records) }
    }
    const found = await this.#dns.address(name, type === 'A' ? 4 : 6)
    const records = found.map(({ address }) => address)
    const toldMs = found.map(({ ttlSeconds }) => (ttlSeconds ?? untoldMs / 1000) * 1000)
    return { answer: { type, records }, lifeMs: lifeOf(records, Math.min(...toldMs)) }
  }

  #keep(key: string, answer: DnsAnswer, freshMs: number, keptMs: number): DnsAnswer {
    const nowMs = this.#clock.monotonicMs()
    this.#entries.delete(key)
    this.#entries.set(key, { answer, freshUntilMs: nowMs + freshMs, staleUntilMs: nowMs + keptMs })
    if (this.#entries.size > mostEntries) {
      const oldest = this.#entries.keys().next().value
      if (oldest !== undefined) this.#entries.delete(oldest)
    }
    return answer
  }

  #keepFailure(question: DnsQuestion, error: unknown): DnsAnswer {
    const { type, name } = question
    this.#quietLog.warn('DNS does not answer', () => ({ type, name, error: String(error) }))
    const entry = this.#entries.get(keyOf(question))
    if (entry !== undefined && this.#clock.monotonicMs() < entry.staleUntilMs) {
      entry.freshUntilMs = this.#clock.monotonicMs() + negativeMs
      return entry.answer
    }
    const nothing: DnsAnswer = { type, records: [] }
    return this.#keep(keyOf(question), nothing, negativeMs, negativeMs)
  }
}

function keyOf({ type, name }: DnsQuestion): string {
  return `${type} ${name.toLowerCase()}`
}

function lifeOf(records: readonly unknown[], toldMs: number = untoldMs): number {
  if (records.length === 0) return negativeMs
  return Math.min(longestMs, Math.max(shortestMs, toldMs))
}
