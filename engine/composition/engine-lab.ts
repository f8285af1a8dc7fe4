import type { EngineView } from '../api/server/engine-view.ts'
import type { Logger } from '../kernel/logger.ts'
import type { PublishTo } from '../lab/gateway-publisher.ts'
import { createLabBench, type ClosableLabBench } from '../lab/lab-bench.ts'
import { createRealSurroundings } from '../lab/lab-peer.ts'
import { ownAddress, parseListenAddress } from './listeners.ts'
import { createPrivateNodes } from './private-node.ts'

export interface EngineLabOptions {
  readonly dataFolder: string
  readonly version: string
  readonly log: Logger
  /** The running engine, asked for when it is needed: the lab is made before it. */
  readonly engine: () => Pick<EngineView, 'sipAddresses' | 'domain'>
}

/** The lab beside a running engine. */
export function createEngineLab({
  dataFolder,
  version,
  log,
  engine,
}: EngineLabOptions): ClosableLabBench {
  return createLabBench({
    dataFolder,
    engine: () => udpListener(engine()),
    startNode: createPrivateNodes(version, log),
    surroundings: createRealSurroundings(log),
  })
}

/** Where the lab reaches the engine, and from which address. */
function udpListener({
  sipAddresses,
  domain,
}: Pick<EngineView, 'sipAddresses' | 'domain'>): PublishTo | undefined {
  const bound = sipAddresses()
    .map(parseListenAddress)
    .find(({ protocol }) => protocol === 'udp')
  if (!bound) return undefined
  return { endpoint: { address: ownAddress(bound), port: bound.port }, domain: domain() }
}
