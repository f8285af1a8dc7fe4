import { beforeEach, describe, expect, it } from 'vitest'
import { mappingGateway, routingGateway } from '../api/contract/gateways.ts'
import type { RouteCandidate, RoutePlan } from './route-plan.ts'
import { RouteTable } from './route-table.ts'

const occupancies = new Map<string, { active: number; capacity: number }>()
const unusable = new Map<string, string>()
const carried = new Map<string, number>()
const answerRates = new Map<string, number>()
let table: RouteTable

beforeEach(() => {
  for (const map of [occupancies, unusable, carried, answerRates]) map.clear()
  table = new RouteTable({
    occupancy: (name) => occupancies.get(name) ?? { active: 0, capacity: 0 },
    unusableReason: (name) => unusable.get(name),
    callsCarried: (name) => carried.get(name) ?? 0,
    answerRate: (name) => answerRates.get(name),
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

function plan(callee: string, mapping: object = {}, caller = '1000'): RoutePlan {
  const gateway = mappingGateway.parse({ name: 'M', ...mapping })
  return table.plan({ caller, callee, mappingGateway: gateway })
}

function candidates(callee: string, mapping: object = {}, caller = '1000'): RouteCandidate[] {
  const found = plan(callee, mapping, caller)
  const list: RouteCandidate[] = []
  if (found.kind !== 'candidates') return list
  for (let next = found.next(); next; next = found.next()) list.push(next)
  return list
}

const order = (callee: string, mapping: object = {}, caller = '1000'): string =>
  candidates(callee, mapping, caller)
    .map((each) => each.gateway.name)
    .join(' ')

describe('prefixes', () => {
  it('takes the longest matching prefix first and stops there (Expiration)', () => {
    add('any')
    add('country', { prefix: '86' })
    add('city', { prefix: '8610' })
    expect(order('861012345')).toBe('city')
    expect(order('862112345')).toBe('country')
    expect(order('49301234')).toBe('any')
  })

  it('goes on to shorter prefixes as long as the gateway reached says Extension', () => {
    add('any')
    add('country', { prefix: '86' })
    add('city', { prefix: '8610', prefixStyle: 1 })
    expect(order('861012345')).toBe('city country')
  })

  it('lets the last gateway of a prefix decide', () => {
    add('shorter', { prefix: '86' })
    add('first', { prefix: '8610', priority: 1, prefixStyle: 0 })
    add('last', { prefix: '8610', priority: 2, prefixStyle: 1 })
    expect(order('861012345')).toBe('first last shorter')
  })

  it('stops at a prefix whose gateways are suspended or full unless the last one by settings goes on', () => {
    add('shorter', { prefix: '86' })
    add('long', { prefix: '8610', prefixStyle: 0 })
    unusable.set('long', 'no answer to OPTIONS')
    table.touch('long')
    expect(plan('861012345').kind).toBe('none-usable')
    add('long', { prefix: '8610', prefixStyle: 1 })
    expect(order('861012345')).toBe('shorter')
  })

  it('gives a gateway once although two of its prefixes match', () => {
    add('two', { prefix: '86,8610', prefixStyle: 1 })
    add('other', { prefix: '86' })
    expect(order('861012345')).toBe('two other')
  })

  it('knows a missing prefix from gateways that cannot be used', () => {
    add('locked', { prefix: '86', lockType: 3 })
    add('full', { prefix: '49', capacity: 10, active: 10 })
    expect(plan('331').kind).toBe('no-prefix')
    expect(plan('861').kind).toBe('none-usable')
    expect(plan('491').kind).toBe('none-usable')
  })

  it('does not let a locked gateway end the search', () => {
    add('locked', { prefix: '8610', lockType: 3, prefixStyle: 0 })
    add('shorter', { prefix: '86' })
    expect(order('861012345')).toBe('shorter')
  })

  it('judges prefixes on the number after the mapping gateway’s dial plan', () => {
    add('city', { prefix: '8610' })
    expect(order('01012345', { rewriteRulesOutCallee: '0*:86' })).toBe('city')
  })
})

describe('order within a prefix', () => {
  it('is by priority, then ratio, then calls carried, then name', () => {
    add('e', { priority: 2 })
    add('d', { capacity: 100, active: 50, priority: 1 })
    add('c', { capacity: 100, active: 20, priority: 1 })
    add('b', { capacity: 10, active: 2, priority: 1 })
    add('a', { capacity: 10, active: 2, priority: 1 })
    carried.set('a', 9)
    table.touchAll()
    expect(order('1')).toBe('b c a d e')
  })

  it.each([
    ['below 80 % a gateway is normal', 79, 'normal'],
    ['from 80 % a gateway is reduced', 80, 'reduce'],
    ['from 95 % a gateway is the last resort', 95, 'last resort'],
  ])('%s', (_what, active, band) => {
    add('gateway', { capacity: 100, active })
    expect(candidates('1')[0]?.band).toBe(band)
  })

  it('passes over a reduced gateway while one in a better band exists, even of the next priority', () => {
    add('first', { capacity: 100, active: 80, priority: 1 })
    add('second', { capacity: 100, active: 10, priority: 2 })
    add('worst', { capacity: 100, active: 95, priority: 0 })
    expect(order('1')).toBe('second first worst')
  })

  it('never gives a full gateway while enforcement is on', () => {
    add('full', { capacity: 10, active: 10 })
    add('free', { capacity: 10, active: 9 })
    expect(order('1')).toBe('free')
  })

  it('gives a full gateway last while enforcement is off', () => {
    add('over', { capacity: 10, active: 12, enforceCapacity: false })
    add('free', { capacity: 100, active: 96, priority: 9 })
    expect(candidates('1').map((each) => each.band)).toEqual(['last resort', 'full'])
  })

  it('takes a gateway without a line limit as normal with ratio 0', () => {
    add('unlimited', { active: 5000 })
    add('limited', { capacity: 100, active: 1 })
    expect(order('1')).toBe('unlimited limited')
  })

  it('puts protect-route gateways after all others of the prefix, whatever their priority', () => {
    add('protect', { protectRoute: true, priority: 0 })
    add('busy', { capacity: 100, active: 96, priority: 9 })
    expect(order('1')).toBe('busy protect')
  })

  it('prefers the higher answer rate after the ratio; one without a rate counts as answering', () => {
    for (const name of ['low', 'new', 'high']) add(name)
    answerRates.set('low', 0.2)
    answerRates.set('high', 0.9)
    table.touchAll()
    expect(order('1')).toBe('new high low')
  })

  it('spreads calls over idle gateways by calls carried', () => {
    add('a')
    add('b')
    const given: string[] = []
    for (let i = 0; i < 4; i++) {
      const name = candidates('1')[0]?.gateway.name ?? ''
      given.push(name)
      carried.set(name, (carried.get(name) ?? 0) + 1)
      table.touch(name)
    }
    expect(given).toEqual(['a', 'b', 'a', 'b'])
  })

  it('judges each further candidate at the moment it is asked for', () => {
    add('a', { priority: 1 })
    add('b', { priority: 2, capacity: 10 })
    add('c', { priority: 3 })
    const found = plan('1')
    if (found.kind !== 'candidates') throw new Error('no candidates')
    expect(found.next()?.gateway.name).toBe('a')
    occupancies.set('b', { active: 10, capacity: 10 })
    expect(found.next()?.gateway.name).toBe('c')
    occupancies.set('b', { active: 0, capacity: 10 })
    table.touch('b')
    expect(found.next()?.gateway.name).toBe('b')
    expect(found.next()).toBeUndefined()
  })

  it('drops a gateway that is removed or locked in the middle of a search', () => {
    for (const name of ['a', 'b', 'c']) add(name)
    const found = plan('1')
    if (found.kind !== 'candidates') throw new Error('no candidates')
    expect(found.next()?.gateway.name).toBe('a')
    table.remove('b')
    add('c', { lockType: 3 })
    expect(found.next()).toBeUndefined()
  })
})

describe('filters', () => {
  it.each([
    [
      'an allow list lets only its prefixes in',
      { callinCalleePrefixes: '8610', callinCalleePrefixesAllow: true },
      '862',
      '',
    ],
    [
      'an allow list lets its prefixes in',
      { callinCalleePrefixes: '8610', callinCalleePrefixesAllow: true },
      '86101',
      'G',
    ],
    ['a deny list keeps its prefixes out', { callinCalleePrefixes: '8610' }, '86101', ''],
    ['a deny list lets others in', { callinCalleePrefixes: '8610' }, '862', 'G'],
    ['an empty allow list allows all', { callinCalleePrefixesAllow: true }, '862', 'G'],
    [
      'a caller allow list keeps other callers out',
      { callinCallerPrefixes: '2', callinCallerPrefixesAllow: true },
      '86',
      '',
    ],
    ['a caller deny list keeps its callers out', { callinCallerPrefixes: '10' }, '86', ''],
  ])('%s', (_what, settings, callee, expected) => {
    add('G', settings)
    expect(order(callee)).toBe(expected)
  })

  it.each([
    ['all groups by default', {}, 'none east west'],
    [
      'only the allowed groups',
      { routingGatewayGroups: 'east', routingGatewayGroupsAllow: true },
      'east',
    ],
    ['all but the refused groups', { routingGatewayGroups: 'east' }, 'none west'],
  ])('a mapping gateway uses %s', (_what, mapping, expected) => {
    add('none', { priority: 1 })
    add('east', { gatewayGroups: 'east,north', priority: 2 })
    add('west', { gatewayGroups: 'west', priority: 3 })
    expect(order('1', mapping)).toBe(expected)
  })

  it('refuses a callee that the mapping gateway may not call, judged as it arrived', () => {
    add('G')
    const mapping = {
      calloutCalleePrefixes: '0',
      calloutCalleePrefixesAllow: true,
      rewriteRulesOutCallee: '0*:',
    }
    expect(plan('123', mapping).kind).toBe('not-allowed')
    expect(order('0123', mapping)).toBe('G')
  })

  it('orders gateways of different filters together', () => {
    add('a', { priority: 3, callinCalleePrefixes: '5' })
    add('b', { priority: 1, callinCalleePrefixes: '6' })
    add('c', { priority: 2 })
    expect(order('1')).toBe('b c a')
  })
})

describe('numbers', () => {
  it('are translated by the mapping gateway first and the routing gateway then', () => {
    add('G', { rewriteRulesInCallee: '86*:0', rewriteRulesInCaller: '*:9' })
    const mapping = { rewriteRulesOutCallee: '00*:', rewriteRulesOutCaller: '1*:2' }
    const found = plan('008610', mapping, '100')
    expect(found).toMatchObject({ callerE164: '200', calleeE164: '8610' })
    expect(candidates('008610', mapping, '100')[0]).toMatchObject({
      callerSent: '9200',
      calleeSent: '010',
      prefix: '',
    })
  })
})

describe('route analysis', () => {
  const analyse = (callee: string) =>
    table.analyse({
      caller: '1000',
      callee,
      mappingGateway: mappingGateway.parse({ name: 'M', routingGatewayGroups: 'closed' }),
    })

  it('names the candidates in order with their figures and the rule that excluded every other gateway', () => {
    add('best', { prefix: '8610', capacity: 100, active: 45 })
    add('next', { prefix: '8610', capacity: 100, active: 85 })
    add('prefix', { prefix: '49' })
    add('locked', { prefix: '86', lockType: 3 })
    add('group', { prefix: '86', gatewayGroups: 'closed' })
    add('callee', { prefix: '86', callinCalleePrefixes: '8610' })
    add('caller', { prefix: '86', callinCallerPrefixes: '1' })
    add('suspended', { prefix: '86' })
    add('full', { prefix: '86', capacity: 10, active: 10 })
    add('shorter')
    unusable.set('suspended', 'Retry-After')
    const analysis = analyse('861012345')
    expect(analysis.outcome).toBe('candidates')
    expect(
      analysis.candidates.map((each) => [each.position, each.gateway.name, each.band, each.active]),
    ).toEqual([
      [1, 'best', 'normal', 45],
      [2, 'next', 'reduce', 85],
    ])
    expect(analysis.excluded.map((each) => [each.gateway, each.rule])).toEqual([
      ['prefix', 'prefix'],
      ['locked', 'locked'],
      ['group', 'gateway groups'],
      ['callee', 'callee prefix filter'],
      ['caller', 'caller prefix filter'],
      ['suspended', 'unusable'],
      ['full', 'full'],
      ['shorter', 'prefix mode'],
    ])
    expect(analysis.excluded.find((each) => each.rule === 'full')?.detail).toContain('10 of 10')
  })

  it.each([
    ['no-prefix', '49'],
    ['none-usable', '861'],
  ])('ends in %s like a call', (outcome, callee) => {
    add('locked', { prefix: '86', lockType: 3 })
    expect(analyse(callee).outcome).toBe(outcome)
  })
})
