/* Locating SIP servers, RFC 3263 with RFC 2782 (SRV) and RFC 3403 (NAPTR).
 * Implemented: IP literals, explicit transport and port, NAPTR, SRV by priority and weight, A and AAAA, failover list,
 * cache by time to live with bounds, negative cache; a dead DNS is an empty list, never an exception.
 * Not here: SCTP, §5 for responses, address selection of RFC 6724 (IPv4 is listed before IPv6). */
import type { Clock } from '../../kernel/clock.ts'
import type { IdSource } from '../../kernel/id-source.ts'
import { createRandomIdSource } from '../../kernel/id-source.ts'
import type { Logger } from '../../kernel/logger.ts'
import type { SipUri } from '../message/uri.ts'
import { createSystemDns } from './dns-client.ts'
import type { DnsClient } from './dns-client.ts'
import { isIpLiteral } from './ip-address.ts'
import { RecordCache } from './record-cache.ts'
import type { DnsAnswer, DnsQuestion } from './record-cache.ts'
import { offeredServices, orderServices } from './service-order.ts'
import type { OfferedService } from './service-order.ts'
import { defaultPort } from './transport.ts'
import type { Destination, TransportProtocol } from './transport.ts'

/** What is to be located. */
export interface ResolveTarget {
  /** Name or IP literal, no brackets. */
  readonly host: string
  readonly port?: number | undefined
  readonly protocol?: TransportProtocol | undefined
  /** sips: nothing but TLS will do. */
  readonly secure?: boolean
}

/** Finds where to send a request; the list is tried in its order. */
export interface Resolver {
  /** At once for IP literals and names already known, else undefined. */
  resolveNow(target: SipUri | ResolveTarget): readonly Destination[] | undefined
  /** Empty when nothing was found; never rejects. */
  resolve(target: SipUri | ResolveTarget): Promise<readonly Destination[]>
}

/** What a resolver is made of. */
export interface ResolverOptions {
  readonly clock: Clock
  readonly log: Logger
  readonly dns?: DnsClient
  readonly ids?: IdSource
  /** Transports that can be used; all when absent. */
  readonly supports?: (protocol: TransportProtocol) => boolean
}

export function createResolver(options: ResolverOptions): Resolver {
  const ids = options.ids ?? createRandomIdSource()
  const cache = new RecordCache(options.clock, options.log, options.dns ?? createSystemDns())
  const supports = options.supports ?? (() => true)
  const plan = (target: ResolveTarget): Plan => new Planner(target, cache, ids, supports).plan()
  return {
    resolveNow: (target) => resolved(plan(targetOf(target))),
    async resolve(target) {
      const wanted = targetOf(target)
      for (let asked = 0; asked < mostQuestions; asked++) {
        const next = plan(wanted)
        if (next.kind === 'done') return next.destinations
        await Promise.all(next.questions.map((question) => cache.ask(question)))
      }
      return []
    },
  }
}

/** A domain answered by ever new names ends here. */
const mostQuestions = 16
const mostDestinations = 32

type Plan =
  | { readonly kind: 'done'; readonly destinations: readonly Destination[] }
  | { readonly kind: 'unknown'; readonly questions: readonly DnsQuestion[] }

function resolved(plan: Plan): readonly Destination[] | undefined {
  return plan.kind === 'done' ? plan.destinations : undefined
}

/** The part of a SIP URI that decides where it is sent, RFC 3263 §4. */
function targetOf(target: SipUri | ResolveTarget): ResolveTarget {
  if (!('scheme' in target)) return target
  const { parameters } = target
  return {
    host: parameters.get('maddr') ?? target.host,
    port: target.port,
    protocol: protocolOf(parameters.get('transport')),
    secure: target.scheme === 'sips',
  }
}

function protocolOf(text: string | undefined): TransportProtocol | undefined {
  const name = text?.toLowerCase()
  return name === 'udp' || name === 'tcp' || name === 'tls' ? name : undefined
}

/** Works a target out from what the cache knows, or names the questions that stand in the way. */
class Planner {
  readonly #host: string
  readonly #port: number | undefined
  readonly #protocol: TransportProtocol | undefined
  readonly #isSecure: boolean
  readonly #cache: RecordCache
  readonly #ids: IdSource
  readonly #supports: (protocol: TransportProtocol) => boolean
  readonly #questions: DnsQuestion[] = []
  readonly #destinations: Destination[] = []

  constructor(
    target: ResolveTarget,
    cache: RecordCache,
    ids: IdSource,
    supports: (protocol: TransportProtocol) => boolean,
  ) {
    this.#host = target.host
    this.#port = target.port
    this.#isSecure = target.secure === true
    this.#protocol = this.#isSecure && target.protocol !== undefined ? 'tls' : target.protocol
    this.#cache = cache
    this.#ids = ids
    this.#supports = supports
  }

  plan(): Plan {
    this.#locate()
    return this.#questions.length > 0
      ? { kind: 'unknown', questions: this.#questions }
      : { kind: 'done', destinations: this.#destinations.slice(0, mostDestinations) }
  }

  #locate(): void {
    const fallback = this.#protocol ?? (this.#isSecure ? 'tls' : 'udp')
    if (isIpLiteral(this.#host)) {
      this.#add(fallback, this.#host, this.#port ?? defaultPort(fallback))
      return
    }
    if (this.#port !== undefined) {
      this.#addHost(fallback, this.#host, this.#port)
      return
    }
    for (const service of this.#services()) this.#addService(service)
    if (this.#destinations.length > 0 || this.#questions.length > 0) return
    // RFC 3263 §4.2: without SRV records the name itself, at the default port.
    this.#addHost(fallback, this.#host, defaultPort(fallback))
  }

  /** RFC 3263 §4.1: the transports to try, each with the name of its SRV records. */
  #services(): readonly OfferedService[] {
    if (this.#protocol !== undefined) return [this.#serviceOf(this.#protocol)]
    const naptr = this.#known({ type: 'NAPTR', name: this.#host })
    if (naptr === undefined) return []
    const isUsable = (protocol: TransportProtocol): boolean =>
      this.#supports(protocol) && (!this.#isSecure || protocol === 'tls')
    const offered = naptr.type === 'NAPTR' ? offeredServices(naptr.records, isUsable) : []
    if (offered.length > 0) return offered
    const usable = (['udp', 'tcp', 'tls'] as const).filter(isUsable)
    return usable.map((protocol) => this.#serviceOf(protocol))
  }

  #serviceOf(protocol: TransportProtocol): OfferedService {
    const label = { udp: '_sip._udp', tcp: '_sip._tcp', tls: '_sips._tcp' }[protocol]
    return { protocol, name: `${label}.${this.#host}` }
  }

  #addService({ protocol, name }: OfferedService): void {
    const answer = this.#known({ type: 'SRV', name })
    if (answer?.type !== 'SRV') return
    for (const { name: host, port } of orderServices(answer.records, this.#ids)) {
      // RFC 2782: a target of "." says that the service is not offered.
      if (host !== '' && host !== '.') this.#addHost(protocol, host, port)
    }
  }

  #addHost(protocol: TransportProtocol, name: string, port: number): void {
    if (isIpLiteral(name)) {
      this.#add(protocol, name, port)
      return
    }
    for (const type of ['A', 'AAAA'] as const) {
      const answer = this.#known({ type, name })
      if (answer?.type !== type) continue
      for (const address of answer.records) this.#add(protocol, address, port)
    }
  }

  #add(protocol: TransportProtocol, address: string, port: number): void {
    const remote = { address, port }
    // RFC 5922 §7.1: the certificate must name the domain that was asked for, not what DNS led to.
    const isNamed = protocol === 'tls' && !isIpLiteral(this.#host)
    this.#destinations.push(
      isNamed ? { protocol, remote, serverName: this.#host } : { protocol, remote },
    )
  }

  #known(question: DnsQuestion): DnsAnswer | undefined {
    const answer = this.#cache.known(question)
    if (answer === undefined) this.#questions.push(question)
    return answer
  }
}
