import type { RoutingGateway } from '../api/contract/gateways.ts'
import { badEvent, packageOf, refusal, unsupportedRequirement } from '../event/event-package.ts'
import type { Refusal } from '../event/event-package.ts'
import { isSipUri } from '../sip/message/uri.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { Flow } from '../sip/transport/transport.ts'
import type { OurHosts } from './our-hosts.ts'
import type { PidfDocument } from './pidf.ts'
import type { Admitted, PublishAuthorisation } from './publish-authorisation.ts'
import { grantLifetime, readBody, readIfMatch, speaksOf } from './publish-request.ts'
import type { Publication, PublicationSet } from './publication-set.ts'
import { gatewayOfEntity, readName } from './resource-uri.ts'

export interface ExaminationPorts {
  readonly gateway: (name: string) => RoutingGateway | undefined
  readonly defaultSeconds: () => number
  readonly authorisation: PublishAuthorisation
  readonly hosts: OurHosts
  readonly publications: PublicationSet
}

/** A request whose Request-URI names one gateway, or all of them (undefined). */
export interface AddressedPublish {
  readonly request: SipRequest
  readonly flow: Flow
  readonly gateway: string | undefined
}

/** What an acceptable PUBLISH asks for. */
export interface AcceptedPublish {
  readonly kind: 'accepted'
  readonly admitted: Admitted
  readonly gateway: string
  /** The publication of the entity-tag; undefined = initial. */
  readonly current: Publication | undefined
  /** Lifetime granted, 0 = remove. */
  readonly seconds: number
  /** Absent on refresh and plain remove. */
  readonly body: { readonly text: string; readonly document: PidfDocument } | undefined
}

/** RFC 3903 §6 steps 1 to 5, in their order: what the request asks for, or why it is refused. */
export class PublishExamination {
  readonly #ports: ExaminationPorts

  constructor(ports: ExaminationPorts) {
    this.#ports = ports
  }

  examine(addressed: AddressedPublish): AcceptedPublish | Refusal {
    const { request, flow, gateway } = addressed
    const early = this.#refuseEarly(request, gateway)
    if (early !== undefined) return early
    const claimed = gateway ?? claimedGateway(request)
    const admitted = this.#ports.authorisation.admit(request, flow, claimed)
    if (admitted.kind === 'refused') return admitted
    const condition = readIfMatch(request)
    if (condition.kind === 'refused') return condition
    let current: Publication | undefined
    if (condition.kind === 'tag') {
      current = this.#matching(condition.entityTag, gateway, admitted)
      if (current === undefined) return refusal(412)
    }
    const seconds = grantLifetime(request, this.#ports.defaultSeconds())
    if (typeof seconds !== 'number') return seconds
    return request.body.length === 0
      ? withoutBody(admitted, current, seconds)
      : this.#withBody(addressed, admitted, current, seconds)
  }

  /** Steps 1 and 2. A gateway that may not be published about is 403, but its removal is still taken. */
  #refuseEarly(request: SipRequest, gateway: string | undefined): Refusal | undefined {
    const isRemoval =
      request.fields.has('SIP-If-Match') && request.fields.get('Expires')?.trim() === '0'
    const configured = gateway === undefined ? undefined : this.#ports.gateway(gateway)
    if (gateway !== undefined && configured === undefined) {
      const isKnown = isRemoval && this.#ports.publications.has(gateway)
      if (!isKnown) return refusal(404)
    }
    const unsupported = unsupportedRequirement(request)
    if (unsupported !== undefined) return unsupported
    if (packageOf(request.fields.get('Event')) !== 'presence') return badEvent
    return configured?.allowPublish === false && !isRemoval ? refusal(403) : undefined
  }

  /** Step 3: known for this very resource, and a gateway touches only what is about itself. */
  #matching(tag: string, gateway: string | undefined, admitted: Admitted): Publication | undefined {
    const publication = this.#ports.publications.find(tag)
    if (publication === undefined) return undefined
    const { resource, isAggregate } = publication.stored
    if (gateway === undefined ? !isAggregate : isAggregate || resource !== gateway) return undefined
    const isForeign = admitted.publisherKind === 'gateway' && admitted.name !== resource
    return isForeign ? undefined : publication
  }

  /** Step 5: type, syntax and subject of the body. */
  #withBody(
    { request, flow, gateway }: AddressedPublish,
    admitted: Admitted,
    current: Publication | undefined,
    seconds: number,
  ): AcceptedPublish | Refusal {
    const body = readBody(request)
    if ('kind' in body) return body
    const subject = gatewayOfEntity(body.document.entity, this.#ports.hosts, flow)
    const expected = gateway ?? current?.stored.resource ?? subject
    if (expected === undefined || subject !== expected || !speaksOf(body.document, expected)) {
      return refusal(400, [], 'Bad PIDF (entity)')
    }
    const accepted = { kind: 'accepted', admitted, current, seconds, body } as const
    if (gateway !== undefined) return { ...accepted, gateway }
    const configured = this.#ports.gateway(expected)
    if (configured === undefined) return refusal(400, [], 'Bad PIDF (entity)')
    const isForeign = admitted.publisherKind === 'gateway' && admitted.name !== expected
    if (!configured.allowPublish || isForeign) return refusal(403)
    return { ...accepted, gateway: configured.name }
  }
}

/** Step 5: neither tag nor body is 400. */
function withoutBody(
  admitted: Admitted,
  current: Publication | undefined,
  seconds: number,
): AcceptedPublish | Refusal {
  if (current === undefined) return refusal(400, [], 'Missing Body')
  const gateway = current.stored.resource
  return { kind: 'accepted', admitted, gateway, current, seconds, body: undefined }
}

/** Through the address of all gateways, From says in whose name the request is made. */
function claimedGateway(request: SipRequest): string | undefined {
  const { uri } = request.from
  return isSipUri(uri) && uri.user !== undefined ? readName(uri.user) : undefined
}
