import { beforeEach, describe, expect, it } from 'vitest'
import { mappingGateway, routingGateway } from '../api/contract/gateways.ts'
import { RouteTable } from './route-table.ts'

const occupancies = new Map<string, { active: number; capacity: number }>()
const unusable = new Map<string, string>()
let table: RouteTable

beforeEach(() => {
  occupancies.clear()
  unusable.clear()
  table = new RouteTable({
    occupancy: (name) => occupancies.get(name) ?? { active: 0, capacity: 0 },
    unusableReason: (name) => unusable.get(name),
    callsCarried: () => 0,
    bands: { reducePercent: 80, lastResortPercent: 95 },
  })
})

interface Settings {
  readonly active?: number
  readonly [field: string]: unknown
}

/** Adds a routing gateway with so many active calls. */
function add(name: string, { active = 0, ...fields }: Settings = {}): void {
  const gateway = routingGateway.parse({ name, ...fields })
  occupancies.set(name, { active, capacity: gateway.capacity })
  table.upsert(gateway)
}

/** A call that is refused by every gateway it reaches; the names of those. */
function call(callee = '8613'): readonly string[] {
  const mapping = mappingGateway.parse({ name: 'M' })
  const plan = table.plan({ caller: '1000', callee, mappingGateway: mapping })
  const reached: string[] = []
  if (plan.kind !== 'candidates') return reached
  for (let next = plan.next(); next; next = plan.next()) reached.push(next.gateway.name)
  return reached
}

describe('refusals at the line limit', () => {
  const setActive = (name: string, active: number): void => {
    occupancies.set(name, { active, capacity: occupancies.get(name)?.capacity ?? 0 })
    table.touch(name)
  }

  it('counts the calls that came while a gateway was full and went nowhere', () => {
    add('A', { capacity: 2, active: 1 })
    call()
    expect(table.refusedAtLimit('A')).toBe(0)
    setActive('A', 2)
    call()
    call()
    expect(table.refusedAtLimit('A')).toBe(2)
    setActive('A', 1)
    call()
    setActive('A', 2)
    call()
    expect(table.refusedAtLimit('A')).toBe(3)
  })

  it('counts a call that went to a gateway of a later priority, not one of the same', () => {
    add('first', { capacity: 1, active: 1, priority: 1 })
    add('second', { capacity: 1, active: 1, priority: 2 })
    add('third', { priority: 2 })
    call()
    expect(table.refusedAtLimit('first')).toBe(1)
    expect(table.refusedAtLimit('second')).toBe(0)
  })

  it('has protect-route gateways come after all others', () => {
    add('protected', { capacity: 1, active: 1, priority: 0, protectRoute: true })
    add('plain', { priority: 9 })
    call()
    expect(table.refusedAtLimit('protected')).toBe(0)
  })

  it('counts each prefix that the call came by, and no prefix that it did not', () => {
    add('city', { prefix: '8610', prefixStyle: 1, capacity: 1, active: 1 })
    add('country', { prefix: '86', capacity: 1, active: 1 })
    call('861099')
    call('869999')
    expect(table.refusedAtLimit('city')).toBe(1)
    expect(table.refusedAtLimit('country')).toBe(2)
  })

  it('counts nothing for what is kept out by more than the limit', () => {
    add('suspended', { capacity: 1, active: 1 })
    add('filtered', {
      capacity: 1,
      active: 1,
      callinCallerPrefixesAllow: false,
      callinCallerPrefixes: '10',
    })
    add('not enforced', { capacity: 1, active: 1, enforceCapacity: false, priority: 9 })
    unusable.set('suspended', 'no answer to the OPTIONS check')
    table.touch('suspended')
    call()
    expect(table.refusedAtLimit('suspended')).toBe(0)
    expect(table.refusedAtLimit('filtered')).toBe(0)
    expect(table.refusedAtLimit('not enforced')).toBe(0)
    expect(table.refusedAtLimit('nobody')).toBe(0)
  })

  it('counts a call that is switched on once', () => {
    add('full', { capacity: 1, active: 1, priority: 1 })
    add('B', { priority: 2 })
    add('C', { priority: 3 })
    expect(call()).toEqual(['B', 'C'])
    expect(table.refusedAtLimit('full')).toBe(1)
  })

  it('keeps the count when settings change, and forgets it with the gateway', () => {
    add('A', { capacity: 1, active: 1 })
    call()
    add('A', { capacity: 1, active: 1, memo: 'changed' })
    call()
    expect(table.refusedAtLimit('A')).toBe(2)
    table.remove('A')
    add('A', { capacity: 1, active: 1 })
    expect(table.refusedAtLimit('A')).toBe(0)
  })
})
