import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  createTemporaryStore,
  type TemporaryStore,
} from '../../../tests/harness/temporary-store.ts'
import type { DeploymentProfile } from '../../api/contract/deployment-profile.ts'
import { EngineError } from '../../api/contract/errors.ts'
import { createConfiguration, type Configuration } from '../../configuration/configuration.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { ownProfile } from '../../testing/own-profile.ts'
import { planProfile, profileChanges, type Profiles } from './plan-profile.ts'

const ada = { name: 'ada', from: '127.0.0.1' }
const profileOf = (id: string, min: number, max: number, preset: number): DeploymentProfile => ({
  ...{ ...ownProfile, id, turnsOn: ['allowPublish'] },
  ...{ minSeconds: min, maxSeconds: max, presetSeconds: preset },
})
const kept = new Map<string, DeploymentProfile>()
const profiles: Profiles = {
  find: (id) => kept.get(id),
  get(id) {
    const profile = kept.get(id)
    if (profile) return profile
    throw new EngineError('UNKNOWN_NAME', `no deployment profile is named "${id}"`)
  },
}
let temporary: TemporaryStore
let configuration: Configuration

beforeEach(() => {
  temporary = createTemporaryStore()
  configuration = createConfiguration({
    persistence: temporary.store.configuration,
    log: silentLogger,
  })
  kept.clear()
  for (const profile of [
    profileOf('carrier', 30, 60, 45),
    profileOf('standard', 300, 300, 300),
    profileOf('backup', 600, 1800, 1200),
    { ...ownProfile, turnsOn: [...ownProfile.turnsOn] },
  ]) {
    kept.set(profile.id, profile)
  }
})
afterEach(() => temporary.remove())

const add = (name: string, fields: Readonly<Record<string, unknown>> = {}): void => {
  configuration.createRoutingGateway({ name, ...fields }, ada)
}
const plan = (id: string, gateways: readonly string[] = [], expireSeconds?: number) =>
  planProfile(configuration, profiles, { id, gateways, expireSeconds })
const faultOf = (work: () => unknown): EngineError => {
  try {
    work()
  } catch (error) {
    if (error instanceof EngineError) return error
    throw error
  }
  throw new Error('expected an EngineError')
}

describe('the plan of applying a profile', () => {
  test('names every field with from and to, and applying changes exactly those', () => {
    add('GW-A', { enforceCapacity: false })
    add('GW-B')
    const choice = { id: 'own-trunks', gateways: ['GW-A'], expireSeconds: 200 }
    const planned = planProfile(configuration, profiles, choice)
    expect(planned.changes.map(({ name, field, from, to }) => [name, field, from, to])).toEqual([
      ['SS_SIP_PUBLISH_EXPIRE', 'value', '300', '200'],
      ['', 'deploymentProfile', '', 'own-trunks'],
      ['GW-A', 'enforceCapacity', false, true],
      ['GW-A', 'allowPublish', false, true],
      ['GW-A', 'deploymentProfile', '', 'own-trunks'],
    ])
    const before = configuration.exportDocument()
    const changes = profileChanges(profiles, choice, planned.expected)
    const edit = configuration.applyEdits(changes, ada)
    expect(configuration.parameters.values.SS_SIP_PUBLISH_EXPIRE).toBe(200)
    expect(configuration.settings.values.deploymentProfile).toBe('own-trunks')
    expect(configuration.routingGateways.get('GW-A')).toMatchObject({
      ...{ allowPublish: true, enforceCapacity: true, deploymentProfile: 'own-trunks' },
    })
    expect(configuration.routingGateways.get('GW-B')?.allowPublish).toBe(false)
    configuration.undo(edit ?? -1, ada)
    expect(configuration.exportDocument()).toEqual(before)
  })

  test('takes the preset unless told otherwise, and plans nothing when all is so already', () => {
    expect(plan('carrier').expireSeconds).toBe(45)
    configuration.applyEdits(profileChanges(profiles, { id: 'carrier', gateways: [] }), ada)
    expect(plan('carrier').changes).toEqual([])
  })

  test.each([29, 61, 300])('a value of %d s, outside 30 to 60, is refused', (seconds) => {
    expect(faultOf(() => plan('carrier', [], seconds))).toMatchObject({
      ...{ code: 'INVALID_VALUE' },
      message: `profile carrier: expireSeconds: "${String(seconds)}" is not allowed; allowed: whole number from 30 to 60 s`,
    })
  })

  test('a profile of one value allows that one alone', () => {
    expect(faultOf(() => plan('standard', [], 301)).message).toContain('allowed: 300 s')
    expect(plan('standard', [], 300).expireSeconds).toBe(300)
  })

  test('a gateway or a profile that does not exist is named', () => {
    expect(faultOf(() => plan('carrier', ['GW-X'])).message).toContain('"GW-X"')
    expect(faultOf(() => plan('none')).message).toContain('"none"')
  })
})

describe('the predicted PUBLISH rate', () => {
  test('is allowed gateways × targets ÷ 0.85 × expire, before and after', () => {
    add('GW-A', { allowPublish: true })
    add('GW-B')
    add('GW-C')
    const target = { name: 'peer', address: 'udp:192.0.2.1:5060' }
    configuration.setSettings({ publishTargets: [target] }, ada)
    const { before, after } = plan('carrier', ['GW-A', 'GW-B'])
    expect(before).toMatchObject({ gateways: 1, targets: 2, expireSeconds: 300 })
    expect(before.perSecond).toBeCloseTo(2 / 255, 9)
    expect(after).toMatchObject({ gateways: 2, targets: 2, expireSeconds: 45 })
    expect(after.perSecond).toBeCloseTo(4 / 38.25, 9)
  })
})

describe('gateways of several profiles', () => {
  beforeEach(() => {
    add('C-1', { allowPublish: true, deploymentProfile: 'carrier' })
    add('S-1', { allowPublish: true, deploymentProfile: 'standard' })
    add('B-1', { allowPublish: true, deploymentProfile: 'backup' })
    add('B-2', { allowPublish: true, deploymentProfile: 'backup' })
    add('quiet', { deploymentProfile: 'own-trunks' })
    add('gone', { allowPublish: true, deploymentProfile: 'no-longer' })
  })

  test('the shortest preset governs, and each one’s cost is told', () => {
    const { carried, governing } = plan('standard')
    expect(governing).toBe('carrier')
    expect(carried.map(({ id, gateways, fit }) => [id, gateways, fit])).toEqual([
      ['carrier', 1, 'above'],
      ['standard', 1, 'inside'],
      ['backup', 2, 'below'],
    ])
    const backup = carried.at(-1)
    expect(backup?.presetPerSecond).toBeCloseTo(2 / 1020, 9)
    expect(backup?.governedPerSecond).toBeCloseTo(2 / 38.25, 9)
  })

  test('a gateway that is chosen counts for the planned profile', () => {
    const { carried } = plan('standard', ['C-1', 'B-1'])
    expect(carried.map(({ id, gateways }) => [id, gateways])).toEqual([
      ['standard', 3],
      ['backup', 1],
    ])
  })

  test('with one profile alone nothing governs', () => {
    const { carried, governing } = plan('standard', ['C-1', 'B-1', 'B-2'])
    expect([carried.length, governing]).toEqual([1, null])
  })
})

describe('a plan that was made before a change', () => {
  const choice = { id: 'carrier', gateways: ['GW-A'] }
  beforeEach(() => add('GW-A'))

  test.each([
    [
      'of the parameter',
      () => configuration.setParameters({ SS_SIP_PUBLISH_EXPIRE: '90' }, ada),
      'SS_SIP_PUBLISH_EXPIRE',
    ],
    [
      'of a chosen gateway',
      () => configuration.modifyRoutingGateway('GW-A', { capacity: 5 }, ada),
      'GW-A',
    ],
    [
      'of the settings',
      () => configuration.setSettings({ publishCoalescingMs: 500 }, ada),
      'engine settings',
    ],
    [
      'of the profile itself',
      () => kept.set('carrier', profileOf('carrier', 30, 90, 60)),
      'carrier',
    ],
  ])('%s is a conflict, and nothing is changed', (_what, change, name) => {
    const { expected } = planProfile(configuration, profiles, choice)
    change()
    const before = configuration.exportDocument()
    const apply = (): unknown =>
      configuration.applyEdits(profileChanges(profiles, choice, expected), ada)
    expect(faultOf(apply)).toMatchObject({ code: 'CONFLICT', details: { name } })
    expect(configuration.exportDocument()).toEqual(before)
  })
})
