import type { CaptureRow } from '../../api/contract/capture-procedures.ts'
import type { ChecklistRow } from '../../api/contract/checklist-procedures.ts'
import type { LabBench } from '../../api/contract/lab-bench.ts'
import type { PlanFeedRow } from '../../api/contract/plan-procedures.ts'
import type { ProfileRow } from '../../api/contract/profile-procedures.ts'
import { FeedHub } from '../../api/server/feeds/feed-hub.ts'
import type { IdSource } from '../../kernel/id-source.ts'
import type { LiveRows } from '../../kernel/live-list.ts'
import type { Logger } from '../../kernel/logger.ts'
import { alarmSource } from './alarm-rows.ts'
import { callSource } from './call-rows.ts'
import {
  mappingGatewaySource,
  parameterSource,
  routingGatewaySource,
  settingsSource,
} from './configured-rows.ts'
import type { FeedPorts } from './feed-ports.ts'
import { liveListSource } from './live-list-rows.ts'
import { mappingOnlineSource } from './mapping-online-rows.ts'
import { networkNodeSource } from './network-node-rows.ts'
import { nodeSource } from './node-rows.ts'
import { publicationSource } from './publication-rows.ts'
import { registrationSource } from './registration-rows.ts'
import { RoutingOnlineSource } from './routing-online-rows.ts'
import { traceTailSource } from './trace-tail.ts'
import { watcherSource } from './watcher-rows.ts'

/** The live feeds of the running engine. */
export function createFeeds(
  ports: FeedPorts & {
    readonly ids: IdSource
    readonly log: Logger
    readonly lab: LabBench | undefined
    readonly captures: LiveRows<CaptureRow> | undefined
    readonly plans: LiveRows<PlanFeedRow> | undefined
    readonly profiles: LiveRows<ProfileRow> | undefined
    readonly checklist: LiveRows<ChecklistRow> | undefined
  },
): FeedHub {
  return new FeedHub({
    sources: {
      node: nodeSource(ports),
      nodes: networkNodeSource(ports),
      parameters: parameterSource(ports),
      settings: settingsSource(ports),
      routingGateways: routingGatewaySource(ports),
      mappingGateways: mappingGatewaySource(ports),
      routingOnline: new RoutingOnlineSource(ports),
      mappingOnline: mappingOnlineSource(ports),
      registrations: registrationSource(ports),
      publications: publicationSource(ports),
      watchers: watcherSource(ports),
      calls: callSource(ports),
      alarms: alarmSource(ports),
      findings: liveListSource(ports.findings.rows),
      labRuns: liveListSource(ports.lab?.runs),
      labGateways: liveListSource(ports.lab?.gateways),
      labGenerators: liveListSource(ports.lab?.generators),
      captures: liveListSource(ports.captures),
      plans: liveListSource(ports.plans),
      profiles: liveListSource(ports.profiles),
      checklist: liveListSource(ports.checklist),
      traceTail: traceTailSource(ports),
    },
    ...{ clock: ports.clock, ids: ports.ids, log: ports.log.scope('feeds') },
  })
}
