import type { PublishTarget } from '../api/contract/engine-settings.ts'
import type { RoutingGateway } from '../api/contract/gateways.ts'
import { refusal } from '../event/event-package.ts'
import type { Refusal } from '../event/event-package.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { Destination, Flow } from '../sip/transport/transport.ts'
import type { PublisherKind } from './publication.ts'

/** The part of the digest verifier that is needed here (RFC 7616, RFC 8760). */
export interface DigestVerifier {
  challenge(stale?: boolean): readonly string[]
  /** Of several Authorization values the one for our realm. */
  credentialsAmong(headerValues: readonly string[]): string | undefined
  verify(
    headerValue: string,
    method: string,
    body: Uint8Array,
    passwordOf: (username: string, realm: string) => string | undefined,
  ): 'valid' | 'stale' | 'wrong' | 'malformed' | 'unknown-user'
  usernameOf(headerValue: string): string | undefined
}

/** Sources that guessed wrong passwords too often (SS_AUTHENTICATION_MAX_RETRY). */
export interface SourceSuspension {
  isSuspended(address: string): boolean
  failed(address: string): void
  succeeded(address: string): void
}

export interface AuthorisationPorts {
  readonly digest: DigestVerifier
  readonly suspension?: SourceSuspension
  /** The request was sent by this node's own agent. */
  readonly isOwnRequest: (request: SipRequest, flow: Flow) => boolean
  readonly gateway: (name: string) => RoutingGateway | undefined
  /** Where a gateway's messages come from: remote IP, or the contact it registered. */
  readonly gatewayAddress: (gateway: RoutingGateway) => string | undefined
  readonly monotonicMs: () => number
  readonly publishTargets: () => readonly PublishTarget[]
  /** Addresses behind a target's host name, as far as they are known by now. */
  readonly targetDestinations: (target: PublishTarget) => readonly Destination[] | undefined
}

/** Who may publish or watch, and in whose name. */
export interface Admitted {
  readonly kind: 'admitted'
  readonly publisherKind: PublisherKind
  /** Name of the publish target or gateway; empty for the own agent. */
  readonly name: string
}

const own: Admitted = { kind: 'admitted', publisherKind: 'own', name: '' }

const lookUpAgainMs = 1000

/** Authorisation of PUBLISH and SUBSCRIBE alike: own agent, peer nodes, gateways about themselves. */
export class PublishAuthorisation {
  readonly #ports: AuthorisationPorts
  readonly #peers = new Map<string, PublishTarget>()
  #knownTargets: readonly PublishTarget[] = []
  #knownUntilMs = 0

  constructor(ports: AuthorisationPorts) {
    this.#ports = ports
  }

  /** `gateway` is undefined when the request names none (then a gateway speaks about itself in the body). */
  admit(request: SipRequest, flow: Flow, gateway: string | undefined): Admitted | Refusal {
    if (this.#ports.isOwnRequest(request, flow)) return own
    const source = flow.remote.address
    const peer = this.#peerAt(source)
    if (peer !== undefined) return { kind: 'admitted', publisherKind: 'node', name: peer.name }
    if (gateway !== undefined && this.#isGatewayAt(gateway, source)) {
      return { kind: 'admitted', publisherKind: 'gateway', name: gateway }
    }
    return this.#byDigest(request, source, gateway)
  }

  /** Publish targets of kind node are peers; their addresses are looked up once a second. */
  #peerAt(address: string): PublishTarget | undefined {
    const targets = this.#ports.publishTargets()
    const nowMs = this.#ports.monotonicMs()
    if (targets !== this.#knownTargets || nowMs >= this.#knownUntilMs) {
      this.#knownTargets = targets
      this.#knownUntilMs = nowMs + lookUpAgainMs
      this.#peers.clear()
      for (const target of targets) this.#learn(target)
    }
    return this.#peers.get(address)
  }

  #learn(target: PublishTarget): void {
    if (target.kind !== 'node') return
    for (const { remote } of this.#ports.targetDestinations(target) ?? []) {
      this.#peers.set(remote.address, target)
    }
  }

  #isGatewayAt(name: string, address: string): boolean {
    const gateway = this.#ports.gateway(name)
    return gateway !== undefined && this.#ports.gatewayAddress(gateway) === address
  }

  #byDigest(request: SipRequest, source: string, gateway: string | undefined): Admitted | Refusal {
    const { suspension, digest } = this.#ports
    if (suspension?.isSuspended(source)) return refusal(403)
    const credentials = digest.credentialsAmong(request.fields.all('Authorization'))
    if (credentials === undefined) return this.#challenge(false)
    const verdict = digest.verify(credentials, request.method, request.body, (username) =>
      this.#passwordOf(username),
    )
    if (verdict === 'malformed') return refusal(400, [], 'Bad Authorization')
    if (verdict === 'stale') return this.#challenge(true)
    if (verdict !== 'valid') {
      suspension?.failed(source)
      return this.#challenge(false)
    }
    suspension?.succeeded(source)
    return this.#admitUser(digest.usernameOf(credentials) ?? '', gateway)
  }

  #admitUser(username: string, gateway: string | undefined): Admitted | Refusal {
    const peer = this.#targetOf(username)
    if (peer !== undefined) return { kind: 'admitted', publisherKind: 'node', name: peer.name }
    if (gateway !== undefined && gateway !== username) return refusal(403)
    return { kind: 'admitted', publisherKind: 'gateway', name: username }
  }

  #targetOf(username: string): PublishTarget | undefined {
    return this.#ports
      .publishTargets()
      .find((target) => target.user === username && target.password !== '')
  }

  /** A gateway signs with its name and password, a peer node with the target's user. */
  #passwordOf(username: string): string | undefined {
    const password =
      this.#targetOf(username)?.password ?? this.#ports.gateway(username)?.password ?? ''
    return password === '' ? undefined : password
  }

  #challenge(stale: boolean): Refusal {
    return refusal(
      401,
      this.#ports.digest.challenge(stale).map((value) => ['WWW-Authenticate', value] as const),
    )
  }
}
