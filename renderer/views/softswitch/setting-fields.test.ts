import { describe, expect, test } from 'vitest'
import { engineSettings } from '../../../engine/api/contract/engine-settings.ts'
import { faultsIn, sectionOf, settingSections } from './setting-fields.ts'

describe('the fields of the engine settings window', () => {
  test('every engine setting has one place, but those that have a window of their own', () => {
    const elsewhere = ['webAccess', 'attachedServers', 'deploymentProfile']
    const shown = settingSections.flatMap(({ fields }) => fields.map(({ name }) => name))
    const all = Object.keys(engineSettings.parse({}))
    expect(shown.toSorted()).toEqual(all.filter((name) => !elsewhere.includes(name)).toSorted())
  })

  test('the choices are those of the schema', () => {
    const choices = settingSections.flatMap(({ fields }) =>
      fields.flatMap((field) => ('choices' in field ? [field] : [])),
    )
    expect(choices).toHaveLength(2)
    for (const field of choices) {
      for (const choice of field.choices) {
        expect(engineSettings.safeParse({ [field.name]: choice }).success).toBe(true)
      }
    }
  })

  test('a fault within a row of a list counts in the section of the list', () => {
    const faults = { 'publishTargets.0.address': 'x', 'publishTargets.2.name': 'x', listen: 'x' }
    expect(faultsIn('publishing', faults)).toBe(2)
    expect(faultsIn('node', faults)).toBe(1)
    expect(faultsIn('trace', faults)).toBe(0)
    expect(sectionOf('nothing')).toBeUndefined()
  })
})
