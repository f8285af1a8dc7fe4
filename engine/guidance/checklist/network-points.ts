import type { GatewayReport } from '../../api/contract/analysis-procedures.ts'
import type { Evidence } from '../../api/contract/evidence.ts'
import type { CheckScene } from './checked-engine.ts'
import { findingOf, line, rounded, type PointFinding } from './point-finding.ts'

const nodesWindow = { kind: 'nodes' } as const

/** Point 7: every other node has the value of this one, as far as it has been heard. */
export async function checkNodes({ engine }: CheckScene): Promise<PointFinding> {
  const others = (await engine.nodes()).filter(({ kind }) => kind === 'node')
  if (others.length === 0) return findingOf([line('alone', {}, nodesWindow)], 'not applicable')
  const seconds = engine.expireSeconds()
  const lines = others.map(({ name: node, publishExpireSeconds: theirs }) => {
    if (theirs === null) return line('nodeUnheard', { node }, nodesWindow)
    return theirs === seconds
      ? line('nodeEqual', { node, seconds }, nodesWindow)
      : line('nodeDiffers', { node, theirs, seconds }, nodesWindow)
  })
  const isAllHeard = lines.every(({ code }) => code !== 'nodeUnheard')
  return findingOf(lines, isAllHeard ? 'passed' : 'not yet')
}

/** Mean error of what was published that is borne, in per cent of the line limit. */
const mostErrorPercent = 10

/** Point 8: what was published of each gateway against its ledger, over the period. */
export async function checkAnalysis(scene: CheckScene): Promise<PointFinding> {
  const { engine, gateways, minutes } = scene
  const allowed = gateways.filter(({ allowPublish }) => allowPublish)
  if (allowed.length === 0) return findingOf([line('noneAllowed')], 'not applicable')
  const toMs = engine.nowMs()
  const reports = await engine.reports(toMs - minutes * 60_000, toMs)
  const byName = new Map(reports.map((report) => [report.gateway, report]))
  const lines = allowed.map(({ name }) => accuracyLine(name, byName.get(name), minutes))
  const isSampled = lines.some(({ code }) => code !== 'accuracyUnknown')
  return findingOf(lines, isSampled ? 'passed' : 'not yet')
}

function accuracyLine(
  gateway: string,
  report: GatewayReport | undefined,
  minutes: number,
): Evidence {
  const source = { kind: 'analysis', gateway } as const
  const {
    publicationErrorMean: off = null,
    publicationErrorWorst,
    capacity: limit = 0,
  } = report ?? {}
  if (off === null) return line('accuracyUnknown', { gateway, minutes }, source)
  const values = { gateway, minutes, mean: rounded(off), worst: publicationErrorWorst ?? 0 }
  if (limit === 0) return line('accuracyUnlimited', values, source)
  const percent = (100 * off) / limit
  const code = percent > mostErrorPercent ? 'accuracyBad' : 'accuracyGood'
  return line(code, { ...values, limit, percent: rounded(percent) }, source)
}
