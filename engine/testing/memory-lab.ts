import type { LabBench } from '../api/contract/lab-bench.ts'
import { callGenerator, simulatedGateway } from '../api/contract/lab-peers.ts'
import { EngineError } from '../api/contract/errors.ts'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { silentLogger } from '../kernel/logger.ts'
import { createLabBench } from '../lab/lab-bench.ts'
import { createMemoryNetwork } from '../sip/transport/memory-network.ts'
import { createFakeClock } from './fake-clock.ts'

/** A scenario that only waits. */
export const ownScenario = {
  trunklineScenario: 1,
  name: 'own',
  title: { en: 'One’s own', zh: '自建' },
  description: { en: '', zh: '' },
  nodes: [{ name: 'one' }],
  steps: [{ do: 'wait', seconds: 1 }],
}

/** A lab bench without sockets, where time stands still: gateway `LG`, generator `LC`, a scenario of one's own, and its run. */
export async function createMemoryLab(dataFolder: string): Promise<LabBench> {
  const clock = createFakeClock()
  const ids = createSeededIdSource(1)
  const { carrierOf } = createMemoryNetwork({ clock, ids })
  const lab = createLabBench({
    dataFolder,
    engine: () => ({ endpoint: { address: '127.0.0.1', port: 5060 }, domain: 'example.com' }),
    startNode: () => Promise.reject(new EngineError('NOT_FOUND', 'a test has no engines')),
    surroundings: { clock, ids, log: silentLogger, carrierOf },
  })
  lab.saveScenario(ownScenario)
  await lab.addGateway(simulatedGateway.parse({ name: 'LG' }))
  const rate = { kind: 'constant', perSecond: 0 }
  await lab.startGenerator(callGenerator.parse({ name: 'LC', rate }))
  lab.runScenario(ownScenario.name)
  return lab
}
