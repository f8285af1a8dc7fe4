import { describe, expect, it } from 'vitest'
import { isAllowed } from './check-licences.ts'

describe('licence expressions', () => {
  const allowed = new Set(['MIT', 'ISC'])

  it('need one allowed side of an OR', () => {
    expect(isAllowed('(GPL-3.0 OR MIT)', allowed)).toBe(true)
    expect(isAllowed('GPL-3.0 OR AGPL-3.0', allowed)).toBe(false)
  })

  it('need every side of an AND', () => {
    expect(isAllowed('MIT AND ISC', allowed)).toBe(true)
    expect(isAllowed('MIT AND CC-BY-4.0', allowed)).toBe(false)
  })

  it('are refused when nothing is stated', () => {
    expect(isAllowed('none stated', allowed)).toBe(false)
  })
})
