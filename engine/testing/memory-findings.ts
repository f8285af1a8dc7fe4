import type { Configuration } from '../configuration/configuration.ts'
import { FindingBoard, type Findings } from '../guidance/findings/finding-board.ts'
import type { ObservedEngine } from '../guidance/findings/observed.ts'
import { createVirtualClock } from '../kernel/virtual-clock.ts'

/** Troubleshooting of an engine with a busy published gateway whose numbers live for half an hour, whatever is configured. */
export function createMemoryFindings(configuration: Configuration): Findings {
  const clock = createVirtualClock()
  const engine: ObservedEngine = {
    expireSeconds: () => 1800,
    pacePerSecond: () => 500,
    publishOnChange: () => 'threshold',
    gateways: () => ['GW'],
    gateway: (name) => ({
      ...{ name, allowPublish: true, enforceCapacity: true, active: 8, ownActive: 8, capacity: 10 },
      ...{ calls: 8, ownPublished: 8, status: 'available', others: [] },
    }),
    targets: () => [],
    expiredAtTargets: () => [],
    nodes: () => [],
  }
  const board = new FindingBoard({ clock, engine, configuration })
  board.start()
  clock.advance(1000)
  return {
    rows: board.rows,
    list() {
      const rows = board.list()
      clock.advance(1000)
      return rows
    },
    planFix: (question) => board.planFix(question),
    applyFix: (question, actor, expected) => board.applyFix(question, actor, expected),
  }
}
