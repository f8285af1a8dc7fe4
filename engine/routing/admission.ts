import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { LineLedger } from './line-ledger.ts'
import type { Occupancy } from './route-plan.ts'

/**
 * Takes a line of a routing gateway: composed concurrency is checked against the limit in force and the
 * line reserved in the same turn. With enforcement off the line is counted but never refused.
 */
export function admitCall(
  ledger: LineLedger,
  gateway: Pick<RoutingGateway, 'name' | 'enforceCapacity'>,
  occupancy: Occupancy,
): boolean {
  const limit = gateway.enforceCapacity ? occupancy.capacity : 0
  const elsewhere = Math.max(0, occupancy.active - ledger.active(gateway.name))
  return ledger.reserve(gateway.name, limit, elsewhere)
}
