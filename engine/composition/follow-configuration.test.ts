import { beforeEach, expect, test } from 'vitest'
import type { Configuration } from '../configuration/configuration.ts'
import { createMemoryConfiguration } from '../testing/test-engine.ts'
import { followConfiguration } from './follow-configuration.ts'

const actor = { name: 'test', from: 'test' }

let configuration: Configuration
let told: string[]

function nameOf(about: unknown): string {
  if (typeof about === 'string') return about
  const isNamed = typeof about === 'object' && about !== null && 'name' in about
  return isNamed ? String(about.name) : ''
}

/** A part that notes what it is told: the call and the name of the gateway it is about. */
function noting<T>(part: string): T {
  const note = (call: string) => (about?: unknown) => {
    const subject = nameOf(about)
    told.push(subject === '' ? `${part}.${call}` : `${part}.${call} ${subject}`)
    return Promise.resolve()
  }
  return new Proxy({}, { get: (_target, call) => note(String(call)) }) as T
}

beforeEach(() => {
  configuration = createMemoryConfiguration().configuration
  configuration.createRoutingGateway({ name: 'Kept' }, actor)
  told = []
  const partNames = 'lineLimits optionsCheck registrations locations destinations availability'
  const gatewayParts = [...partNames.split(' '), 'statistics', 'identification']
  followConfiguration({
    configuration,
    gateways: Object.fromEntries(gatewayParts.map((part) => [part, noting(part)])) as never,
    signalling: {
      settingsChanged: () => told.push('signalling.settingsChanged'),
      listeners: noting('listeners'),
    } as never,
    routeTable: noting('routeTable'),
    publishing: noting('publishing'),
    knownSources: noting('knownSources'),
    watch: noting('watch'),
    mappingStatistics: noting('mappingStatistics'),
    figureParts: noting('figureParts'),
  })
})

const takenIn = (name: string): string[] => [
  `lineLimits.set ${name}`,
  `routeTable.upsert ${name}`,
  `figureParts.touch ${name}`,
  `optionsCheck.set ${name}`,
  `registrations.set ${name}`,
  `locations.forget ${name}`,
  `availability.resume ${name}`,
]

test('what was saved is in force from the start', () => {
  expect(told).toEqual(['identification.setGateways', ...takenIn('Kept')])
})

test('a gateway that comes or changes reaches every part, publishing last', () => {
  told.length = 0
  configuration.createRoutingGateway({ name: 'New' }, actor)
  const expected = [...takenIn('New'), 'knownSources.changed', 'publishing.gatewayChanged New']
  expect(told).toEqual(expected)
  told.length = 0
  configuration.modifyRoutingGateway('New', { capacity: 5 }, actor)
  expect(told).toEqual(expected)
})

test('a gateway that goes leaves nothing behind', () => {
  told.length = 0
  configuration.deleteRoutingGateway('Kept', actor)
  for (const part of ['routeTable', 'lineLimits', 'optionsCheck', 'registrations']) {
    expect(told).toContain(`${part}.remove Kept`)
  }
  for (const part of ['locations', 'destinations', 'availability', 'statistics', 'watch']) {
    expect(told).toContain(`${part}.forget Kept`)
  }
  expect(told).toContain('figureParts.touch Kept')
  expect(told.at(-1)).toBe('publishing.gatewayChanged Kept')
})

test('callers are known anew after each change of a mapping gateway', () => {
  told.length = 0
  configuration.createMappingGateway({ name: 'MG' }, actor)
  configuration.deleteMappingGateway('MG', actor)
  expect(told).toEqual([
    'identification.setGateways',
    'mappingStatistics.forget MG',
    'identification.setGateways',
  ])
})

test('an edit of many mapping gateways has the callers known anew once', () => {
  told.length = 0
  const mappingGateways = [{ name: 'A' }, { name: 'B' }, { name: 'C' }]
  configuration.applyImport({ trunkline: 1, mappingGateways }, actor)
  expect(told).toEqual(['identification.setGateways'])
})

test('a renamed gateway leaves nothing under its old name', () => {
  told.length = 0
  configuration.modifyRoutingGateway('Kept', { name: 'Renamed' }, actor)
  expect(told).toContain('routeTable.remove Kept')
  expect(told).toContain('registrations.remove Kept')
  expect(told.slice(-takenIn('').length - 3)).toEqual([
    ...takenIn('Renamed'),
    'knownSources.changed',
    'publishing.gatewayChanged Kept',
    'publishing.gatewayChanged Renamed',
  ])
})

test.each([
  ['SS_SIP_PUBLISH_EXPIRE', '60', ['publishing.parameterChanged']],
  ['SS_SIP_OPTIONS_CHECK_PERIOD', '10', ['optionsCheck.periodChanged']],
  ['SS_GATEWAY_ASR_CALCULATE', 'On', ['routeTable.touchAll']],
  ['SS_SIP_USER_AGENT_EXPIRE', '120', ['registrations.renewAll']],
  ['SS_SIP_USER_AGENT_RETRY_DELAY', '30', ['registrations.retryDelayChanged']],
  // Read at the moment of use.
  ['SS_SIP_TIMEOUT_INVITE', '5', []],
])('%s is told to whom it concerns', (name, value, expected) => {
  told.length = 0
  configuration.setParameters({ [name]: value }, actor)
  expect(told).toEqual(expected)
})

test('settings reach publishing and selection when the listeners are right', async () => {
  told.length = 0
  configuration.setSettings({ listen: ['udp:127.0.0.1:0'] }, actor)
  await Promise.resolve()
  expect(told).toEqual([
    'signalling.settingsChanged',
    'knownSources.changed',
    'listeners.settingsChanged',
    'knownSources.changed',
    'publishing.settingsChanged',
    'routeTable.touchAll',
    'figureParts.touchAll',
    'registrations.renewAll',
  ])
  told.length = 0
  configuration.setSettings({ stalePolicy: 'suspend gateway' }, actor)
  await Promise.resolve()
  expect(told).not.toContain('registrations.renewAll')
})
