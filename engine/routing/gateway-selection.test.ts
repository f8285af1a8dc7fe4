import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mappingGateway, routingGateway, type RoutingGateway } from '../api/contract/gateways.ts'
import { RouteTable } from './route-table.ts'

const mapping = mappingGateway.parse({ name: 'M' })

interface Model {
  readonly gateway: RoutingGateway
  active: number
  carried: number
  isSuspended: boolean
}

const modelArbitrary = fc.record({
  prefix: fc.constantFrom('', '8', '86', '8,86', '861'),
  prefixStyle: fc.constantFrom(0, 1),
  capacity: fc.constantFrom(0, 4, 10),
  enforceCapacity: fc.boolean(),
  priority: fc.integer({ min: 0, max: 2 }),
  protectRoute: fc.boolean(),
  lockType: fc.constantFrom(0, 0, 3),
  callinCalleePrefixes: fc.constantFrom('', '86', '9'),
  active: fc.integer({ min: 0, max: 12 }),
  carried: fc.integer({ min: 0, max: 3 }),
  isSuspended: fc.constantFrom(false, false, false, true),
})

type Fields = typeof modelArbitrary extends fc.Arbitrary<infer F> ? F : never

function compose(all: readonly Fields[]): { table: RouteTable; models: Map<string, Model> } {
  const models = new Map<string, Model>()
  const table = new RouteTable({
    occupancy: (name) => {
      const model = models.get(name)
      return { active: model?.active ?? 0, capacity: model?.gateway.capacity ?? 0 }
    },
    unusableReason: (name) => (models.get(name)?.isSuspended ? 'suspended' : undefined),
    callsCarried: (name) => models.get(name)?.carried ?? 0,
    bands: { reducePercent: 80, lastResortPercent: 95 },
  })
  all.forEach(({ active, carried, isSuspended, ...fields }, index) => {
    const gateway = routingGateway.parse({ name: `G${index}`, ...fields })
    models.set(gateway.name, { gateway, active, carried, isSuspended })
    table.upsert(gateway)
  })
  return { table, models }
}

function search(table: RouteTable): string[] {
  const plan = table.plan({ caller: '1', callee: '8610', mappingGateway: mapping })
  const names: string[] = []
  if (plan.kind !== 'candidates') return names
  for (let next = plan.next(); next; next = plan.next()) names.push(next.gateway.name)
  return names
}

const isUsable = ({ gateway, active, isSuspended }: Model): boolean =>
  !isSuspended &&
  gateway.lockType === 0 &&
  !(gateway.enforceCapacity && gateway.capacity > 0 && active >= gateway.capacity)

describe('gateway selection', () => {
  it('gives no gateway twice, none that is full under enforcement, suspended or locked', () => {
    fc.assert(
      fc.property(fc.array(modelArbitrary, { maxLength: 30 }), (all) => {
        const { table, models } = compose(all)
        const names = search(table)
        expect(new Set(names).size).toBe(names.length)
        for (const name of names) {
          const model = models.get(name)
          expect(model && isUsable(model)).toBe(true)
        }
      }),
    )
  })

  it('keeps one order whatever the order of entry, and route analysis shows the same', () => {
    fc.assert(
      fc.property(fc.array(modelArbitrary, { maxLength: 30 }), (all) => {
        const { table, models } = compose(all)
        const names = search(table)
        expect(search(table)).toEqual(names)
        const analysis = table.analyse({ caller: '1', callee: '8610', mappingGateway: mapping })
        expect(analysis.candidates.map((each) => each.gateway.name)).toEqual(names)
        table.replaceAll([...models.values()].map((model) => model.gateway).reverse())
        expect(search(table)).toEqual(names)
      }),
    )
  })

  it('follows every change that it is told of as if the table had been made anew', () => {
    const change = fc.record({
      index: fc.nat(19),
      active: fc.integer({ min: 0, max: 12 }),
      isSuspended: fc.boolean(),
    })
    const gateways = fc.array(modelArbitrary, { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(gateways, fc.array(change, { maxLength: 40 }), (all, changes) => {
        const { table, models } = compose(all)
        for (const { index, active, isSuspended } of changes) {
          const model = models.get(`G${index}`)
          if (!model) continue
          model.active = active
          model.isSuspended = isSuspended
          model.carried++
          table.touch(model.gateway.name)
          const names = search(table)
          const fresh = compose(
            [...models.values()].map(({ gateway, ...figures }) => ({
              ...gateway,
              ...figures,
            })) as Fields[],
          )
          expect(names).toEqual(search(fresh.table))
        }
      }),
      { numRuns: 50 },
    )
  })

  it('never gives a full gateway even when nobody told it of the change', () => {
    fc.assert(
      fc.property(fc.array(modelArbitrary, { maxLength: 30 }), (all) => {
        const { table, models } = compose(all)
        search(table)
        for (const model of models.values()) model.active += 5
        for (const name of search(table)) {
          const model = models.get(name)
          expect(model && isUsable(model)).toBe(true)
        }
      }),
    )
  })

  it('empties and refills without leaving anything behind', () => {
    const { table } = compose([])
    const gateway = routingGateway.parse({ name: 'G', prefix: '1,2' })
    for (let i = 0; i < 3; i++) {
      table.upsert(gateway)
      expect(table.size).toBe(1)
      table.remove('G')
      expect(table.plan({ caller: '', callee: '1', mappingGateway: mapping }).kind).toBe(
        'no-prefix',
      )
    }
  })
})
