import type { GatewayReport } from '../api/contract/analysis-procedures.ts'
import type { NetworkNodeRow } from '../api/contract/feed-rows.ts'
import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { LabRunRow } from '../api/contract/lab-rows.ts'
import type { ExpiresCheckRow } from '../api/contract/trace-procedures.ts'
import type { CheckedEngine } from '../guidance/checklist/checked-engine.ts'
import { createChecklistDesk, type ChecklistDesk } from '../guidance/checklist/checklist-desk.ts'
import type { ChecklistMemory, MemoryKind } from '../guidance/checklist/checklist-memory.ts'
import { silentLogger } from '../kernel/logger.ts'

/** What a test lets the checklist see. */
export interface SeenFacts {
  nowMs: number
  expireSeconds: number
  deploymentProfile: string
  profile: CheckedEngine['profile']
  routingGateways: Iterable<RoutingGateway>
  /** Calls in progress by gateway. */
  active: Readonly<Record<string, number>>
  reports: readonly GatewayReport[]
  traced: readonly ExpiresCheckRow[]
  traceSinceMs: number
  nodes: readonly NetworkNodeRow[]
  runTwin: CheckedEngine['runTwin']
}

const noTwin: LabRunRow = {
  ...{ run: 0, scenario: '', title: { en: '', zh: '' }, state: 'broken', isSimulated: false },
  ...{ startedAtMs: 0, endedAtMs: 0, elapsedSeconds: 0, step: 0, steps: 0, verdicts: [] },
  fault: 'no lab in this test',
}

/** Nothing configured, nothing seen. */
export const createSeenFacts = (): SeenFacts => ({
  ...{
    nowMs: 1_800_000_000_000,
    expireSeconds: 300,
    deploymentProfile: '',
    profile: () => undefined,
  },
  ...{ routingGateways: [], active: {}, reports: [], traced: [], nodes: [] },
  traceSinceMs: 0,
  runTwin: () => Promise.resolve(noTwin),
})

/** An engine that shows what a test has written down. */
export function createSeenEngine(facts: SeenFacts): CheckedEngine {
  return {
    nowMs: () => facts.nowMs,
    expireSeconds: () => facts.expireSeconds,
    deploymentProfile: () => facts.deploymentProfile,
    profile: (id) => facts.profile(id),
    routingGateways: () => facts.routingGateways,
    online: () =>
      [...facts.routingGateways].map(({ name, capacity }) => ({
        ...{ name, capacity, currentCall: facts.active[name] ?? 0 },
      })),
    reports: () => Promise.resolve(facts.reports),
    expiresCheck: () =>
      Promise.resolve({
        ...{ parameterSeconds: facts.expireSeconds, parameterSinceMs: 0, rows: facts.traced },
      }),
    traceSinceMs: () => facts.traceSinceMs,
    nodes: () => Promise.resolve(facts.nodes),
    runTwin: (question) => facts.runTwin(question),
  }
}

/** A memory that a test can look into. */
export function createMapMemory(): ChecklistMemory & { readonly documents: Map<string, unknown> } {
  const documents = new Map<string, unknown>()
  return {
    documents,
    all: () =>
      [...documents].map(([place, document]) => {
        const [kind, ...key] = place.split(' ')
        return { kind: kind as MemoryKind, key: key.join(' '), document }
      }),
    put: (kind, key, document) => void documents.set(`${kind} ${key}`, document),
    remove: (kind, key) => void documents.delete(`${kind} ${key}`),
  }
}

/** A checklist of these routing gateways, of which `exempted` needs no Allow Publish. */
export function createMemoryChecklist(
  routingGateways: Iterable<RoutingGateway>,
  exempted: string,
): ChecklistDesk {
  const memory = createMapMemory()
  memory.put('exemption', exempted, { reason: 'a test trunk', by: 'ada', atMs: 0 })
  const engine = createSeenEngine({ ...createSeenFacts(), routingGateways })
  return createChecklistDesk(() => ({ engine, memory, log: silentLogger }))
}
