import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryStore, type TemporaryStore } from '../../tests/harness/temporary-store.ts'
import { EngineError } from '../api/contract/errors.ts'
import { silentLogger } from '../kernel/logger.ts'
import { createConfiguration, type Configuration } from './configuration.ts'

const ada = { name: 'ada', from: '127.0.0.1' }
let temporary: TemporaryStore
let configuration: Configuration

beforeEach(() => {
  temporary = createTemporaryStore()
  configuration = createConfiguration({
    persistence: temporary.store.configuration,
    log: silentLogger,
  })
  configuration.createRoutingGateway({ name: 'GW-A', capacity: 10, password: 'one' }, ada)
})
afterEach(() => temporary.remove())

const changes = {
  parameters: { changes: { SS_SIP_PUBLISH_EXPIRE: '90', SS_SIP_SESSION_TTL: '600' } },
  settings: { changes: { deploymentProfile: 'wholesale-voip' } },
  routingGateways: [
    { kind: 'modify', name: 'GW-A', changes: { allowPublish: true, capacity: 10 } },
  ],
} as const

test('what several objects would become is told field by field, and nothing changes', () => {
  const before = configuration.exportDocument()
  expect(configuration.planEdits(changes)).toEqual([
    {
      ...{ object: 'parameter', name: 'SS_SIP_PUBLISH_EXPIRE', field: 'value' },
      ...{ from: '300', to: '90' },
    },
    {
      ...{ object: 'setting', name: '', field: 'deploymentProfile' },
      ...{ from: '', to: 'wholesale-voip' },
    },
    {
      ...{ object: 'routing gateway', name: 'GW-A', field: 'allowPublish' },
      ...{ from: false, to: true },
    },
  ])
  expect(configuration.exportDocument()).toEqual(before)
  expect(configuration.edits()).toHaveLength(1)
})

test('a gateway that two steps change is told as it is before and after both', () => {
  const step = (fields: Readonly<Record<string, unknown>>) =>
    ({ kind: 'modify', name: 'GW-A', changes: fields }) as const
  const routingGateways = [
    step({ capacity: 20, allowPublish: true }),
    step({ capacity: 30, allowPublish: false }),
  ]
  expect(configuration.planEdits({ routingGateways })).toEqual([
    { object: 'routing gateway', name: 'GW-A', field: 'capacity', from: 10, to: 30 },
  ])
})

test('a password that would be replaced is told without itself', () => {
  const routingGateways = [{ kind: 'modify', name: 'GW-A', changes: { password: 'two' } }] as const
  const [planned] = configuration.planEdits({ routingGateways })
  expect(planned).toMatchObject({ field: 'password' })
  expect(JSON.stringify(planned)).not.toMatch(/one|two/)
})

test('of a gateway that would appear or go every field is told, with nothing on the other side', () => {
  const routingGateways = [
    { kind: 'create', fields: { name: 'GW-B', capacity: 5 } },
    { kind: 'delete', name: 'GW-A' },
  ] as const
  const planned = configuration.planEdits({ routingGateways })
  expect(planned).toContainEqual({
    ...{ object: 'routing gateway', name: 'GW-B', field: 'capacity', from: null, to: 5 },
  })
  expect(planned).toContainEqual({
    ...{ object: 'routing gateway', name: 'GW-A', field: 'capacity', from: 10, to: null },
  })
})

test('a change that would be refused is refused by the plan', () => {
  const plan = () =>
    configuration.planEdits({ settings: { changes: { deploymentProfile: 'A b' } } })
  expect(plan).toThrow(EngineError)
  expect(plan).toThrow(
    'allowed: id of a deployment profile: lower-case letters, digits and hyphens, or nothing',
  )
})
