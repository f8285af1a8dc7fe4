import type { Evidence } from '../../api/contract/evidence.ts'
import type { ExpiresCheckRow } from '../../api/contract/trace-procedures.ts'
import type { CheckScene } from './checked-engine.ts'
import { localMomentText } from '../../kernel/local-date.ts'
import { findingOf, line, rounded, type PointFinding } from './point-finding.ts'
import { askQuietTwin } from './quiet-twin.ts'

const traceOf = (gateway: string) => ({ kind: 'trace', method: 'PUBLISH', gateway }) as const

/** Rows of the trace's check for the gateways that are looked at. */
async function rowsOf({ engine, gateways }: CheckScene, allowPublish: boolean) {
  const names = new Set(gateways.filter((each) => each.allowPublish === allowPublish).map(nameOf))
  if (names.size === 0) return []
  const { rows } = await engine.expiresCheck()
  return rows.filter(({ gateway }) => names.has(gateway))
}

const nameOf = ({ name }: { readonly name: string }): string => name

/** Point 4: each gateway with Allow Publish is published, with the parameter's value and regularly. */
export async function checkPublished(scene: CheckScene): Promise<PointFinding> {
  const { engine, gateways } = scene
  if (!gateways.some(({ allowPublish }) => allowPublish)) {
    return findingOf([line('noneAllowed')], 'not applicable')
  }
  if (engine.traceSinceMs() === Infinity) {
    return findingOf([line('traceOff', {}, traced)], 'not yet')
  }
  const rows = await rowsOf(scene, true)
  const seconds = engine.expireSeconds()
  const lines = rows.flatMap((row) => [publishedLine(row, seconds), ...refusedLines(row)])
  const isAllSeen = rows.every(({ verdict }) => verdict !== 'not yet')
  return findingOf(lines, isAllSeen ? 'passed' : 'not yet')
}

const traced = { kind: 'trace' } as const

function publishedLine(row: ExpiresCheckRow, seconds: number): Evidence {
  const { gateway, sent, intervalMinSeconds: min, intervalMaxSeconds: max } = row
  const source = traceOf(gateway)
  const newest = newestOf(row)
  switch (row.verdict) {
    case 'differs':
      return line('publishDiffers', { gateway, seconds, ...newest.values }, newest.source)
    case 'irregular':
      return line('publishIrregular', { gateway, max: rounded(max ?? 0) }, source)
    case 'silent':
      return line('publishSilent', { gateway }, source)
    case 'not yet':
      return line('publishNotYet', { gateway, seconds }, source)
    default: {
      const values = { gateway, sent, ...newest.values }
      if (min === null || max === null) return line('publishedOnce', values, newest.source)
      const interval = { min: rounded(min), max: rounded(max) }
      return line('publishedRegularly', { ...values, ...interval }, newest.source)
    }
  }
}

/** When the newest PUBLISH left and what it said, and where it lies in the trace. */
function newestOf({ gateway, lastSentMs, lastSequence, expiresSeen }: ExpiresCheckRow) {
  const sequence = lastSequence === null ? {} : { sequence: lastSequence }
  return {
    values: { at: localMomentText(lastSentMs ?? 0), expires: expiresSeen[0] ?? 0 },
    source: { ...traceOf(gateway), ...sequence },
  }
}

const refusedLines = ({ gateway, refused: count }: ExpiresCheckRow): Evidence[] =>
  count === 0 ? [] : [line('publishRefused', { gateway, count }, traceOf(gateway))]

/** Point 5: no gateway without Allow Publish is published, over a full interval; where the trace is too short, on a twin too. */
export async function checkUnpublished(scene: CheckScene): Promise<PointFinding> {
  const { engine } = scene
  const rows = await rowsOf(scene, false)
  if (scene.gateways.length === 0) return findingOf([line('noneConfigured')], 'not applicable')
  if (rows.length === 0) return findingOf([line('noneUnchecked')], 'passed')
  const lines = rows.map(unpublishedLine)
  const found = findingOf(lines, 'passed')
  // What the wire showed is a fault, whatever else there is.
  if (found.result === 'failed') return found
  const sinceMs = engine.traceSinceMs()
  if (sinceMs === Infinity) return findingOf([line('traceOff', {}, traced)], 'not yet')
  const interval = engine.expireSeconds()
  const seconds = Math.floor((engine.nowMs() - sinceMs) / 1000)
  if (seconds >= interval) {
    return findingOf([line('traceCovers', { seconds, interval }, traced), ...lines], 'passed')
  }
  const twin = await askQuietTwin(scene)
  const short = line('traceShort', { seconds, interval }, traced)
  return { ...findingOf([short, ...lines, ...twin.lines], twin.result), isSimulated: true }
}

function unpublishedLine(row: ExpiresCheckRow): Evidence {
  const { gateway, sent, verdict } = row
  const { values, source } = newestOf(row)
  if (verdict === 'unexpected') return line('unexpectedPublish', { gateway, ...values }, source)
  if (sent === 0) return line('noPublish', { gateway }, traceOf(gateway))
  return line('publishRemoved', { gateway, sent, at: values.at }, source)
}
