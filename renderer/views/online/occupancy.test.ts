import { describe, expect, it } from 'vitest'
import { bandPercents, occupancyLevel, occupancyOf } from './occupancy.ts'

const bands = { reduce: 80, lastResort: 95 }

describe('the bar of a gateway', () => {
  it('leaves room beyond the line limit', () => {
    const level = occupancyLevel({ active: 9, capacity: 10, band: 'reduce' }, bands)
    expect(level).toMatchObject({ band: 'reduce', word: '90 %' })
    expect(level.share).toBeCloseTo(90 / 110)
    expect(level.marks?.map((mark) => Math.round(mark * 110))).toEqual([80, 95, 100])
  })

  it('shows more calls than lines as more than full', () => {
    const { share, word } = occupancyLevel({ active: 12, capacity: 10, band: 'full' }, bands)
    expect(word).toBe('120 %')
    expect(share).toBeGreaterThan(1)
  })

  it('has its marks where the settings say', () => {
    const settings = { version: 2, values: { reduceBandPercent: 55, lastResortBandPercent: 66 } }
    const percents = bandPercents({ ...settings, overridden: [] })
    expect(percents).toEqual({ reduce: 55, lastResort: 66 })
    const { marks } = occupancyLevel({ active: 0, capacity: 5, band: 'normal' }, percents)
    expect(marks?.[0]).toBeCloseTo(55 / 110)
  })

  it('knows the marks that the engine begins with', () => {
    expect(bandPercents(undefined)).toEqual(bands)
  })
})

it('a gateway without a line limit has no occupancy', () => {
  expect(occupancyOf(7, 0)).toBeNull()
  expect(occupancyOf(7, 14)).toBe(0.5)
})
