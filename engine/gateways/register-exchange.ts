import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { IdSource } from '../kernel/id-source.ts'
import type { DigestAnswerer } from '../sip/authentication/digest-answerer.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import { encodeUtf8 } from '../sip/message/text-encoding.ts'
import { escapeUser, hostPort } from '../sip/message/uri.ts'
import type { TransactionLayer } from '../sip/transaction/transaction-layer.ts'
import type { TransportLayer } from '../sip/transport/transport-layer.ts'
import type { Destination } from '../sip/transport/transport.ts'
import { remoteTarget, type GatewayDestinations } from './gateway-destination.ts'
import { createGatewayRequest } from './gateway-request.ts'
import { readRegistrationAnswer } from './registration-answer.ts'

/** What sending REGISTER needs. */
export interface RegisterExchangePorts {
  readonly ids: IdSource
  readonly answerer: DigestAnswerer
  readonly transactions: Pick<TransactionLayer, 'request'>
  readonly transport: Pick<TransportLayer, 'localFor'>
  readonly destinations: Pick<GatewayDestinations, 'of'>
}

/** What became of one try. */
export type RegisterOutcome =
  { readonly kind: 'granted'; readonly seconds: number } | FailedRegister

/** `refused`: the registrar says no; `unanswered`: a binding that exists is left as it is. */
export interface FailedRegister {
  readonly kind: 'refused' | 'unanswered'
  readonly error: string
  readonly retryAfterSeconds: number
}

/** One try: its addresses, what it asks for, whom it tells. */
interface Try {
  readonly destinations: readonly Destination[]
  askedSeconds: number | undefined
  sends: number
  readonly tell: (outcome: RegisterOutcome) => void
}

/** Header field name and value. */
type Credentials = readonly [string, string]

/** REGISTERs sent within one try: challenge, stale nonce, lifetime too brief. */
const mostSends = 5

/** The REGISTER requests of one registration: one Call-ID, CSeq counting up (RFC 3261 §10.2). */
export class RegisterExchange {
  readonly #gateway: RoutingGateway
  readonly #ports: RegisterExchangePorts
  readonly #callId: string
  readonly #fromTag: string
  #sequence = 0
  #try: Try | undefined
  #contact = ''
  #leastSeconds = 0

  constructor(gateway: RoutingGateway, ports: RegisterExchangePorts) {
    this.#gateway = gateway
    this.#ports = ports
    this.#callId = ports.ids.token(24)
    this.#fromTag = ports.ids.token(10)
  }

  /** Shortest lifetime that the registrar has told of (Min-Expires). */
  get leastSeconds(): number {
    return this.#leastSeconds
  }

  /** The registrar as it is written in URIs; '' when the gateway names none. */
  get registrar(): string {
    const target = remoteTarget(this.#gateway)
    return target ? hostPort(target.host, target.port === 5060 ? undefined : target.port) : ''
  }

  /** Asks for a lifetime (undefined: none in particular, 0: removal); an earlier try is given up. */
  send(askedSeconds: number | undefined, tell: (outcome: RegisterOutcome) => void): void {
    const begin = (destinations: readonly Destination[]): void => {
      const begun: Try = { destinations, askedSeconds, sends: 0, tell }
      this.#try = begun
      this.#sendTo(begun, 0, 'registrar not found')
    }
    const waiting: Try = { destinations: [], askedSeconds, sends: 0, tell }
    this.#try = waiting
    const found = this.#ports.destinations.of(this.#gateway)
    if (!(found instanceof Promise)) return begin(found)
    const proceed = (destinations: readonly Destination[]): void => {
      if (this.#try === waiting) begin(destinations)
    }
    found.then(proceed, () => proceed([]))
  }

  /** Gives the present try up without a word. */
  abandon(): void {
    this.#try = undefined
  }

  /** Sends to one of the registrar's addresses; `error` is what to tell when there is none left. */
  #sendTo(
    current: Try,
    index: number,
    error: string,
    credentials?: Credentials,
    retryAfterSeconds = 0,
  ): void {
    const destination = current.destinations[index]
    if (!destination) return this.#end(current, { kind: 'unanswered', error, retryAfterSeconds })
    const local = this.#ports.transport.localFor(destination)
    if (!local) return this.#sendTo(current, index + 1, `no listener for ${destination.protocol}`)
    this.#contact = this.#contactAt(hostPort(local.address, local.port), destination)
    const request = this.#createRegister(current.askedSeconds, credentials)
    const failed = (reason: string): void => {
      if (this.#try === current) this.#sendTo(current, index + 1, reason)
    }
    this.#ports.transactions.request(request, destination, {
      onResponse: (response) => {
        if (response.statusCode < 200 || this.#try !== current) return
        this.#onFinal(current, index, request, response)
      },
      onTimeout: () => failed('no answer'),
      onTransportError: failed,
    })
  }

  #onFinal(current: Try, index: number, request: SipRequest, response: SipResponse): void {
    const error = `${response.statusCode} ${response.reasonPhrase}`
    const answer = readRegistrationAnswer(response, this.#contact, current.askedSeconds)
    switch (answer.kind) {
      case 'granted':
        return this.#end(current, answer)
      case 'challenged': {
        const credentials = this.#credentialsFor(current, request, answer)
        if (credentials) return this.#sendTo(current, index, error, credentials)
        return this.#end(current, { kind: 'refused', error, retryAfterSeconds: 0 })
      }
      case 'too brief':
        if (answer.leastSeconds <= (current.askedSeconds ?? 0) || ++current.sends > mostSends) {
          return this.#end(current, { kind: 'refused', error, retryAfterSeconds: 0 })
        }
        this.#leastSeconds = answer.leastSeconds
        current.askedSeconds = answer.leastSeconds
        return this.#sendTo(current, index, error)
      case 'unanswered':
        return this.#sendTo(current, index + 1, error, undefined, answer.retryAfterSeconds)
      case 'refused':
        return this.#end(current, { ...answer, error })
    }
  }

  #end(current: Try, outcome: RegisterOutcome): void {
    this.#try = undefined
    current.tell(outcome)
  }

  /** RFC 3261 §22.2: once more with credentials, unless these were refused already. */
  #credentialsFor(
    current: Try,
    request: SipRequest,
    challenge: { readonly challenges: readonly string[]; readonly isProxy: boolean },
  ): Credentials | undefined {
    const { answerer } = this.#ports
    const name = challenge.isProxy ? 'Proxy-Authorization' : 'Authorization'
    const isAgain = request.fields.has(name) && !answerer.isStale(challenge.challenges)
    if (isAgain || ++current.sends > mostSends) return undefined
    const { authUser, password } = this.#gateway
    const value = answerer.answer(challenge.challenges, {
      method: request.method,
      uri: request.requestUri,
      username: authUser === '' ? this.#user : authUser,
      password,
      body: request.body,
    })
    return value === undefined ? undefined : [name, value]
  }

  get #user(): string {
    const { registerName, name } = this.#gateway
    return registerName === '' ? name : registerName
  }

  #contactAt(host: string, destination: Destination): string {
    return `sip:${escapeUser(encodeUtf8(this.#user))}@${host}${transportOf(destination.protocol)}`
  }

  #createRegister(
    askedSeconds: number | undefined,
    credentials: Credentials | undefined,
  ): SipRequest {
    const address = `sip:${escapeUser(encodeUtf8(this.#user))}@${this.registrar}`
    const expires = askedSeconds === undefined ? [] : ['Expires', String(askedSeconds)]
    return createGatewayRequest({
      method: 'REGISTER',
      requestUri: `sip:${this.registrar}${transportOf(this.#gateway.transport)}`,
      from: address,
      fromTag: this.#fromTag,
      to: address,
      callId: this.#callId,
      sequence: ++this.#sequence,
      contact: this.#contact,
      fields: [...expires, ...(credentials ?? [])],
    })
  }
}

const transportOf = (protocol: string): string =>
  protocol === 'udp' ? '' : `;transport=${protocol}`
