import type { PublicationRow } from '../../api/contract/feed-rows.ts'
import type { RowKey, RowSource } from '../../api/server/feeds/feed-sources.ts'
import type { AgentPublicationView } from '../../publish/agent-publication.ts'
import { freshnessOf, type Freshness } from '../../publish/freshness.ts'
import { publicationFreshness, type Publication } from '../../publish/publication-set.ts'
import type { FeedPorts } from './feed-ports.ts'

const heldKey = (number: number): string => `held ${number}`
/** No gateway name contains a colon, so the key can be read back. */
const sentKey = (gateway: string, target: string): string => `sent ${gateway}:${target}`

/** Rows of the feed `publications`: what this node's compositor holds, and what its agent keeps at its targets. */
export function publicationSource(ports: FeedPorts): RowSource<PublicationRow> {
  const { publishing, touches } = ports
  return {
    *all() {
      for (const publication of publishing.compositor.publications()) {
        yield heldRow(ports, publication)
      }
      for (const view of publishing.agent.publications()) yield sentRow(ports, view)
    },
    row: (key) => rowOf(ports, key),
    watch({ touched }) {
      const stops = [
        touches.on('heldPublication', ({ number }) => {
          touched(heldKey(number))
        }),
        touches.on('sentPublication', ({ gateway, target }) => {
          touched(sentKey(gateway, target.name))
        }),
      ]
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}

function rowOf(ports: FeedPorts, key: RowKey): PublicationRow | undefined {
  const { agent, compositor } = ports.publishing
  const [, side, rest = ''] = /^(held|sent) (.+)$/s.exec(String(key)) ?? []
  if (side === 'held') {
    const publication = compositor.numbered(Number(rest))
    return publication && heldRow(ports, publication)
  }
  const colon = rest.indexOf(':')
  const view = agent.publication(rest.slice(0, colon), rest.slice(colon + 1))
  return view && sentRow(ports, view)
}

function heldRow({ clock }: FeedPorts, publication: Publication): PublicationRow {
  const { stored, figures, number, phase } = publication
  const { status } = figures
  return {
    key: heldKey(number),
    side: 'held',
    gateway: stored.resource,
    publisher: stored.publisher,
    publisherKind: stored.publisherKind,
    peer: stored.source,
    entityTag: stored.entityTag,
    active: status ? figures.active : null,
    capacity: status ? figures.capacity : null,
    status: status?.status ?? (figures.isOpen ? 'open' : 'closed'),
    expiresSeconds: stored.expiresSeconds,
    expiresAtMs: stored.expiresAtMs,
    lastPublishAtMs: stored.updatedAtMs,
    sequence: stored.sequence,
    state: phase,
    freshness: publicationFreshness(publication, clock.monotonicMs()),
    lastError: '',
  }
}

function sentRow({ clock, settings }: FeedPorts, view: AgentPublicationView): PublicationRow {
  const { gateway, target, lastSent, grantedSeconds } = view
  return {
    key: sentKey(gateway, target),
    side: 'sent',
    gateway,
    publisher: settings.values.nodeName,
    publisherKind: 'own',
    peer: target,
    entityTag: view.entityTag ?? '',
    active: lastSent?.active ?? null,
    capacity: lastSent?.capacity ?? null,
    status: lastSent?.status ?? '',
    expiresSeconds: grantedSeconds,
    expiresAtMs: view.expiresAtMs || null,
    lastPublishAtMs: view.lastSentAtMs || null,
    sequence: view.requests,
    state: view.state,
    freshness: sentFreshness(view, clock.nowMs()),
    lastError: view.lastError,
  }
}

function sentFreshness(view: AgentPublicationView, nowMs: number): Freshness {
  if (view.hasExpiredAtTarget) return 'stale'
  if (view.expiresAtMs === 0) return 'none'
  return freshnessOf(view.expiresAtMs - nowMs, view.grantedSeconds * 1000)
}
