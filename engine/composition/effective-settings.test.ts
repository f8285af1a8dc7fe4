import { expect, test } from 'vitest'
import { engineSettings, type EngineSettings } from '../api/contract/engine-settings.ts'
import { createSettingsInForce } from './effective-settings.ts'

const saved = (fields: Partial<EngineSettings> = {}) => ({
  values: { ...engineSettings.parse({}), ...fields },
})

test('the command line wins for this run, the rest is as saved', () => {
  const inForce = createSettingsInForce(saved({ traceMessages: 500 }), {
    domain: 'example.com',
    listen: ['udp:127.0.0.1:0'],
  })
  expect(inForce.values).toMatchObject({
    ...{ domain: 'example.com', listen: ['udp:127.0.0.1:0'] },
    ...{ nodeName: 'node-1', traceMessages: 500 },
  })
})

test('a saved change is in force at once, but for what the command line said', () => {
  const settings = saved()
  const inForce = createSettingsInForce(settings, { domain: 'example.com' })
  settings.values = { ...settings.values, domain: 'other.example', nodeName: 'north' }
  expect(inForce.values).toMatchObject({ domain: 'example.com', nodeName: 'north' })
})

test('reading between two changes makes nothing new', () => {
  const inForce = createSettingsInForce(saved(), {})
  expect(inForce.values).toBe(inForce.values)
})
