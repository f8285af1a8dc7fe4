import type { z } from 'zod'
import { captureRow } from './capture-procedures.ts'
import { checklistRow } from './checklist-procedures.ts'
import {
  listedMappingGateway,
  listedRoutingGateway,
  parameterRow,
  settingsState,
} from './configuration-procedures.ts'
import {
  alarmRow,
  callFeedRow,
  mappingOnlineFeedRow,
  networkNodeRow,
  nodeRow,
  publicationRow,
  registrationRow,
  routingOnlineFeedRow,
  tracedMessage,
  watcherRow,
} from './feed-rows.ts'
import { findingRow } from './finding-procedures.ts'
import { labGatewayRow, labGeneratorRow, labRunRow } from './lab-rows.ts'
import { planFeedRow } from './plan-procedures.ts'
import { nothing, type Role } from './procedure.ts'
import { profileRow } from './profile-procedures.ts'
import { traceFilter } from './trace-procedures.ts'

/*
 * Live lists: a snapshot, then squashed differences every 100 to 250 ms. A `rows` feed holds its rows by key; a `tail`
 * feed only ever adds (the newest messages of the trace) and forgets nothing that the client still shows.
 */

interface Feed<I extends z.ZodType, R extends z.ZodType> {
  readonly kind: 'rows' | 'tail'
  readonly role: Role
  readonly input: I
  readonly row: R
  /** The field that tells rows apart. */
  readonly key: string
}

const rows = <R extends z.ZodObject>(
  row: R,
  key: keyof z.infer<R> & string,
  role: Role = 'viewer',
): Feed<typeof nothing, R> => ({ kind: 'rows', role, input: nothing, row, key })

export const feeds = {
  /** One row, key = node. */
  node: rows(nodeRow, 'node'),
  /** This node and those that it knows or publishes to. */
  nodes: rows(networkNodeRow, 'key'),
  parameters: rows(parameterRow, 'name'),
  /** One row, whose version changes. */
  settings: rows(settingsState, 'version'),
  routingGateways: rows(listedRoutingGateway, 'id'),
  mappingGateways: rows(listedMappingGateway, 'id'),
  routingOnline: rows(routingOnlineFeedRow, 'id'),
  mappingOnline: rows(mappingOnlineFeedRow, 'id'),
  registrations: rows(registrationRow, 'key'),
  publications: rows(publicationRow, 'key'),
  watchers: rows(watcherRow, 'key'),
  calls: rows(callFeedRow, 'callId'),
  alarms: rows(alarmRow, 'id'),
  findings: rows(findingRow, 'id'),
  labRuns: rows(labRunRow, 'run'),
  labGateways: rows(labGatewayRow, 'name'),
  labGenerators: rows(labGeneratorRow, 'name'),
  captures: rows(captureRow, 'id'),
  plans: rows(planFeedRow, 'plan'),
  profiles: rows(profileRow, 'id'),
  checklist: rows(checklistRow, 'point'),
  /** The trace as it is written, from now on; at most 200 messages every tick, the rest is counted as skipped. */
  traceTail: {
    kind: 'tail',
    role: 'viewer',
    input: traceFilter,
    row: tracedMessage,
    key: 'sequence',
  } satisfies Feed<typeof traceFilter, typeof tracedMessage>,
} as const

export type Feeds = typeof feeds
export type FeedName = keyof Feeds
export type FeedInput<N extends FeedName> = z.input<Feeds[N]['input']>
export type FeedRow<N extends FeedName> = z.output<Feeds[N]['row']>

/** What a subscriber is told, in order. */
export type FeedUpdate<R> =
  /** Everything so far is void; the rows of one snapshot may come in several pieces. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'rows'; readonly rows: readonly R[] }
  /** The snapshot is complete. */
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'diff'
      /** New and changed rows, whole. */
      readonly put: readonly R[]
      /** Keys. */
      readonly removed: readonly (string | number)[]
      /** Rows of a tail that were too many to send. */
      readonly skipped?: number
    }
