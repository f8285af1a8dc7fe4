import type { RoutingGateway } from '../../api/contract/gateways.ts'
import type { Evidence } from '../../api/contract/evidence.ts'
import type { CheckScene } from './checked-engine.ts'
import { localMomentText } from '../../kernel/local-date.ts'
import { findingOf, line, type PointFinding } from './point-finding.ts'

const sourceOf = (name: string) => ({ kind: 'routingGateway', name }) as const

/** Calls of a gateway: those in the time that counts, and those in progress. */
interface Traffic {
  readonly calls: number
  readonly active: number
}

/** Point 2: every gateway with traffic and a line limit has Allow Publish, or an exemption. */
export async function checkAllowPublish(scene: CheckScene): Promise<PointFinding> {
  const { gateways, minutes } = scene
  const limited = gateways.filter(({ capacity }) => capacity > 0)
  if (limited.length === 0) return findingOf([line('noneLimited')], 'not applicable')
  const traffic = await trafficOf(scene)
  const lines = limited.flatMap((gateway) => {
    const { calls, active } = traffic.get(gateway.name) ?? { calls: 0, active: 0 }
    return calls + active === 0 ? [] : [allowLine(scene, gateway, { calls, active })]
  })
  if (lines.length === 0) return findingOf([line('noTraffic', { minutes })], 'not yet')
  return findingOf(lines, 'passed')
}

function allowLine(
  { exemptions, minutes }: CheckScene,
  { name: gateway, allowPublish, capacity: limit }: RoutingGateway,
  { calls, active }: Traffic,
): Evidence {
  const source = sourceOf(gateway)
  const figures = { gateway, limit, calls, active, minutes }
  if (allowPublish) return line('publishAllowed', figures, source)
  const exempted = exemptions.get(gateway)
  if (!exempted) return line('publishMissing', figures, source)
  const { reason, by, atMs } = exempted
  return line('exempted', { gateway, reason, by, at: localMomentText(atMs) }, source)
}

async function trafficOf({ engine, minutes }: CheckScene): Promise<ReadonlyMap<string, Traffic>> {
  const toMs = engine.nowMs()
  const reports = await engine.reports(toMs - minutes * 60_000, toMs)
  const calls = new Map(reports.map((report) => [report.gateway, report.calls]))
  return new Map(
    engine.online().map(({ name, currentCall: active }) => [
      name,
      // A call is in the report only when it has ended.
      { calls: calls.get(name) ?? 0, active },
    ]),
  )
}

/** Point 3: every gateway with Allow Publish has a line limit, and the limit is enforced. */
export function checkLineLimits({ gateways }: CheckScene): PointFinding {
  const allowed = gateways.filter(({ allowPublish }) => allowPublish)
  if (allowed.length === 0) return findingOf([line('noneAllowed')], 'not applicable')
  return findingOf(allowed.map(limitLine), 'passed')
}

function limitLine({ name: gateway, capacity: limit, enforceCapacity }: RoutingGateway): Evidence {
  const source = sourceOf(gateway)
  if (limit === 0) return line('limitMissing', { gateway }, source)
  return line(enforceCapacity ? 'limitSet' : 'enforcementOff', { gateway, limit }, source)
}
