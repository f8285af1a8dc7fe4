import type {
  AttachedGateway,
  AttachedOnlineRow,
  AttachedPoint,
  SoftswitchRow,
} from '../api/contract/attached-procedures.ts'
import type { AttachedEvidenceCode } from '../api/contract/attached-wordings.ts'
import type { Evidence } from '../api/contract/evidence.ts'

/** What a server answered. */
export interface ServerReading {
  readonly gateways: readonly AttachedGateway[]
  readonly online: readonly AttachedOnlineRow[]
  readonly softswitches: readonly SoftswitchRow[]
}

/** A gateway with its figures of this moment. */
interface GatewayNow extends AttachedGateway {
  readonly now: AttachedOnlineRow | undefined
}

type Verdict = Pick<AttachedPoint, 'result' | 'evidence'>

const lowestAnswerPercent = 20
/** Sentences and names of one kind in a report. */
const mostListed = 20

/** The points of checklist and troubleshooting on what the interface gives; it says which it cannot tell. */
export function checkServer({ gateways, online, softswitches }: ServerReading): AttachedPoint[] {
  const rows = new Map(online.map((row) => [row.name, row]))
  const all = gateways.map((each): GatewayNow => ({ ...each, now: rows.get(each.name) }))
  const checklist = {
    publishExpire: untold('noParameters'),
    allowPublish: allowPublish(all),
    lineLimits: lineLimits(all),
    publishSeen: untold('noMessages'),
    publishUnseen: untold('noMessages'),
    enforcement: enforcement(all),
    equalNodes: equalNodes(softswitches),
    analysis: untold('noAnalysis'),
  } as const
  const troubleshooting = {
    overload: all.length === 0 ? none : overload(all),
    staleData: staleData(online),
    excessPublish: untold('noMessages'),
    routingConflict: softswitches.length === 1 ? alone(softswitches) : untold('noOtherViews'),
  } as const
  const ofGateways = {
    locks: all.length === 0 ? none : locks(all),
    suspensions: all.length === 0 ? none : suspensions(all),
    answerRatio: answerRatio(all),
  } as const
  return [
    ...pointsOf('checklist', checklist),
    ...pointsOf('troubleshooting', troubleshooting),
    ...pointsOf('gateways', ofGateways),
  ]
}

function pointsOf(
  group: AttachedPoint['group'],
  verdicts: Readonly<Partial<Record<AttachedPoint['point'], Verdict>>>,
): AttachedPoint[] {
  return Object.entries(verdicts).map(([point, verdict]) => ({
    // Keys of the record above, which Object.entries forgets.
    ...{ point: point as AttachedPoint['point'], group },
    ...verdict,
  }))
}

function allowPublish(all: readonly GatewayNow[]): Verdict {
  // Only Trunkline tells; VOS3000's interface lacks the field.
  const isTold = all.some(({ allowPublish: isAllowed }) => isAllowed !== null)
  if (!isTold) return untold('noAllowPublish')
  const due = all.filter((each) => hasTraffic(each) && each.capacity > 0)
  if (due.length === 0) return notApplicable('noTraffic', { count: all.length })
  const unchecked = due.filter(({ allowPublish: isAllowed }) => isAllowed === false)
  if (unchecked.length === 0) return passed('checked', { count: due.length })
  return failed(say('unchecked', { names: namesOf(unchecked) }))
}

function lineLimits(all: readonly GatewayNow[]): Verdict {
  const busy = all.filter(hasTraffic)
  if (busy.length === 0) return notApplicable('noTraffic', { count: all.length })
  const unlimited = busy.filter(({ capacity }) => capacity <= 0)
  const notEnforced = busy.filter(
    ({ capacity, enforceCapacity }) => capacity > 0 && enforceCapacity === false,
  )
  const found = [
    ...(unlimited.length > 0 ? [say('unlimited', { names: namesOf(unlimited) })] : []),
    ...(notEnforced.length > 0 ? [say('notEnforced', { names: namesOf(notEnforced) })] : []),
  ]
  return found.length > 0 ? failed(...found) : passed('limited', { count: busy.length })
}

/** No test can be made from here; what can be told is whether a limit is broken at this moment. */
function enforcement(all: readonly GatewayNow[]): Verdict {
  if (all.length === 0) return none
  const now = overload(all)
  if (now.result === 'failed') return now
  return { result: 'cannot be told', evidence: [say('noTestCalls'), ...now.evidence] }
}

function overload(all: readonly GatewayNow[]): Verdict {
  const above = all.flatMap(({ name, capacity, now }) => {
    const active = now?.currentCall ?? 0
    return capacity > 0 && active > capacity ? [{ name, active, capacity }] : []
  })
  if (above.length === 0) return passed('withinLimit', { count: all.length })
  const rest = above.length - mostListed
  return failed(
    ...above.slice(0, mostListed).map((each) => say('aboveLimit', each)),
    ...(rest > 0 ? [say('moreAboveLimit', { count: rest })] : []),
  )
}

function equalNodes(softswitches: readonly SoftswitchRow[]): Verdict {
  if (softswitches.length === 1) return alone(softswitches)
  const { evidence } = untold('noParameters')
  const seen = { count: softswitches.length, names: namesOf(softswitches) }
  return { result: 'cannot be told', evidence: [say('softswitches', seen), ...evidence] }
}

const alone = (softswitches: readonly SoftswitchRow[]): Verdict =>
  notApplicable('oneSoftswitch', { names: namesOf(softswitches) })

function staleData(online: readonly AttachedOnlineRow[]): Verdict {
  if (online.every(({ freshness }) => freshness === '')) return untold('noPublications')
  const published = online.filter(({ freshness }) => freshness !== 'none' && freshness !== '')
  if (published.length === 0) return notApplicable('nothingPublished')
  const stale = published.filter(({ freshness }) => freshness === 'stale')
  if (stale.length > 0) return failed(say('stale', { names: namesOf(stale) }))
  return passed('notStale', { count: published.length })
}

function locks(all: readonly GatewayNow[]): Verdict {
  const locked = all.filter(({ lockType }) => lockType !== 0)
  if (locked.length === 0) return passed('unlocked', { count: all.length })
  const withCalls = locked.filter(({ now }) => (now?.currentCall ?? 0) > 0)
  return failed(
    say('locked', { names: namesOf(locked) }),
    ...(withCalls.length > 0 ? [say('lockedWithCalls', { names: namesOf(withCalls) })] : []),
  )
}

function suspensions(all: readonly GatewayNow[]): Verdict {
  const suspended = all.filter(({ now }) => (now?.retryAfter ?? 0) > 0)
  if (suspended.length === 0) return passed('notSuspended', { count: all.length })
  return failed(say('suspended', { names: namesOf(suspended) }))
}

function answerRatio(all: readonly GatewayNow[]): Verdict {
  const limit = lowestAnswerPercent
  const busy = all.filter(hasTraffic)
  if (busy.length === 0) return notApplicable('noTraffic', { count: all.length })
  const low = busy.flatMap(({ name, now }) => {
    const percent = Math.round(1000 * (now?.asr ?? 0)) / 10
    return percent < limit ? [{ name, percent }] : []
  })
  if (low.length === 0) return passed('fineAnswerRatio', { count: busy.length, limit })
  const rest = low.length - mostListed
  return failed(
    ...low.slice(0, mostListed).map((each) => say('lowAnswerRatio', each)),
    ...(rest > 0 ? [say('moreLowAnswerRatio', { count: rest, limit })] : []),
  )
}

/** Calls now, or calls counted in its ratios. */
const hasTraffic = ({ now }: GatewayNow): boolean =>
  now !== undefined && (now.currentCall > 0 || now.responseRatio > 0 || now.asr > 0)

function namesOf(rows: readonly { readonly name: string }[]): string {
  const rest = rows.length - mostListed
  const shown = rows.slice(0, mostListed).map(({ name }) => name)
  return [...shown, ...(rest > 0 ? [`… +${rest}`] : [])].join(', ')
}

const say = (code: AttachedEvidenceCode, values: Evidence['values'] = {}): Evidence => ({
  ...{ code, values, source: null },
})
const passed = (code: AttachedEvidenceCode, values?: Evidence['values']): Verdict => ({
  result: 'passed',
  evidence: [say(code, values)],
})
const failed = (...evidence: Evidence[]): Verdict => ({ result: 'failed', evidence })
const untold = (code: AttachedEvidenceCode): Verdict => ({
  result: 'cannot be told',
  evidence: [say(code)],
})
const notApplicable = (code: AttachedEvidenceCode, values?: Evidence['values']): Verdict => ({
  result: 'not applicable',
  evidence: [say(code, values)],
})
const none = notApplicable('noGateways')
