import type { PlanResult, PlanRow } from '../api/contract/plan-procedures.ts'
import { formatTable } from './output.ts'

/** The answer of the planner for people. */
export function formatPlan(result: PlanResult): string {
  return [modelLines(result), '', table(result.rows), '', recommendation(result)].flat().join('\n')
}

function modelLines({ question, model }: PlanResult): string[] {
  const { nodes, gateways, capacity, callsPerSecond, talkSeconds, delayMs, lossPercent } = question
  const load = (100 * callsPerSecond * talkSeconds) / (gateways * capacity)
  const lines = [
    `${nodes} nodes, ${gateways} gateways of ${capacity} lines, ${question.gatewaysPerRoute} for each prefix`,
    `${callsPerSecond} calls/s of ${talkSeconds} s: lines in use ${load.toFixed(1)} %`,
    `between nodes: delay ${delayMs} ms, loss ${lossPercent} %; simulated, seed ${question.seed}`,
  ]
  if (!model.isWhole) {
    lines.push(
      `a part stands for the whole: ${model.nodes} nodes, ${model.gateways} gateways of ${model.capacity} lines`,
    )
  }
  return lines
}

function table(rows: readonly PlanRow[]): string {
  const titles = ['PUBLISH ON CHANGE', 'EXPIRE', 'OVER-ASSIGNED', 'WORST', 'REFUSED THOUGH FREE']
  const more = ['OFF BY (MEAN, 95 %)', 'AGE (50 %, 95 %)', 'PUBLISH/S', 'KBIT/S', '']
  return formatTable([...titles, ...more], rows.map(cells))
}

function cells(row: PlanRow): string[] {
  const { overAssignedPercent: over, error, ageSeconds: age, publishPerSecond: publish } = row
  return [
    row.mode,
    `${row.expireSeconds} s`,
    `${over.value.toFixed(2)} ± ${over.plusMinus.toFixed(2)} %`,
    `+${row.worstOvershoot}`,
    `${row.refusedThoughFreePercent.toFixed(2)} %`,
    `${error.mean.toFixed(1)} ± ${error.plusMinus.toFixed(1)}, ${error.p95.toFixed(0)} lines`,
    `${age.p50.toFixed(0)}, ${age.p95.toFixed(0)} s`,
    shown(publish.value),
    shown(row.kilobitsPerSecond),
    obstacles[row.obstacle],
  ]
}

const shown = (value: number): string =>
  value >= 100 ? String(Math.round(value)) : value.toPrecision(2)

const obstacles: Readonly<Record<PlanRow['obstacle'], string>> = {
  '': '',
  targets: 'not possible: a node publishes to at most 64 others',
  publications: 'not possible: a node holds at most 250000 publications',
  pace: 'not possible: more than 500 PUBLISH/s for one target',
  load: 'too much PUBLISH for a node',
}

function recommendation({ recommendation: found, question, rows }: PlanResult): string {
  if (found === null) return 'No value can be run like this.'
  const { expireSeconds, mode, reason } = found
  const row = rows.find((each) => each.expireSeconds === expireSeconds && each.mode === mode)
  const percent = row?.overAssignedPercent.value.toFixed(2) ?? ''
  const why =
    reason === 'enough'
      ? `the least PUBLISH with at most ${question.acceptablePercent} % of the calls over-assigned (${percent} %)`
      : `no value keeps over-assignments to ${question.acceptablePercent} %; this has the fewest (${percent} %)`
  return `Recommended: SS_SIP_PUBLISH_EXPIRE ${expireSeconds}, publish on change "${mode}": ${why}.`
}
