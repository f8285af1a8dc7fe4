import { mappingGateway, routingGateway } from '../engine/api/contract/gateways.ts'
import { createSeededIdSource } from '../engine/kernel/id-source.ts'
import { admitCall } from '../engine/routing/admission.ts'
import { LineLedger } from '../engine/routing/line-ledger.ts'
import { RouteTable } from '../engine/routing/route-table.ts'
import { rounded, type BenchOptions, type BenchResult } from './result.ts'

const sizes = [10, 100, 1000, 10_000]
/** As many gateways share a prefix, so 10,000 gateways have 1,000 prefixes. */
const gatewaysPerPrefix = 10
const lineLimit = 100
const selections = 100_000
const heldCalls = 5000
const caller = mappingGateway.parse({ name: 'caller', remoteIps: '127.0.0.1' })

/** Selection and reservation of a line among 10 to 10,000 gateways with calls coming and going. */
export function measureSelectionCost(_: BenchOptions, report: (result: BenchResult) => void): void {
  let smallest: number | undefined
  for (const size of sizes) {
    const times = selectMany(size)
    const median = quantile(times, 0.5)
    smallest ??= median
    const facts = { gateways: size, p50: rounded(median), growth: rounded(median / smallest) }
    const value = rounded(quantile(times, 0.99))
    report({ name: `selection among ${size} gateways, p99`, value, unit: 'µs', facts })
  }
}

const quantile = (ascending: Float64Array, share: number): number =>
  ascending[Math.floor(ascending.length * share)] ?? 0

/** Microseconds of each selection, ascending. */
function selectMany(size: number): Float64Array {
  const ids = createSeededIdSource(size)
  const ledger = new LineLedger()
  const prefixes = Math.max(1, size / gatewaysPerPrefix)
  const table = new RouteTable({
    occupancy: (name) => ({ active: ledger.active(name), capacity: lineLimit }),
    unusableReason: () => undefined,
    callsCarried: () => 0,
    bands: { reducePercent: 80, lastResortPercent: 95 },
  })
  table.replaceAll(
    Array.from({ length: size }, (_each, index) =>
      routingGateway.parse({
        name: `gateway-${index}`,
        prefix: String(10_000 + (index % prefixes)),
        capacity: lineLimit,
        remoteIp: '127.0.0.1',
      }),
    ),
  )
  ledger.onChange = (name) => table.touch(name)
  const callees = Array.from(
    { length: 4096 },
    () => `${10_000 + Math.floor(ids.fraction() * prefixes)}5551234`,
  )
  const held = new Array<string | undefined>(Math.min(heldCalls, size * (lineLimit / 2)))
  const times = new Float64Array(selections)
  for (let i = -selections / 2; i < selections; i++) {
    const slot = (i + selections) % held.length
    const ended = held[slot]
    if (ended !== undefined) ledger.release(ended)
    const callee = callees[(i + selections) % callees.length] ?? ''
    const beganMs = performance.now()
    held[slot] = selectOne(table, ledger, callee)
    if (i >= 0) times[i] = (performance.now() - beganMs) * 1000
    if (held[slot] === undefined) throw new Error(`no gateway for ${callee}`)
  }
  return times.sort()
}

function selectOne(table: RouteTable, ledger: LineLedger, callee: string): string | undefined {
  const plan = table.plan({ caller: '49891234', callee, mappingGateway: caller })
  if (plan.kind !== 'candidates') return undefined
  for (let candidate = plan.next(); candidate; candidate = plan.next()) {
    const { gateway } = candidate
    if (admitCall(ledger, gateway, candidate)) return gateway.name
  }
  return undefined
}
