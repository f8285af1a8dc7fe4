import type { CheckResult } from '../../api/contract/checklist-procedures.ts'
import type { Evidence } from '../../api/contract/evidence.ts'
import type { LabRunRow } from '../../api/contract/lab-rows.ts'
import type { CheckScene } from './checked-engine.ts'
import { findingOf, line, type PointFinding } from './point-finding.ts'
import { expectStep, twinScenario } from './twin-scenario.ts'

/** A gateway whose limit is tested: the limit in force, and how many calls are placed. */
interface Tested {
  readonly name: string
  readonly limit: number
  readonly calls: number
}

/** Twins of one run: as many as a scenario has generators. */
const mostTwins = 16
/** Calls at once that a run on the machine's own clock, or on the fast one, is filled with. */
const mostRealCalls = 500
const mostFastCalls = 4000
/** In which the calls of each gateway are placed, at most. */
const placingSeconds = 6

/** Point 6: private engines with the limits of the real gateways are called up to the limit and beyond. */
export async function checkEnforcement(scene: CheckScene): Promise<PointFinding> {
  const { tested, lines } = chooseTwins(scene)
  if (tested.length === 0) {
    const isTooLarge = lines.some(({ code }) => code === 'twinTooLarge')
    const said = lines.length === 0 ? [line('noneAllowed')] : lines
    return findingOf(said, isTooLarge ? 'not yet' : 'not applicable')
  }
  const { engine, onProgress, signal } = scene
  const document = fillingScenario(tested, engine.expireSeconds())
  const run = await engine.runTwin({ document, onProgress, signal })
  const found = judge(run, tested)
  return {
    ...findingOf([...found.lines, howLine(run), ...lines], found.result),
    isSimulated: run.isSimulated,
  }
}

/** The busiest come first, as far as there is room; and what is to be said of the others. */
function chooseTwins({ engine, gateways }: CheckScene): {
  readonly tested: readonly Tested[]
  readonly lines: readonly Evidence[]
} {
  const online = new Map(engine.online().map((row) => [row.name, row]))
  const lines: Evidence[] = []
  const fit: (Tested & { readonly active: number })[] = []
  for (const { name: gateway, allowPublish, enforceCapacity } of gateways) {
    if (!allowPublish) continue
    const { capacity: limit = 0, currentCall: active = 0 } = online.get(gateway) ?? {}
    const calls = limit + beyond(limit)
    if (limit === 0 || !enforceCapacity) lines.push(line('twinNeedsLimit', { gateway }))
    else if (calls > mostFastCalls) {
      lines.push(line('twinTooLarge', { gateway, limit, most: mostFastCalls }))
    } else fit.push({ name: gateway, limit, calls, active })
  }
  const tested = withRoom(fit.toSorted((one, other) => other.active - one.active))
  const count = fit.length - tested.length
  if (count > 0) lines.push(line('twinLeftOut', { count }))
  return { tested, lines }
}

const beyond = (limit: number): number => Math.min(20, Math.max(2, Math.ceil(limit / 10)))

function withRoom(gateways: readonly Tested[]): readonly Tested[] {
  const chosen: Tested[] = []
  let calls = 0
  for (const gateway of gateways) {
    if (chosen.length === mostTwins) break
    if (calls + gateway.calls > mostFastCalls) continue
    calls += gateway.calls
    chosen.push(gateway)
  }
  return chosen
}

function fillingScenario(tested: readonly Tested[], expire: number): unknown {
  const calls = tested.reduce((sum, each) => sum + each.calls, 0)
  const of = (measure: string, wanted: (each: Tested) => number, more: object): unknown[] =>
    tested.map((each) => expectStep(measure, each.name, ['equal', wanted(each)], { ...more }))
  const refused = (each: Tested): number => each.calls - each.limit
  const limit = (each: Tested): number => each.limit
  return twinScenario({
    ...{ name: 'checklist-filling', clock: calls > mostRealCalls ? 'fast' : 'real', expire },
    gateways: tested.map(({ name, limit: capacity }) => ({
      ...{ name, capacity, enforceCapacity: true, allowPublish: true },
    })),
    calls: tested.map(({ name, calls: count }) => ({
      ...{ gateway: name, count, perSecond: Math.min(1000, Math.max(10, count / placingSeconds)) },
    })),
    steps: [
      ...tested.map(({ name }) => ({ do: 'start generator', generator: name })),
      ...of('generator.placed', (each) => each.calls, { withinSeconds: 30 }),
      ...of('generator.failedWith', refused, { code: 503, withinSeconds: 5 }),
      ...of('gateway.answered', limit, { withinSeconds: 5 }),
      // Only what stays so counts.
      { do: 'wait', seconds: 1 },
      ...of('generator.placed', (each) => each.calls, {}),
      ...of('gateway.invites', limit, {}),
      ...of('generator.failedWith', refused, { code: 503 }),
      ...of('gateway.peak', limit, {}),
    ],
  })
}

/** The verdicts of the last four measures, gateway by gateway. */
function judge(
  run: LabRunRow,
  tested: readonly Tested[],
): { readonly lines: readonly Evidence[]; readonly result: CheckResult } {
  if (run.fault !== '') throw new Error(run.fault)
  const last = run.verdicts.slice(-4 * tested.length).map(({ measured }) => measured)
  const lines = tested.flatMap((each, index) => {
    const measured = [0, 1, 2, 3].map((row) => last[row * tested.length + index] ?? null)
    return measured.includes(null) ? [] : [judgedLine(each, measured.map(Number))]
  })
  const isWhole =
    lines.length === tested.length && lines.every(({ code }) => code !== 'twinIncomplete')
  return { lines, result: isWhole ? 'passed' : 'not yet' }
}

function judgedLine(
  { name: gateway, limit, calls }: Tested,
  [placed = 0, admitted = 0, refused = 0, peak = 0]: readonly number[],
): Evidence {
  const source = { kind: 'routingGateway', name: gateway } as const
  const isExceeded = peak > limit || admitted > limit
  if (placed < calls && !isExceeded) {
    return line('twinIncomplete', { gateway, placed, calls }, source)
  }
  const isExact = admitted === limit && peak === limit && refused === calls - limit
  const values = { gateway, limit, placed, admitted, refused, peak }
  return line(isExact ? 'twinAdmitted' : 'twinNotEnforced', values, source)
}

const howLine = ({ isSimulated, elapsedSeconds }: LabRunRow): Evidence =>
  line(isSimulated ? 'twinSimulated' : 'twinReal', { seconds: Math.round(elapsedSeconds) })
