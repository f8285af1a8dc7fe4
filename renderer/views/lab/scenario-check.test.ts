import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { invalidValue } from '../../../engine/api/contract/errors.ts'
import { labScenario } from '../../../engine/api/contract/lab-scenario.ts'
import { newScenario } from './new-scenario.ts'
import { checkText, refusedAt, scenarioText } from './scenario-check.ts'

const folder = join(import.meta.dirname, '../../../resources/lab-scenarios')
const text = scenarioText(labScenario.parse(newScenario))

describe.each(readdirSync(folder))('the shipped scenario %s', (file) => {
  it('is written without its defaults, and reads as it was', () => {
    const scenario = labScenario.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')))
    const written = scenarioText(scenario)
    expect(labScenario.parse(JSON.parse(written))).toEqual(scenario)
    expect(written).not.toContain('"jitterMs": 0,')
    expect(checkText(written).faults).toEqual([])
  })
})

it('begins a new scenario that is one', () => {
  expect(checkText(text)).toEqual({ document: JSON.parse(text) as unknown, faults: [] })
})

it('names line, place and what is allowed of a wrong value', () => {
  const wrong = text.replace('"perSecond": 2', '"perSecond": "two"')
  const { faults } = checkText(wrong)
  expect(faults).toHaveLength(1)
  expect(faults[0]).toMatchObject({
    ...{ path: 'generators.0.rate.perSecond', kind: 'allowed' },
    words: 'calls per second from 0 to 1000',
  })
  expect(wrong.split('\n')[(faults[0]?.line ?? 0) - 1]).toContain('"two"')
})

it('points at a field that nobody knows, and at what should hold a missing one', () => {
  const unknown = checkText(text.replace('"channels"', '"chanels"')).faults
  expect(unknown).toMatchObject([{ path: 'gateways.0.chanels', kind: 'field', words: 'chanels' }])
  const missing = checkText(text.replace(/"measure": "[^"]*",/, '')).faults
  expect(missing[0]).toMatchObject({ path: 'steps.1.measure', kind: 'allowed' })
  expect(text.split('\n')[(missing[0]?.line ?? 0) - 1]).toBe('    {')
})

it('says where a text stops being JSON', () => {
  const broken = checkText(text.replace('"steps": [', '"steps": '))
  expect(broken.document).toBeUndefined()
  expect(broken.faults).toMatchObject([{ path: '', kind: 'name' }])
  const wrong = checkText(text.replace('"channels": 20', '"channels": 20x')).faults
  expect(wrong).toMatchObject([{ path: '', kind: 'value', words: '' }])
})

it('puts what the engine refuses beside the text', () => {
  const { details } = invalidValue('scenario.steps.1: generator', 'x', 'one of callers')
  const fault = refusedAt(text, details)
  expect(fault).toMatchObject({ path: 'steps.1', words: 'one of callers' })
  expect(text.slice(fault?.at)).toMatch(/^\{\s+"do": "expect"/)
  expect(refusedAt(text, { value: 'taken' })).toBeUndefined()
})
