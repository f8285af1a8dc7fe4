import { describe, expect, it } from 'vitest'
import { startBounds } from './window-bounds.ts'

const screen = { x: 0, y: 0, width: 1920, height: 1040 }
const left = { x: -1280, y: 0, width: 1280, height: 1000 }
const at = (x: number, y: number) => ({ x, y, width: 900, height: 700, isMaximized: false })

describe('a window opens where it was', () => {
  it.each([
    ['inside', at(100, 100)],
    ['half over the edge', at(1500, 300)],
    ['on the second screen', at(-1000, 50)],
  ])('%s', (_where, kept) => {
    const { x, y } = kept
    expect(startBounds(kept, [screen, left])).toEqual({ x, y, width: 900, height: 700 })
  })
})

describe('a window that could not be grabbed opens at its usual place', () => {
  it.each([
    ['on a screen that is gone', at(-1000, 50)],
    ['above the top edge', at(100, -50)],
    ['below the bottom', at(100, 1000)],
    ['but for a sliver', at(1880, 100)],
  ])('%s', (_where, kept) => {
    expect(startBounds(kept, [screen])).not.toHaveProperty('x')
  })

  it('as it does the first time', () => {
    expect(startBounds(undefined, [screen])).toEqual({ width: 1280, height: 800 })
  })
})
