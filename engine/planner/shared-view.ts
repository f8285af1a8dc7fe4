import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { EngineSettings, PublishTarget } from '../api/contract/engine-settings.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/id-source.ts'
import { silentLogger } from '../kernel/logger.ts'
import { ComposedConcurrency } from '../publish/composed-concurrency.ts'
import { createEventStateCompositor } from '../publish/event-state-compositor.ts'
import type { EventStateCompositor } from '../publish/event-state-compositor.ts'
import { PublishAuthorisation } from '../publish/publish-authorisation.ts'
import type { DigestVerifier } from '../publish/publish-authorisation.ts'
import { memoryPersistence } from '../publish/publication.ts'
import type { Publication } from '../publish/publication-set.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import type { Flow } from '../sip/transport/transport.ts'

export interface ViewPorts {
  readonly clock: Clock
  readonly ids: IdSource
  readonly settings: { readonly values: EngineSettings }
  readonly parameters: { readonly values: { readonly SS_SIP_PUBLISH_EXPIRE: number } }
  readonly gateway: (name: string) => RoutingGateway | undefined
  /** The nodes that publish here. */
  readonly peers: readonly PublishTarget[]
  readonly address: string
  /** Every node has a view of its own, as in truth: its own publications are known as such. */
  readonly isOwn: boolean
}

/** Everybody in a simulation is known by address. */
const noDigest: DigestVerifier = {
  challenge: () => [],
  credentialsAmong: () => undefined,
  verify: () => 'malformed',
  usernameOf: () => undefined,
}

/**
 * What nodes know of each other: the engine's compositor and composed concurrency, on one address. Very many nodes share a
 * few views, and each takes its own publication out of what it reads.
 */
export class SharedView {
  readonly address: string
  readonly compositor: EventStateCompositor
  readonly #concurrency: ComposedConcurrency
  readonly #isOwn: boolean
  readonly #versions = new Map<string, number>()
  /** Publications of nodes that share this view, by node and gateway. */
  readonly #own = new Map<string, Publication>()

  constructor(ports: ViewPorts) {
    const { clock, ids, settings, parameters, gateway } = ports
    this.address = ports.address
    this.#isOwn = ports.isOwn
    const authorisation = new PublishAuthorisation({
      ...{ gateway, digest: noDigest, gatewayAddress: () => undefined },
      isOwnRequest: (_request, flow) => ports.isOwn && flow.remote.address === ports.address,
      monotonicMs: () => clock.monotonicMs(),
      publishTargets: () => ports.peers,
      targetDestinations: (target) => [
        { protocol: 'udp', remote: { address: hostOf(target), port: 5060 } },
      ],
    })
    this.compositor = createEventStateCompositor({
      ...{ clock, ids, settings, parameters, gateway, authorisation },
      log: silentLogger,
      listenAddresses: () => [{ protocol: 'udp', address: ports.address, port: 5060 }],
      persistence: memoryPersistence,
      alarms: { raise: () => undefined, clear: () => undefined },
      onChange: (name) => {
        this.#concurrency.changed(name)
        this.#versions.set(name, this.versionOf(name) + 1)
      },
    })
    this.#concurrency = new ComposedConcurrency({
      monotonicMs: () => clock.monotonicMs(),
      policy: () => settings.values.stalePolicy,
      ownActive: () => 0,
      configuredCapacity: (name) => gateway(name)?.capacity ?? 0,
      isPublished: () => true,
      newestOf: (name) => this.compositor.newestOf(name),
    })
  }

  /** Active calls at the gateway on all nodes but this one, as they have published them. */
  elsewhere(gateway: string, node: string): number {
    const all = this.#concurrency.elsewhere(gateway)
    return this.#isOwn ? all : all - this.#ownPart(gateway, node)
  }

  /** Another number with every change of a publication about the gateway. */
  versionOf(gateway: string): number {
    return this.#versions.get(gateway) ?? 0
  }

  take(request: SipRequest, flow: Flow, respond: (response: SipResponse) => void): void {
    this.compositor.onPublish(request, {
      ...{ request, flow, isFinished: false, respond, discard: () => undefined },
      ...{ onCancel: undefined, onTimeout: undefined, onTransportError: undefined },
    })
  }

  #ownPart(gateway: string, node: string): number {
    const key = `${node} ${gateway}`
    const known = this.#own.get(key)
    if (known !== undefined && isHeld(known)) return known.figures.active
    const own = this.compositor.newestOf(gateway).find(({ stored }) => stored.publisher === node)
    if (own === undefined || !isHeld(own)) return 0
    this.#own.set(key, own)
    return own.figures.active
  }
}

/** It waits for its next due time: it is in the set, and counted. */
const isHeld = ({ heapIndex }: Publication): boolean => heapIndex >= 0

const hostOf = ({ address }: PublishTarget): string => address.slice(4, address.lastIndexOf(':'))
