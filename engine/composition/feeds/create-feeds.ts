import type { LabBench } from '../../api/contract/lab-bench.ts'
import { FeedHub } from '../../api/server/feeds/feed-hub.ts'
import type { IdSource } from '../../kernel/id-source.ts'
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
import { labSource } from './lab-rows.ts'
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
      labRuns: labSource(ports.lab?.runs),
      labGateways: labSource(ports.lab?.gateways),
      labGenerators: labSource(ports.lab?.generators),
      traceTail: traceTailSource(ports),
    },
    ...{ clock: ports.clock, ids: ports.ids, log: ports.log.scope('feeds') },
  })
}
