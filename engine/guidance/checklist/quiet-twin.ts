import type { CheckResult } from '../../api/contract/checklist-procedures.ts'
import type { Evidence } from '../../api/contract/evidence.ts'
import type { LabRunRow } from '../../api/contract/lab-rows.ts'
import type { CheckScene } from './checked-engine.ts'
import { line } from './point-finding.ts'
import { expectStep, twinNode, twinScenario } from './twin-scenario.ts'

/** Unchecked gateways of the twin; they differ in nothing but their names. */
const mostGateways = 30

/** What the twin showed, and what the point is when nothing speaks against it. */
interface TwinWord {
  readonly lines: readonly Evidence[]
  readonly result: CheckResult
}

/** Lets a private engine of the same parameter run over more than an interval of virtual time, with calls at unchecked gateways. */
export async function askQuietTwin(scene: CheckScene): Promise<TwinWord> {
  const { engine, gateways, onProgress, signal } = scene
  const names = gateways
    .filter(({ allowPublish }) => !allowPublish)
    .slice(0, mostGateways)
    .map(({ name }) => name)
  const control = freeName(names)
  const expire = engine.expireSeconds()
  const run = await engine.runTwin({
    ...{ document: quietScenario(names, control, expire), onProgress, signal },
  })
  return wordOf(run, names)
}

/** The name of a gateway that has Allow Publish, so that silence of the others means something. */
const freeName = (taken: readonly string[]): string =>
  ['Control', 'Control 2'].find((name) => !taken.includes(name)) ?? 'Control 3'

function quietScenario(names: readonly string[], control: string, expire: number): unknown {
  const generators = names.slice(0, 8)
  const gateways = [control, ...names]
  return twinScenario({
    ...{ name: 'checklist-quiet', clock: 'fast', expire },
    gateways: gateways.map((name) => ({
      ...{ name, capacity: 4, allowPublish: name === control, enforceCapacity: true },
    })),
    calls: generators.map((gateway) => ({ gateway, count: 2, perSecond: 1 })),
    steps: [
      ...generators.map((generator) => ({ do: 'start generator', generator })),
      { do: 'wait', seconds: Math.ceil(1.1 * expire) },
      expectStep('node.publishes', twinNode, ['at least', 1], { gateway: control }),
      ...names.map((gateway) => expectStep('node.publishes', twinNode, ['equal', 0], { gateway })),
    ],
  })
}

/** The verdicts: first that of the control, then the gateways in their order. */
function wordOf(run: LabRunRow, names: readonly string[]): TwinWord {
  const [control, ...counts] = run.verdicts.map(({ measured }) => measured)
  if (control === undefined || control === null || counts.includes(null)) return untold(run)
  const lines = [
    ...(control === 0 ? [line('twinControlSilent', { count: 0 })] : []),
    ...names.flatMap((gateway, index) => {
      const count = counts[index] ?? 0
      return count === 0 ? [] : [line('twinPublished', { gateway, count })]
    }),
  ]
  if (lines.length > 0) return { lines, result: 'failed' }
  const values = { seconds: Math.round(run.elapsedSeconds), gateways: names.length, control }
  return { lines: [line('twinQuiet', values)], result: 'passed' }
}

/** It was stopped, or broke: what the trace shows stands alone, and is too short. */
function untold({ fault }: LabRunRow): TwinWord {
  if (fault !== '') throw new Error(fault)
  return { lines: [], result: 'not yet' }
}
