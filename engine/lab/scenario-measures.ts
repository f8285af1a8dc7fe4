import type { AlarmTypeName } from '../api/contract/alarms.ts'
import type { Expectation, Measure } from '../api/contract/lab-scenario.ts'
import type { ScenarioScene } from './scenario-scene.ts'

/** Takes one measure of a scene as it is now. */
export async function takeMeasure(scene: ScenarioScene, measure: Measure): Promise<number> {
  const { of } = measure
  switch (measure.measure) {
    case 'gateway.invites':
    case 'gateway.answered':
    case 'gateway.refused':
    case 'gateway.refusedFull':
    case 'gateway.active':
    case 'gateway.peak':
      return scene.gateway(of).row()[lastPart(measure.measure)]
    case 'generator.failedWith':
      return scene.generator(of).failedWith(measure.code ?? 0)
    case 'generator.placed':
    case 'generator.answered':
    case 'generator.failed':
    case 'generator.endedByPeer':
    case 'generator.active':
      return scene.generator(of).row()[lastPart(measure.measure)]
    case 'node.calls':
      return (await scene.node(of).ask('engine.status', {})).calls
    case 'node.active':
      return activeOf(scene, measure)
    case 'node.records':
      return recordsOf(scene, measure)
    case 'node.alarms':
      return alarmsOf(scene, measure)
    case 'node.publishes':
      return publishesOf(scene, measure)
    case 'node.findings':
      return findingsOf(scene, measure)
  }
}

/** Whether what was measured is what was wanted. */
export function holds(measured: number, is: Expectation['is'], wanted: number): boolean {
  switch (is) {
    case 'equal':
      return measured === wanted
    case 'at least':
      return measured >= wanted
    case 'at most':
      return measured <= wanted
  }
}

/** Composed concurrency of a routing gateway on a node. */
function activeOf(scene: ScenarioScene, { of, gateway }: Measure): number {
  const row = scene
    .node(of)
    .online()
    .find(({ name }) => name === gateway)
  return row?.currentCall ?? 0
}

async function recordsOf(scene: ScenarioScene, { of, code }: Measure): Promise<number> {
  const endReason = code === undefined ? {} : { endReason: code }
  return (await scene.node(of).ask('record.totals', endReason)).calls
}

/** Alarms of the type that have not cleared. */
async function alarmsOf(scene: ScenarioScene, { of, alarm, gateway }: Measure): Promise<number> {
  const subject = gateway === undefined ? {} : { subject: gateway }
  // Checked with the scenario.
  const type = alarm as AlarmTypeName
  const { alarms } = await scene.node(of).ask('alarm.history', { type, ...subject })
  return alarms.filter(({ stoppedAtMs }) => stoppedAtMs === null).length
}

async function publishesOf(scene: ScenarioScene, { of, gateway }: Measure): Promise<number> {
  const { rows } = await scene.node(of).ask('trace.expiresCheck', {})
  return rows.find((row) => row.gateway === gateway)?.sent ?? 0
}

async function findingsOf(scene: ScenarioScene, { of, finding }: Measure): Promise<number> {
  const rows = await scene.node(of).ask('finding.list', {})
  return rows.filter(({ id }) => id === finding).length
}

type LastPart<N extends string> = N extends `${string}.${infer R}` ? R : never
const lastPart = <N extends string>(name: N): LastPart<N> =>
  name.slice(name.indexOf('.') + 1) as LastPart<N>
