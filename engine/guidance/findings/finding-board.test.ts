import { beforeEach, describe, expect, test } from 'vitest'
import type { FindingFix, FindingId, FixQuestion } from '../../api/contract/finding-procedures.ts'
import { findingRow } from '../../api/contract/finding-procedures.ts'
import { wordedEvidence } from '../../api/contract/finding-wordings.ts'
import { createVirtualClock, type VirtualClock } from '../../kernel/virtual-clock.ts'
import { createMemoryConfiguration } from '../../testing/test-engine.ts'
import { FindingBoard } from './finding-board.ts'
import type {
  ExpiredAtTarget,
  ObservedGateway,
  ObservedNode,
  ObservedTarget,
  OtherView,
} from './observed.ts'

const actor = { name: 'ada', from: '192.0.2.1' }
const minuteMs = 60_000

type Live = Partial<Omit<ObservedGateway, 'name' | 'allowPublish' | 'enforceCapacity'>>

let clock: VirtualClock
let configuration: ReturnType<typeof createMemoryConfiguration>['configuration']
let live: Record<string, Live>
let targets: ObservedTarget[]
let expired: ExpiredAtTarget[]
let nodes: ObservedNode[]
let board: FindingBoard

beforeEach(() => {
  clock = createVirtualClock()
  configuration = createMemoryConfiguration().configuration
  live = {}
  targets = []
  expired = []
  nodes = []
  board = new FindingBoard({
    ...{ clock, configuration },
    engine: {
      expireSeconds: () => configuration.parameters.values.SS_SIP_PUBLISH_EXPIRE,
      pacePerSecond: () => configuration.settings.values.publishPacePerSecond,
      publishOnChange: () => configuration.settings.values.publishOnChange,
      gateways: () => [...configuration.routingGateways.all()].map(({ name }) => name),
      gateway: observe,
      targets: () => targets,
      expiredAtTargets: () => expired,
      nodes: () => nodes,
    },
  })
  board.start()
})

/** The configured gateway, with what is live about it. */
function observe(name: string): ObservedGateway | undefined {
  const gateway = configuration.routingGateways.get(name)
  if (!gateway) return undefined
  const { allowPublish, enforceCapacity, capacity } = gateway
  return {
    ...{ name, allowPublish, enforceCapacity, capacity, active: 0, ownActive: 0, calls: 0 },
    ...{ ownPublished: undefined, status: 'available', others: [], ...live[name] },
  }
}

function gateway(name: string, fields: object = {}, now: Live = {}): void {
  configuration.createRoutingGateway({ name, capacity: 10, allowPublish: true, ...fields }, actor)
  live[name] = now
}
const expire = (seconds: number): void => {
  configuration.setParameters({ SS_SIP_PUBLISH_EXPIRE: seconds }, actor)
}
const target = (fields: Partial<ObservedTarget> = {}): ObservedTarget => ({
  ...{ name: 'two', isOwn: false, sent: 0, waiting: 0, roundTripMs: 20, expired: 0 },
  ...{ publications: 1, ...fields },
})
const otherView = (fields: Partial<OtherView> = {}): OtherView => ({
  ...{ node: 'two', capacity: 10, status: 'available', isLive: true, expiresSeconds: 60 },
  ...{ updatedAtMs: clock.nowMs(), expiresAtMs: clock.nowMs() + 60_000, ...fields },
})

/** A look, and whatever it finds. */
function look(afterMs = 6000): readonly FindingId[] {
  clock.advance(afterMs)
  return board.rows.all().map(({ id }) => id)
}
const rowOf = (id: FindingId) => {
  const row = board.rows.row(id)
  if (!row) throw new Error(`${id} is not found`)
  return findingRow.parse(row)
}
const wordsOf = (id: FindingId): string =>
  rowOf(id)
    .evidence.map((each) => wordedEvidence(each, 'en'))
    .join('\n')
const offered = (id: FindingId): readonly FindingFix[] => rowOf(id).fixes.map(({ fix }) => fix)
const apply = (finding: FindingId, fix: FindingFix, more: object = {}): number | null =>
  board.applyFix({ finding, fix, ...more }, actor)

test('an engine without gateways, and one at peace, have nothing to be found', () => {
  expect(look()).toEqual([])
  gateway('GW', {}, { active: 5, ownActive: 5, ownPublished: 5 })
  expect(look()).toEqual([])
})

describe('a gateway overloaded despite its limit', () => {
  test('has more composed calls than lines, whoever sent them', () => {
    gateway('GW', {}, { active: 12, ownActive: 4 })
    expect(look()).toEqual(['overload.active'])
    expect(rowOf('overload.active')).toMatchObject({ rule: 'overload', severity: 'serious' })
    expect(wordsOf('overload.active')).toBe('GW: active calls 12, own 4; line limit 10')
    expect(offered('overload.active')).toEqual(['setLimit', 'showTrace'])
    live['GW'] = { active: 10 }
    expect(look()).toEqual([])
  })

  test('has more calls of its own than lines, although the sum is not known', () => {
    gateway('GW', {}, { active: 0, ownActive: 11 })
    expect(look()).toEqual(['overload.active'])
  })

  test('has traffic and a limit without Allow Publish', () => {
    gateway('GW', { allowPublish: false }, { active: 3 })
    gateway('Idle', { allowPublish: false })
    gateway('Unlimited', { allowPublish: false, capacity: 0 }, { active: 3 })
    expect(look()).toEqual(['overload.unpublished'])
    expect(wordsOf('overload.unpublished')).toBe(
      'GW: active calls 3, line limit 10, Allow Publish not checked',
    )
    apply('overload.unpublished', 'allowPublish')
    expect(configuration.routingGateways.get('Idle')?.allowPublish).toBe(false)
    expect(look()).toEqual([])
  })

  test('has traffic and a limit that is not enforced', () => {
    gateway('GW', { enforceCapacity: false }, { active: 3 })
    expect(look()).toEqual(['overload.unenforced'])
    apply('overload.unenforced', 'enforceLimit')
    expect(look()).toEqual([])
  })

  test('has traffic for five minutes after its last call', () => {
    gateway('GW', { allowPublish: false }, { calls: 1 })
    expect(look()).toEqual([])
    live['GW'] = { calls: 2 }
    expect(look()).toEqual(['overload.unpublished'])
    expect(look(4 * minuteMs)).toEqual(['overload.unpublished'])
    expect(look(2 * minuteMs)).toEqual([])
  })
})

describe('stale concurrency data', () => {
  test('a lifetime of 1800 s or more with active gateways', () => {
    gateway('GW', {}, { active: 3 })
    expire(1799)
    expect(look()).toEqual([])
    expire(1800)
    expect(look()).toEqual(['stale.lifetime'])
    expect(wordsOf('stale.lifetime')).toMatch(
      /^SS_SIP_PUBLISH_EXPIRE is 1800 s here\nGW: active calls 3/,
    )
    apply('stale.lifetime', 'lowerExpire', { value: 200 })
    expect(configuration.parameters.values.SS_SIP_PUBLISH_EXPIRE).toBe(200)
    expect(look()).toEqual([])
  })

  test('no active gateway, no stale data', () => {
    gateway('GW')
    expire(7200)
    expect(look()).toEqual([])
  })

  test('the published count is off by more than a tenth of the lines, on average of a minute', () => {
    gateway('GW', {}, { ownActive: 5, active: 5, ownPublished: 3 })
    expect(look(20_000)).toEqual([])
    expect(look(minuteMs)).toEqual(['stale.error'])
    expect(wordsOf('stale.error')).toContain('off by 2.0 lines on average')
    expect(wordsOf('stale.error')).toContain('20 % of the line limit 10')
    expect(offered('stale.error')).toEqual(['highTrafficExpire', 'publishOnChange', 'showTrace'])
    live['GW'] = { ownActive: 5, active: 5, ownPublished: 4 }
    expect(look(2 * minuteMs)).toEqual([])
  })
})

describe('excessive PUBLISH traffic', () => {
  test('a lifetime below 60 s while most gateways change little', () => {
    gateway('A')
    gateway('B')
    gateway('C')
    expire(59)
    expect(look()).toEqual([])
    expect(look(2 * minuteMs)).toEqual(['excess.lifetime'])
    expect(wordsOf('excess.lifetime')).toContain('3 of 3 gateways')
    expect(offered('excess.lifetime')).toEqual(['raiseExpire'])
    apply('excess.lifetime', 'raiseExpire')
    expect(configuration.parameters.values.SS_SIP_PUBLISH_EXPIRE).toBe(300)
    expect(look()).toEqual([])
  })

  test('not while half of them change much', () => {
    gateway('A')
    gateway('B')
    expire(30)
    for (let step = 0; step < 60; step++) {
      live['B'] = { ownActive: 2 * (step % 3) }
      clock.advance(5000)
    }
    expect(board.rows.all()).toEqual([])
  })

  test('dormant gateways can be unchecked, and are listed before', () => {
    gateway('Dormant A')
    gateway('Dormant B')
    gateway('Busy', {}, { active: 1, ownActive: 1, ownPublished: 1 })
    expire(30)
    expect(look(29 * minuteMs)).toEqual(['excess.lifetime'])
    expect(offered('excess.lifetime')).toEqual(['raiseExpire'])
    look(2 * minuteMs)
    expect(wordsOf('excess.lifetime')).toContain('2 of them had no call for 30 minutes')
    const question = { finding: 'excess.lifetime', fix: 'uncheckDormant' } as const
    expect(
      board.planFix(question).map(({ name, field, from, to }) => [name, field, from, to]),
    ).toEqual([
      ['Dormant A', 'allowPublish', true, false],
      ['Dormant B', 'allowPublish', true, false],
    ])
    board.applyFix({ ...question, gateways: ['Dormant B'] }, actor)
    const isAllowed = (name: string) => configuration.routingGateways.get(name)?.allowPublish
    expect(['Dormant A', 'Dormant B', 'Busy'].map(isAllowed)).toEqual([true, false, true])
  })

  test('more PUBLISH requests than the pace of the settings lets through', () => {
    configuration.setSettings({ publishPacePerSecond: 10 }, actor)
    const counted = target({ name: 'own compositor', isOwn: true, publications: 200 })
    const publishFor = (seconds: number, perSecond: number): void => {
      for (let second = 0; second < seconds; second += 5) {
        const { sent } = targets[0] ?? counted
        targets = [{ ...counted, sent: sent + 5 * perSecond, waiting: 7 }]
        clock.advance(5000)
      }
    }
    publishFor(120, 9)
    expect(board.rows.all()).toEqual([])
    publishFor(120, 10)
    expect(look(0)).toEqual(['excess.rate'])
    expect(wordsOf('excess.rate')).toMatch(/10\.0 PUBLISH requests per second.*pace 10; 7 waiting/)
    expect(rowOf('excess.rate').fixes.map(({ fix }) => fix)).toEqual([
      ...['publishOnChange', 'publishPace'],
    ])
    expire(30)
    publishFor(5, 10)
    const [raise] = rowOf('excess.rate').fixes
    expect(raise).toEqual({
      ...{ fix: 'raiseExpire', source: null, value: { suggested: 300, min: 60, max: 7200 } },
    })
    publishFor(120, 1)
    expect(look(0)).not.toContain('excess.rate')
  })
})

describe('a cluster routing conflict', () => {
  test('nodes differ in the parameter until they are made equal', () => {
    nodes = [
      { name: 'two', publishExpireSeconds: 120 },
      { name: 'three', publishExpireSeconds: 300 },
      { name: 'four', publishExpireSeconds: 120 },
    ]
    expect(look()).toEqual(['conflict.parameter'])
    expect(wordsOf('conflict.parameter')).toBe(
      'SS_SIP_PUBLISH_EXPIRE is 300 s here\ntwo: 120 s\nfour: 120 s',
    )
    expect(rowOf('conflict.parameter').fixes[0]).toMatchObject({
      ...{ fix: 'equalExpire', value: { suggested: 120 } },
    })
    nodes = nodes.filter(({ name }) => name !== 'three')
    apply('conflict.parameter', 'equalExpire')
    expect(look()).toEqual([])
  })

  test('line limits differ for longer than one lifetime', () => {
    expire(120)
    gateway('GW', {}, { others: [otherView({ capacity: 8 })] })
    expect(look(55_000)).toEqual([])
    expect(look(12_000)).toEqual(['conflict.view'])
    expect(wordsOf('conflict.view')).toMatch(/GW: line limit 8 on two, 10 here, for 6\d s/)
    expect(offered('conflict.view')).toEqual(['equalLimit', 'showPublications', 'checkLatency'])
    apply('conflict.view', 'equalLimit')
    expect(configuration.routingGateways.get('GW')?.capacity).toBe(8)
    expect(look()).toEqual([])
  })

  test('status words that differ are explained by a refresh that is still to come', () => {
    const [full, free] = [otherView({ status: 'full' }), otherView()]
    expire(60)
    gateway('GW', {}, { others: [full] })
    expect(look(55_000)).toEqual([])
    live['GW'] = { others: [free] }
    look()
    live['GW'] = { others: [full] }
    expect(look(55_000)).toEqual([])
    expect(look(20_000)).toEqual(['conflict.view'])
    expect(wordsOf('conflict.view')).toContain('GW: full on two, available here')
    const [, differs] = rowOf('conflict.view').evidence
    expect(differs && wordedEvidence(differs, 'zh')).toContain('在 two 上为 已满，本节点为 可用')
    expect(offered('conflict.view')).toContain('clusterExpire')
  })

  test('a publication has expired at a target while it is in force here', () => {
    gateway('GW')
    targets = [target({ expired: 1 })]
    expired = [{ gateway: 'GW', target: 'two', lastError: 'no answer' }]
    expect(look()).toEqual(['conflict.expired'])
    expect(wordsOf('conflict.expired')).toContain('GW: in force here, expired at two (no answer)')
    targets = [target()]
    expect(look()).toEqual([])
  })

  test('a publication has expired here while its node goes on publishing', () => {
    const gone = otherView({ isLive: false, expiresAtMs: clock.nowMs() + 1000 })
    gateway('GW', {}, { others: [gone] })
    gateway('Other', {}, { others: [otherView({ updatedAtMs: clock.nowMs() })] })
    expect(look()).toEqual([])
    live['Other'] = { others: [otherView({ updatedAtMs: clock.nowMs() })] }
    expect(look()).toEqual(['conflict.expired'])
    expect(wordsOf('conflict.expired')).toContain('GW: what two published has expired here')
  })

  test('the lifetime is short against the delay that was measured', () => {
    expire(30)
    targets = [
      target({ roundTripMs: 1400 }),
      target({ name: 'own', isOwn: true, roundTripMs: 9000 }),
    ]
    expect(look()).toEqual([])
    targets = [target({ roundTripMs: 8000 })]
    expect(look()).toEqual(['conflict.delay'])
    expect(wordsOf('conflict.delay')).toBe(
      'two: 8000 ms from request to answer; of 30 s a refresh has 3000 ms at worst',
    )
    expect(rowOf('conflict.delay').fixes[0]?.value).toEqual({ suggested: 160, min: 120, max: 300 })
    apply('conflict.delay', 'clusterExpire')
    expect(look()).toEqual([])
  })
})

describe('the list of findings', () => {
  test('keeps since when, and tells nothing while nothing changes', () => {
    gateway('GW', { allowPublish: false }, { active: 3 })
    look()
    const { sinceMs } = rowOf('overload.unpublished')
    const told: unknown[] = []
    board.rows.watch((key) => told.push(key))
    look(minuteMs)
    expect(told).toEqual([])
    live['GW'] = { active: 4 }
    look()
    expect(told).toEqual(['overload.unpublished'])
    expect(rowOf('overload.unpublished').sinceMs).toBe(sinceMs)
  })

  test('names the worst of many gateways, and how many more there are', () => {
    for (let number = 0; number < 450; number++) {
      gateway(`GW-${String(number)}`, { allowPublish: false }, { active: 1 + (number % 9) })
    }
    look()
    const { evidence } = rowOf('overload.unpublished')
    expect(evidence).toHaveLength(21)
    expect(evidence[0]?.values).toMatchObject({ active: 9 })
    expect(evidence.at(-1)).toMatchObject({ code: 'andMore', values: { count: 430 } })
    const question = { finding: 'overload.unpublished', fix: 'allowPublish' } as const
    expect(board.planFix(question)).toHaveLength(450)
    expect(board.applyFix(question, actor)).not.toBeNull()
    expect(look()).toEqual([])
  })

  test('a look answers whoever asks, at once', async () => {
    gateway('GW', { allowPublish: false }, { active: 3 })
    const asked = board.list()
    clock.advance(0)
    expect((await asked).map(({ id }) => id)).toEqual(['overload.unpublished'])
  })

  test('lets nobody wait when the engine stops in the middle of a look', async () => {
    for (let number = 0; number < 450; number++) gateway(`GW-${String(number)}`)
    const [before, during] = [board.list(), (clock.advance(0), board.list())]
    board.stop()
    expect(await Promise.all([before, during, board.list()])).toEqual([[], [], []])
  })

  test('forgets gateways that are gone', () => {
    gateway('GW', { allowPublish: false }, { active: 3 })
    look()
    configuration.deleteRoutingGateway('GW', actor)
    expect(look()).toEqual([])
    gateway('GW', { allowPublish: false }, { calls: 9 })
    expect(look()).toEqual([])
  })
})

describe('a fix', () => {
  beforeEach(() => {
    gateway('GW', { allowPublish: false }, { active: 3 })
    look()
  })
  const question = { finding: 'overload.unpublished', fix: 'allowPublish' } as const

  test('is one edit that can be undone', () => {
    const edit = board.applyFix(question, actor, board.planFix(question))
    expect(configuration.routingGateways.get('GW')?.allowPublish).toBe(true)
    configuration.undo(edit ?? 0, actor)
    expect(look()).toEqual(['overload.unpublished'])
  })

  test.each([
    [
      { ...question, fix: 'raiseExpire' },
      'INVALID_VALUE',
      /does not mend.*allowed: allowPublish, showTrace/,
    ],
    [{ ...question, finding: 'stale.error' }, 'NOT_FOUND', /is not found now/],
    [{ ...question, value: 5 }, 'INVALID_VALUE', /takes no value/],
    [{ ...question, gateways: ['Other'] }, 'UNKNOWN_NAME', /"Other" is not among the gateways/],
  ] as readonly (readonly [FixQuestion, string, RegExp])[])(
    '%o is refused as %s',
    (asked, code, message) => {
      expect(() => board.planFix(asked)).toThrow(
        expect.objectContaining({
          code,
          message: expect.stringMatching(message) as string,
        }) as Error,
      )
    },
  )

  test('is refused when it would do something else than what was planned', () => {
    const planned = board.planFix(question)
    gateway('GW-2', { allowPublish: false }, { active: 3 })
    look()
    expect(() => board.applyFix(question, actor, planned)).toThrow(
      expect.objectContaining({ code: 'CONFLICT' }) as Error,
    )
    expect(configuration.routingGateways.get('GW')?.allowPublish).toBe(false)
  })

  test('a place to look at is no edit, and the whole node has no gateways to choose from', () => {
    expire(1800)
    live['GW'] = { active: 12 }
    look()
    expect(() => board.planFix({ finding: 'overload.active', fix: 'showTrace' })).toThrow(
      /a place to look at/,
    )
    configuration.modifyRoutingGateway('GW', { allowPublish: true }, actor)
    look()
    const lower = { finding: 'stale.lifetime', fix: 'lowerExpire' } as const
    expect(() => board.planFix({ ...lower, gateways: ['GW'] })).toThrow(/leave the gateways out/)
    expect(() => board.planFix({ ...lower, value: 301 })).toThrow(/from 30 to 300/)
  })
})
