import { expect, it } from 'vitest'
import type { NodeFigures } from '../../../engine/api/contract/feed-rows.ts'
import { joined, withPoint } from './figure-series.ts'

const point = (atMs: number): NodeFigures => ({ atMs }) as NodeFigures
const momentsOf = (points: readonly NodeFigures[]): number[] => points.map(({ atMs }) => atMs)

it('takes a point every five seconds', () => {
  const points = withPoint([point(10_000)], point(14_999))
  expect(momentsOf(points)).toEqual([10_000])
  expect(momentsOf(withPoint(points, point(15_000)))).toEqual([10_000, 15_000])
})

it('forgets what is older than an hour', () => {
  expect(momentsOf(withPoint([point(0), point(5000)], point(3_604_000)))).toEqual([5000, 3_604_000])
})

it('joins history and what was told meanwhile without doubling a moment', () => {
  const all = joined([point(0), point(5000)], [point(5000), point(6000), point(10_000)])
  expect(momentsOf(all)).toEqual([0, 5000, 10_000])
})
