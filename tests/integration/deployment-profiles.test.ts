import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PlannedField } from '../../engine/api/contract/evidence.ts'
import type { Ask } from '../../engine/api/contract/procedures.ts'
import { askInProcess } from '../../engine/api/server/answer-ask.ts'
import { createFixedVisitor } from '../../engine/api/server/visitor.ts'
import { createHost, type Host } from '../../engine/composition/host.ts'
import { shippedProfiles } from '../../engine/guidance/profiles/shipped-profiles.ts'
import { silentLogger } from '../../engine/kernel/logger.ts'
import { ownProfile } from '../../engine/testing/own-profile.ts'
import { eventually } from '../harness/eventually.ts'
import { FeedFollower } from '../harness/feed-follower.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'

const parameter = 'SS_SIP_PUBLISH_EXPIRE'
let folder: TemporaryFolder
let host: Host
/** As an administrator, who alone may export; as an operator, who may apply and undo. */
let asAdministrator: Ask
let ask: Ask

beforeEach(async () => {
  folder = createTemporaryFolder()
  host = createHost({
    ...{ folder: folder.path, log: silentLogger, version: '0.0.0' },
    overrides: { listen: ['udp:127.0.0.1:0'] },
  })
  await host.engine.start()
  const askAs = (role: 'operator' | 'administrator'): Ask =>
    askInProcess(
      host.connections.handlers,
      createFixedVisitor({ name: 'ada', from: '127.0.0.1', role }),
    )
  asAdministrator = askAs('administrator')
  ask = askAs('operator')
  const gateways = [
    { name: 'GW-1', capacity: 10 },
    { name: 'GW-2', capacity: 10, allowPublish: true, deploymentProfile: 'backup-overflow' },
    { name: 'GW-3', capacity: 10, enforceCapacity: false },
  ]
  for (const fields of gateways) {
    await ask('gateway.add', { kind: 'routing', fields: { ...fields, remoteIp: '127.0.0.1' } })
  }
  // None of the presets, so that every profile changes it.
  await ask('param.set', { changes: { [parameter]: '77' } })
})
afterEach(async () => {
  await host.stop()
  folder.remove()
})

type Section = Readonly<Record<string, unknown>>

/** The whole configuration: parameters, settings, and gateways field by field. */
const configured = () => asAdministrator('config.export', {})

/** Every field in which two documents differ, in the form of a plan. */
function differences(before: Section, after: Section): PlannedField[] {
  const rows = (object: PlannedField['object'], name: string, a: Section, b: Section) =>
    [...new Set([...Object.keys(a), ...Object.keys(b)])]
      .filter((field) => JSON.stringify(a[field]) !== JSON.stringify(b[field]))
      .map((field) => ({ object, name, field, from: a[field], to: b[field] }))
  const parameters = rows(
    'parameter',
    '',
    sectionOf(before, 'parameters'),
    sectionOf(after, 'parameters'),
  )
  return [
    ...parameters.map(({ field, ...row }) => ({ ...row, name: field, field: 'value' })),
    ...rows('setting', '', sectionOf(before, 'settings'), sectionOf(after, 'settings')),
    ...gatewaysOf(before).flatMap((gateway, index) =>
      rows('routing gateway', String(gateway['name']), gateway, gatewaysOf(after)[index] ?? {}),
    ),
  ]
}
const sectionOf = (document: Section, name: string): Section => document[name] as Section
const gatewaysOf = (document: Section): readonly Section[] =>
  document['routingGateways'] as readonly Section[]

/** A document leaves out what has its default. */
const defaults: Section = { allowPublish: false, enforceCapacity: true, deploymentProfile: '' }
const withDefaults = (planned: readonly PlannedField[]): PlannedField[] =>
  planned.map((row) => ({
    ...row,
    from: row.from ?? defaults[row.field],
    to: row.to ?? defaults[row.field],
  }))
const sorted = (rows: readonly PlannedField[]): string[] =>
  withDefaults(rows)
    .map((row) => JSON.stringify([row.object, row.name, row.field, row.from, row.to]))
    .toSorted()

describe('applying a deployment profile on a running engine', () => {
  const profiles = [...shippedProfiles, ownProfile] as readonly (typeof ownProfile)[]

  it.each(profiles)(
    '$id changes exactly what the preview said, and undo restores all',
    async (profile) => {
      if (profile === ownProfile) await ask('profile.save', { document: { ...ownProfile } })
      const before = await configured()
      const choice = {
        id: profile.id,
        expireSeconds: profile.maxSeconds,
        gateways: ['GW-1', 'GW-3'],
      }
      const plan = await ask('profile.plan', choice)
      expect(await configured()).toEqual(before)

      const applied = await ask('profile.apply', { ...choice, expected: plan.expected })
      const after = await configured()
      expect(plan.changes.length).toBeGreaterThanOrEqual(6)
      expect(sorted(differences(before, after))).toEqual(sorted(plan.changes))
      expect(applied.changes).toEqual(plan.changes)
      expect(sectionOf(after, 'parameters')[parameter]).toBe(String(profile.maxSeconds))

      const { edit } = applied
      expect((await ask('edit.list', {}))[0]).toMatchObject({ edit, by: 'ada', isUndone: false })
      const actions = await ask('audit.list', { limit: 10 })
      expect(actions.entries.map(({ action, object }) => `${action} ${object}`)).toEqual(
        expect.arrayContaining([
          `profile.apply ${profile.id}`,
          `parameter.set ${parameter}`,
          'setting.set deploymentProfile',
          'routingGateway.modify GW-1',
        ]),
      )
      await ask('edit.undo', { edit: edit ?? -1 })
      expect(await configured()).toEqual(before)
    },
  )

  it('is seen on the wire: the chosen gateway is published with the new lifetime', async () => {
    const { id } = profiles[0] ?? ownProfile
    await ask('profile.apply', { id, gateways: ['GW-1'] })
    await eventually('PUBLISH of GW-1 with 45', () => publishedWith('GW-1', 45))
  })

  /** Whether the trace has a PUBLISH about the gateway with that lifetime. */
  async function publishedWith(gateway: string, expires: number): Promise<true | undefined> {
    const filter = { method: 'PUBLISH', direction: 'sent' as const, gateway, limit: 50 }
    const { messages } = await ask('trace.list', filter)
    for (const { sequence, startLine } of messages) {
      if (!startLine.startsWith('PUBLISH ')) continue
      const { text } = await ask('trace.get', { sequence })
      if (new RegExp(`^Expires: ${String(expires)}\\r?$`, 'm').test(text)) return true
    }
    return undefined
  }

  it('on a plan that is no longer true is a conflict that names who changed what', async () => {
    const choice = { id: 'wholesale-voip', gateways: ['GW-1'] }
    const { expected } = await ask('profile.plan', choice)
    await asAdministrator('gateway.set', {
      kind: 'routing',
      name: 'GW-1',
      changes: { capacity: 11 },
    })
    const before = await configured()
    await expect(ask('profile.apply', { ...choice, expected })).rejects.toMatchObject({
      code: 'CONFLICT',
      details: { name: 'GW-1', by: 'ada' },
    })
    expect(await configured()).toEqual(before)
  })

  it('counts the gateways of every profile, so that the governing one is told', async () => {
    await ask('labSample.load', {})
    const plan = await ask('profile.plan', { id: 'standard-enterprise' })
    expect(plan.carried.map(({ id, gateways }) => [id, gateways])).toEqual([
      ['high-volume-carrier', 1],
      ['wholesale-voip', 1],
      ['multi-server-cluster', 1],
      ['standard-enterprise', 1],
      ['low-traffic-trunk', 1],
      ['backup-overflow', 2],
    ])
    expect(plan.governing).toBe('high-volume-carrier')
    await ask('labSample.remove', {})
  })
})

describe('profiles of one’s own', () => {
  it('that are saved and removed are seen by whoever follows the list', async () => {
    const follower = new FeedFollower<'profiles'>(host.connections.feeds, 'profiles', {})
    await ask('profile.save', { document: { ...ownProfile } })
    await eventually('the row', () => follower.find(({ id }) => id === ownProfile.id))
    await ask('profile.remove', { id: ownProfile.id })
    await eventually('no row', () =>
      follower.find(({ id }) => id === ownProfile.id) ? undefined : true,
    )
    expect(follower.strange).toEqual([])
    follower.stop()
  })
})
