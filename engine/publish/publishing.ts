import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { EngineSettings } from '../api/contract/engine-settings.ts'
import { createNotifier } from '../event/notifier.ts'
import type { Notifier, NotifierPorts } from '../event/notifier.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { ServerTransaction } from '../sip/transaction/transaction-user.ts'
import type { Destination, ListenAddress } from '../sip/transport/transport.ts'
import type { AgentPorts } from './agent-ports.ts'
import { parseTargetAddress } from './agent-target.ts'
import { ComposedConcurrency } from './composed-concurrency.ts'
import { createEventPublicationAgent } from './event-publication-agent.ts'
import type { EventPublicationAgent } from './event-publication-agent.ts'
import { createEventStateCompositor } from './event-state-compositor.ts'
import type { CompositorPorts, EventStateCompositor } from './event-state-compositor.ts'
import { allGatewaysResource, createGatewayStatusPackage } from './gateway-status-package.ts'
import { OurHosts } from './our-hosts.ts'
import { PublishAuthorisation } from './publish-authorisation.ts'
import type { DigestVerifier, SourceSuspension } from './publish-authorisation.ts'
import type { ChangeCause } from './publication-set.ts'
import type { PublicationPersistence } from './publication.ts'

/** Everything that publishing takes from the rest of the engine. */
export interface PublishingPorts extends Omit<AgentPorts, 'gateways' | 'isPublished' | 'settings'> {
  readonly settings: { readonly values: EngineSettings }
  readonly resolver: AgentPorts['resolver'] & NotifierPorts['resolver']
  readonly localFor: NotifierPorts['localFor']
  readonly routingGateways: {
    get(name: string): RoutingGateway | undefined
    all(): Iterable<RoutingGateway>
  }
  /** Where a gateway's messages come from: remote IP, or the contact it registered. */
  readonly gatewayAddress: (gateway: RoutingGateway) => string | undefined
  readonly listenAddresses: () => readonly ListenAddress[]
  readonly digest: DigestVerifier
  readonly suspension?: SourceSuspension
  readonly persistence: PublicationPersistence
  /** Lines that this node's ledger has reserved. */
  readonly ownActive: (gateway: string) => number
  /** Line limit in force by configuration, 0 = unlimited. */
  readonly configuredCapacity: (gateway: string) => number
  /** The composed state of a gateway changed. */
  readonly onChange?: (gateway: string, cause: ChangeCause) => void
  readonly onHeldTouched?: CompositorPorts['onHeldTouched'] & {}
  readonly onSubscriptionTouched?: NotifierPorts['onSubscriptionTouched'] & {}
}

/** Both roles of RFC 3903 and the notifier, put together. */
export interface Publishing {
  readonly agent: EventPublicationAgent
  readonly compositor: EventStateCompositor
  readonly concurrency: ComposedConcurrency
  readonly notifier: Notifier
  /** Takes PUBLISH and SUBSCRIBE; false = not mine. */
  onRequest(request: SipRequest, transaction: ServerTransaction): boolean
  /** Loads what the store has kept and begins to publish; the listeners must be open. */
  start(): void
  /** Removes the own publications and ends every subscription. */
  stop(): Promise<void>
  /** A routing gateway was created, changed, (un)locked or deleted. */
  gatewayChanged(name: string): void
  /** A gateway's ledger, counts or status word changed. */
  numbersChanged(name: string): void
  /** SS_SIP_PUBLISH_EXPIRE changed. */
  parameterChanged(): void
  /** Engine settings changed: domain, node name, targets, publishing, bands or stale policy. */
  settingsChanged(): void
}

/** Wires agent, compositor, composed concurrency and notifier to each other. */
export function createPublishing(ports: PublishingPorts): Publishing {
  const gateway = (name: string): RoutingGateway | undefined => ports.routingGateways.get(name)
  const isPublished = (name: string): boolean => gateway(name)?.allowPublish === true
  const agent = createEventPublicationAgent({
    ...ports,
    isPublished,
    gateways: () => publishedGateways(ports),
  })
  const authorisation = new PublishAuthorisation({
    digest: ports.digest,
    ...(ports.suspension === undefined ? {} : { suspension: ports.suspension }),
    gateway,
    gatewayAddress: ports.gatewayAddress,
    isOwnRequest: (request, flow) => agent.isOwnRequest(request, flow),
    publishTargets: () => ports.settings.values.publishTargets,
    monotonicMs: () => ports.clock.monotonicMs(),
    targetDestinations: (target): readonly Destination[] | undefined => {
      const address = parseTargetAddress(target.address)
      return address && ports.resolver.resolveNow(address)
    },
  })
  const compositor = createEventStateCompositor({
    ...ports,
    gateway,
    authorisation,
    onChange: (name, cause) => {
      concurrency.changed(name)
      if (cause === 'published' && isPublishedElsewhere(name)) agent.publishedElsewhere(name)
      if (cause !== 'refreshed') {
        notifier.changed(name)
        notifier.changed(allGatewaysResource)
      }
      ports.onChange?.(name, cause)
    },
  })
  const isPublishedElsewhere = (name: string): boolean =>
    compositor
      .newestOf(name)
      .some(({ stored, phase }) => stored.publisherKind === 'node' && phase === 'live')
  const concurrency = new ComposedConcurrency({
    monotonicMs: () => ports.clock.monotonicMs(),
    policy: () => ports.settings.values.stalePolicy,
    ownActive: ports.ownActive,
    configuredCapacity: ports.configuredCapacity,
    isPublished,
    newestOf: (name) => compositor.newestOf(name),
  })
  const domain = (): string => ports.settings.values.domain
  const hosts = new OurHosts(domain, ports.listenAddresses)
  const notifier = createNotifier({
    ...ports,
    eventPackage: createGatewayStatusPackage({ hosts, domain, gateway, authorisation, compositor }),
  })
  return {
    agent,
    compositor,
    concurrency,
    notifier,
    onRequest(request, transaction) {
      if (request.method === 'PUBLISH') compositor.onPublish(request, transaction)
      else if (request.method === 'SUBSCRIBE') notifier.onSubscribe(request, transaction)
      else return false
      return true
    },
    start() {
      compositor.load()
      agent.start()
    },
    async stop() {
      await agent.stop()
      notifier.stop()
      compositor.stop()
    },
    gatewayChanged(name) {
      agent.gatewayChanged(name)
      compositor.gatewayChanged(name)
      if (gateway(name) === undefined) notifier.resourceGone(name)
    },
    numbersChanged(name) {
      agent.numbersChanged(name)
    },
    parameterChanged() {
      agent.parameterChanged()
      compositor.parameterChanged()
    },
    settingsChanged() {
      compositor.settingsChanged()
      // Before the agent asks for status words, which the stale policy decides.
      concurrency.policyChanged()
      agent.settingsChanged()
    },
  }
}

function* publishedGateways(ports: PublishingPorts): IterableIterator<RoutingGateway> {
  for (const gateway of ports.routingGateways.all()) if (gateway.allowPublish) yield gateway
}
