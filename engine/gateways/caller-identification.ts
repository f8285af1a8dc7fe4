import type { MappingGateway } from '../api/contract/gateways.ts'
import type { IdSource } from '../kernel/id-source.ts'
import type { Logger } from '../kernel/logger.ts'
import type { ParameterValues } from '../parameters/parameter-catalogue.ts'
import type { SourceSuspension } from '../registrar/source-suspension.ts'
import type { DigestChallenger } from '../sip/authentication/digest-challenger.ts'
import { createResponse, type ResponseOptions } from '../sip/message/message.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { Endpoint, Flow } from '../sip/transport/transport.ts'
import { readCallee, readCaller } from './call-numbers.ts'
import type { CallerVerdict } from './caller-verdict.ts'
import { SourceIndex } from './source-index.ts'

/** What caller identification needs. */
export interface CallerIdentificationPorts {
  readonly ids: IdSource
  readonly log: Logger
  readonly parameters: {
    readonly values: Pick<ParameterValues, 'SS_SIP_AUTHENTICATION_CODE' | 'SS_REPLY_UNAUTHORIZED'>
  }
  readonly challenger: DigestChallenger
  readonly suspension: SourceSuspension
}

const isPasswordMode = (gateway: MappingGateway): boolean => gateway.sipAuthenticationMethod === 2

/**
 * Finds the mapping gateway that an INVITE comes from: by the most specific of the blocks in remoteIps that
 * hold its source, or, where that one is in password mode, by digest with the gateway's name as user.
 * Everybody else is refused, routing gateways included.
 */
export class CallerIdentification {
  readonly #ports: CallerIdentificationPorts
  #gateways: ReadonlyMap<string, MappingGateway> = new Map()
  #sources = new SourceIndex([])

  constructor(ports: CallerIdentificationPorts) {
    this.#ports = ports
  }

  /** Takes the mapping gateways in force; to be called after every change of one. */
  setGateways(gateways: Iterable<MappingGateway>): void {
    this.#gateways = new Map([...gateways].map((gateway) => [gateway.name, gateway]))
    this.#sources = new SourceIndex(this.#gateways.values())
  }

  /** Whether some mapping gateway calls from this address without a password; such sources are not rate limited. */
  knowsAddress(address: string): boolean {
    const gateway = this.#sources.find(address, undefined, (each) => !isPasswordMode(each))
    return gateway !== undefined
  }

  /** The mapping gateway that calls from there, be it with a password or without. */
  gatewayAt({ address, port }: Endpoint): MappingGateway | undefined {
    return this.#sources.find(address, port)
  }

  identify(request: SipRequest, flow: Flow): CallerVerdict {
    const { address, port } = flow.remote
    const gateway = this.#sources.find(address, port)
    if (!gateway) return this.#refuse(request)
    if (!isPasswordMode(gateway)) return this.#accept(request, gateway)
    if (this.#ports.suspension.isSuspended(address)) return this.#refuse(request)
    return this.#authenticate(request, flow)
  }

  #authenticate(request: SipRequest, flow: Flow): CallerVerdict {
    const { challenger, suspension, log } = this.#ports
    const credentials = challenger.credentialsAmong(request.fields.all(this.#credentialsField))
    if (credentials === undefined) return this.#challenge(request, false)
    const { address, port } = flow.remote
    const gateway = this.#passwordGateway(challenger.usernameOf(credentials), flow)
    const verdict = challenger.verify(credentials, request.method, request.body, () =>
      gateway?.password === '' ? undefined : gateway?.password,
    )
    if (verdict === 'stale') return this.#challenge(request, true)
    if (verdict === 'malformed') return this.#answer(request, 400)
    if (verdict !== 'valid' || !gateway) {
      const isSuspended = suspension.failed(address)
      log.warn('call refused', { source: `${address} ${port}`, verdict, isSuspended })
      return this.#challenge(request, false)
    }
    suspension.succeeded(address)
    return this.#accept(request, gateway)
  }

  /** The password-mode gateway of that name, provided that it may call from there. */
  #passwordGateway(name: string | undefined, flow: Flow): MappingGateway | undefined {
    const gateway = name === undefined ? undefined : this.#gateways.get(name)
    if (!gateway || !isPasswordMode(gateway)) return undefined
    return this.#sources.find(flow.remote.address, flow.remote.port, (each) => each === gateway)
  }

  #accept(request: SipRequest, gateway: MappingGateway): CallerVerdict {
    if (gateway.lockType !== 0) return this.#answer(request, 403)
    const callee = readCallee(request, gateway)
    // RFC 3261 §21.4.22: the number is not there.
    if (callee === '') return this.#answer(request, 484)
    return { kind: 'accepted', gateway, caller: readCaller(request, gateway), callee }
  }

  #refuse(request: SipRequest): CallerVerdict {
    const isTold = this.#ports.parameters.values.SS_REPLY_UNAUTHORIZED
    return isTold ? this.#answer(request, 403) : { kind: 'silent' }
  }

  get #isProxyChallenge(): boolean {
    return this.#ports.parameters.values.SS_SIP_AUTHENTICATION_CODE === 407
  }

  get #credentialsField(): string {
    return this.#isProxyChallenge ? 'Proxy-Authorization' : 'Authorization'
  }

  #challenge(request: SipRequest, isStale: boolean): CallerVerdict {
    const name = this.#isProxyChallenge ? 'Proxy-Authenticate' : 'WWW-Authenticate'
    const challenges = this.#ports.challenger.challenge(isStale)
    const fields = challenges.map((value) => [name, value] as const)
    return this.#answer(request, this.#isProxyChallenge ? 407 : 401, { fields })
  }

  #answer(request: SipRequest, statusCode: number, options: ResponseOptions = {}): CallerVerdict {
    const toTag = this.#ports.ids.token(10)
    return { kind: 'answer', response: createResponse(request, statusCode, { ...options, toTag }) }
  }
}
