import type { NetworkNodeRow } from '../api/contract/feed-rows.ts'
import type { LabRunRow } from '../api/contract/lab-rows.ts'
import type { CheckedEngine, TwinQuestion } from '../guidance/checklist/checked-engine.ts'
import { createChecklistDesk, type ChecklistDesk } from '../guidance/checklist/checklist-desk.ts'
import type { ProfileCatalogue } from '../guidance/profiles/profile-catalogue.ts'
import { readList } from '../http/list-answer.ts'
import type { Engine } from '../index.ts'
import { systemClock, type Clock } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import { checkScenario } from '../lab/check-scenario.ts'
import type { StartLabNode } from '../lab/lab-node.ts'
import { ScenarioRun } from '../lab/scenario-run.ts'
import { createPrivateNodes } from './private-node.ts'

interface ChecklistParts {
  /** Asked for when it is needed: the checklist is made before it. */
  readonly engine: () => Engine
  readonly profiles: CheckedEngineParts['profiles']
  readonly version: string
  readonly log: Logger
}

/** The checklist of a host, with twins on private engines. */
export function createChecklist({ engine, profiles, version, log }: ChecklistParts): ChecklistDesk {
  const clock = systemClock
  const runTwin = createTwinRunner({ startNode: createPrivateNodes(version, log), clock, log })
  return createChecklistDesk(() => ({
    engine: createCheckedEngine({ engine: engine(), profiles, clock, runTwin }),
    ...{ memory: engine().store.checklist, log },
  }))
}

export interface CheckedEngineParts {
  readonly engine: Engine
  readonly profiles: Pick<ProfileCatalogue, 'find'>
  readonly clock: Clock
  readonly runTwin: CheckedEngine['runTwin']
}

/** The running engine as the checklist looks at it. */
export function createCheckedEngine(parts: CheckedEngineParts): CheckedEngine {
  const { engine, profiles, clock, runTwin } = parts
  const { view, configuration, store, trace } = engine
  return {
    nowMs: () => clock.nowMs(),
    expireSeconds: () => configuration.parameters.values.SS_SIP_PUBLISH_EXPIRE,
    deploymentProfile: () => configuration.settings.values.deploymentProfile,
    profile: (id) => (id === '' ? undefined : profiles.find(id)),
    routingGateways: () => configuration.routingGateways.all(),
    online: () => view.routingOnline(),
    async reports(fromMs, toMs) {
      await view.settleSamples()
      return store.callRecordReader.gateways({ fromMs, toMs })
    },
    expiresCheck: () => view.trace.expiresCheck(0),
    traceSinceMs: () => trace.completeSinceMs,
    // Rows of this feed were made by the schema of its name.
    nodes: async () => (await readList(view.feeds, 'nodes', 'viewer')) as NetworkNodeRow[],
    runTwin,
  }
}

interface TwinRunnerParts {
  readonly startNode: StartLabNode
  readonly clock: Clock
  readonly log: Logger
}

/** Runs scenarios of the checklist, each on private engines of its own. */
export function createTwinRunner({ startNode, clock, log }: TwinRunnerParts) {
  return async ({ document, onProgress, signal }: TwinQuestion): Promise<LabRunRow> => {
    const run = new ScenarioRun({
      ...{ number: 0, scenario: checkScenario(document), startNode, log, wallClock: clock },
      onChange: () => {
        const { step, steps } = run.row
        onProgress(steps === 0 ? 0 : step / steps)
      },
    })
    const stop = (): void => run.stop()
    signal.addEventListener('abort', stop)
    try {
      return await run.run()
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }
}
