/* Registrar, RFC 3261 §10.3, for dynamic routing gateways: user = gateway name, digest with its password.
 * Implemented: all eight steps, several contacts, `Contact: *`, query, Call-ID and CSeq order, atomic update,
 * expiry, Min-Expires, NAT detection, suspension of sources after wrong passwords.
 * Deliberately not: third-party registration, Path (RFC 3327), GRUU, outbound's reg-id (RFC 5626; the flow of
 * the newest REGISTER is used), Date in the answer. */
import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/id-source.ts'
import type { Logger } from '../kernel/logger.ts'
import type { DigestChallenger } from '../sip/authentication/digest-challenger.ts'
import { createResponse, type ResponseOptions } from '../sip/message/message.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import { decodeUtf8 } from '../sip/message/text-encoding.ts'
import { isSipUri, unescape, type Uri } from '../sip/message/uri.ts'
import type { Flow } from '../sip/transport/transport.ts'
import { contactValue } from './binding.ts'
import { removeAll, updateBindings, type AcceptedRegister } from './binding-update.ts'
import type { LocationService } from './location-service.ts'
import { readIntent, type RegisterIntent } from './requested-contacts.ts'
import type { SourceSuspension } from './source-suspension.ts'

/** Parameters that the registrar obeys. */
export interface RegistrarParameters {
  readonly values: {
    readonly SS_ENDPOINT_EXPIRE: number
    readonly SS_REPLY_UNAUTHORIZED: boolean
  }
}

/** What a registrar needs. */
export interface RegistrarPorts {
  readonly clock: Clock
  readonly ids: IdSource
  readonly log: Logger
  readonly parameters: RegistrarParameters
  readonly challenger: DigestChallenger
  readonly suspension: SourceSuspension
  readonly locations: LocationService
  /** Whether a host part means this node: its SIP domain or one of its listen addresses. */
  isOwnHost(host: string): boolean
  gatewayOf(name: string): RoutingGateway | undefined
}

/** The part of a server transaction that a registrar uses. */
export interface RegisterTransaction {
  readonly flow: Flow
  respond(response: SipResponse): void
  /** Forgets the request without an answer. */
  discard(): void
}

/** Shortest lifetime granted; shorter ones are answered 423. */
const leastSeconds = 60

/** Answers REGISTER and keeps the location service. */
export class Registrar {
  readonly #ports: RegistrarPorts

  constructor(ports: RegistrarPorts) {
    this.#ports = ports
  }

  onRegister(request: SipRequest, transaction: RegisterTransaction): void {
    const response = this.answer(request, transaction.flow)
    if (response) transaction.respond(response)
    else transaction.discard()
  }

  /** The response to a REGISTER; undefined: the source gets nothing. */
  answer(request: SipRequest, flow: Flow): SipResponse | undefined {
    if (this.#ports.suspension.isSuspended(flow.remote.address)) {
      const isTold = this.#ports.parameters.values.SS_REPLY_UNAUTHORIZED
      return isTold ? this.#respond(request, 403) : undefined
    }
    const intent = readIntent(request, this.#ports.parameters.values.SS_ENDPOINT_EXPIRE)
    const refusal = this.#checkRequest(request, intent) ?? this.#authenticate(request, flow)
    return refusal ?? this.#register(request, flow, intent)
  }

  /** RFC 3261 §10.3 steps 1 and 2, and what no later step could read. */
  #checkRequest(request: SipRequest, intent: RegisterIntent): SipResponse | undefined {
    if (intent.kind === 'malformed') {
      return this.#respond(request, 400, { reasonPhrase: intent.reasonPhrase })
    }
    const { uri } = request
    if (!uri || !isSipUri(request.to.uri)) return this.#respond(request, 400)
    if (!this.#isOwn(uri) || !this.#isOwn(request.to.uri)) return this.#respond(request, 404)
    const required = request.fields.list('Require')
    if (required.length === 0) return undefined
    return this.#respond(request, 420, { fields: [['Unsupported', required.join(', ')]] })
  }

  /** Steps 3 to 5: who is it, and is the address-of-record theirs. */
  #authenticate(request: SipRequest, flow: Flow): SipResponse | undefined {
    const { challenger, suspension, log } = this.#ports
    const credentials = challenger.credentialsAmong(request.fields.all('Authorization'))
    if (credentials === undefined) return this.#challenge(request, false)
    const source = flow.remote.address
    const verdict = challenger.verify(credentials, request.method, request.body, this.#passwordOf)
    if (verdict === 'malformed') return this.#respond(request, 400)
    if (verdict === 'stale') return this.#challenge(request, true)
    if (verdict !== 'valid') {
      const isSuspended = suspension.failed(source)
      log.warn('registration refused', { source, verdict, isSuspended })
      return this.#challenge(request, false)
    }
    suspension.succeeded(source)
    const name = addressOfRecord(request)
    if (!this.#dynamicGateway(name)) return this.#respond(request, 404)
    return challenger.usernameOf(credentials) === name ? undefined : this.#respond(request, 403)
  }

  /** Steps 6 to 8. */
  #register(request: SipRequest, flow: Flow, intent: RegisterIntent): SipResponse {
    const { clock, locations, parameters } = this.#ports
    const gateway = addressOfRecord(request)
    const register: AcceptedRegister = {
      gateway,
      request,
      flow,
      nowMs: clock.nowMs(),
      monotonicMs: clock.monotonicMs(),
      mostSeconds: parameters.values.SS_ENDPOINT_EXPIRE,
    }
    const bindings = locations.bindings(gateway)
    if (intent.kind === 'contacts' || intent.kind === 'remove-all') {
      if (intent.kind === 'contacts' && intent.contacts.some(isTooBrief)) {
        return this.#respond(request, 423, { fields: [['Min-Expires', String(leastSeconds)]] })
      }
      const updated =
        intent.kind === 'contacts'
          ? updateBindings(bindings, intent.contacts, register)
          : removeAll(bindings, register)
      if (!updated.ok) return this.#refuseUpdate(request, updated.fault)
      locations.replace(gateway, updated.value)
    }
    const fields = locations
      .bindings(gateway)
      .map((binding) => ['Contact', contactValue(binding, register.monotonicMs)] as const)
    return this.#respond(request, 200, { fields })
  }

  #refuseUpdate(request: SipRequest, fault: 'out of order' | 'too many contacts'): SipResponse {
    return fault === 'out of order'
      ? this.#respond(request, 500, { reasonPhrase: 'CSeq Out Of Order' })
      : this.#respond(request, 403, { reasonPhrase: 'Too Many Contacts' })
  }

  readonly #passwordOf = (username: string): string | undefined => {
    const password = this.#dynamicGateway(username)?.password
    // A gateway without a password cannot register: an empty one would be everybody's.
    return password === '' ? undefined : password
  }

  #dynamicGateway(name: string): RoutingGateway | undefined {
    const gateway = this.#ports.gatewayOf(name)
    return gateway?.registerType === 1 ? gateway : undefined
  }

  #isOwn(uri: Uri): boolean {
    return isSipUri(uri) && this.#ports.isOwnHost(uri.host)
  }

  #challenge(request: SipRequest, isStale: boolean): SipResponse {
    const fields = this.#ports.challenger
      .challenge(isStale)
      .map((value) => ['WWW-Authenticate', value] as const)
    return this.#respond(request, 401, { fields })
  }

  #respond(request: SipRequest, statusCode: number, options: ResponseOptions = {}): SipResponse {
    const toTag = this.#ports.ids.token(10)
    return createResponse(request, statusCode, { ...options, toTag })
  }
}

/** Step 5: the user part, unescaped; parameters do not count. */
function addressOfRecord(request: SipRequest): string {
  const { uri } = request.to
  return isSipUri(uri) ? decodeUtf8(unescape(uri.user ?? '')) : ''
}

const isTooBrief = ({ expiresSeconds }: { readonly expiresSeconds: number }): boolean =>
  expiresSeconds > 0 && expiresSeconds < leastSeconds
