import { refusal } from '../event/event-package.ts'
import type { EventPackage, Refusal } from '../event/event-package.ts'
import type { RoutingGateway } from '../api/contract/gateways.ts'
import { hostPort } from '../sip/message/uri.ts'
import type { EventStateCompositor } from './event-state-compositor.ts'
import type { OurHosts } from './our-hosts.ts'
import { pidfContentType } from './pidf.ts'
import { composePidf } from './pidf-composition.ts'
import type { ComposedPart } from './pidf-composition.ts'
import type { PublishAuthorisation } from './publish-authorisation.ts'
import type { Publication } from './publication-set.ts'
import { gatewayEntity, resourceOf, statusUser } from './resource-uri.ts'

/** Resource name of a subscription to every gateway. */
export const allGatewaysResource = ''

export interface GatewayStatusPackagePorts {
  readonly hosts: OurHosts
  readonly domain: () => string
  readonly gateway: (name: string) => RoutingGateway | undefined
  readonly authorisation: PublishAuthorisation
  readonly compositor: Pick<EventStateCompositor, 'of' | 'publications'>
}

/** The presence package (RFC 3856) as gateways use it: one resource per gateway, and one for all of them. */
export function createGatewayStatusPackage(ports: GatewayStatusPackagePorts): EventPackage {
  const { hosts, domain, gateway, authorisation, compositor } = ports
  return {
    name: 'presence',
    contentType: pidfContentType,
    resourceOf(request, flow) {
      const named = resourceOf(request.uri, hosts, flow)
      if (named === undefined) return undefined
      return named.kind === 'all' ? allGatewaysResource : gateway(named.name)?.name
    },
    admit(request, flow, resource): Refusal | undefined {
      const isAll = resource === allGatewaysResource
      // Watchers are authorised like publishers.
      if (!isAll && gateway(resource)?.allowPublish !== true) return refusal(403)
      const admitted = authorisation.admit(request, flow, isAll ? undefined : resource)
      if (admitted.kind === 'refused') return admitted
      return isAll && admitted.publisherKind === 'gateway' ? refusal(403) : undefined
    },
    compose(resource, longestBytes) {
      const isAll = resource === allGatewaysResource
      const entity = isAll
        ? `pres:${statusUser}@${hostPort(domain())}`
        : gatewayEntity(resource, domain())
      const publications = isAll ? compositor.publications() : compositor.of(resource)
      return Buffer.from(composePidf(entity, partsOf(publications), longestBytes))
    },
  }
}

function* partsOf(publications: Iterable<Publication>): IterableIterator<ComposedPart> {
  for (const { phase, stored } of publications) {
    if (phase === 'live') yield { body: stored.body, key: stored.entityTag }
  }
}
