import { beforeEach, describe, expect, test } from 'vitest'
import { createFakeClock, type FakeClock } from '../testing/fake-clock.ts'
import { ConcurrencySampler } from './concurrency-sampler.ts'
import type { GatewaySample } from './gateway-sample.ts'
import type { SampledFigures } from './minute-tally.ts'

/** A full hour of the wall clock. */
const hourAtMs = 1_800_000_000_000
const minuteMs = 60_000

let clock: FakeClock
let figures: Map<string, SampledFigures>
let refusals: Map<string, number>
let samples: GatewaySample[]
let sampler: ConcurrencySampler

const idle: SampledFigures = {
  ...{ active: 0, capacity: 10, band: 'normal', isStale: false },
  ...{ published: undefined, publicationError: undefined },
}

beforeEach(() => {
  clock = createFakeClock(hourAtMs)
  figures = new Map([['GW', idle]])
  refusals = new Map()
  samples = []
  sampler = samplerOn()
})

const samplerOn = (): ConcurrencySampler =>
  new ConcurrencySampler({
    clock,
    gateways: () => [...figures.keys()].map((name) => ({ name })),
    figuresOf: (name) => figures.get(name),
    refusedAtLimit: (name) => refusals.get(name) ?? 0,
    onSample: (sample) => samples.push(sample),
  })

function set(changes: Partial<SampledFigures>, name = 'GW'): void {
  figures.set(name, { ...(figures.get(name) ?? idle), ...changes })
  sampler.touch(name)
}

/** The samples handed out since the last look, as they are in the end: those of the same minutes added. */
function taken(): GatewaySample[] {
  return samples.splice(0)
}

describe('a minute of one gateway', () => {
  test('is weighted by time', () => {
    sampler.start()
    clock.advance(30_000)
    set({ active: 8, band: 'reduce' })
    clock.advance(15_000)
    set({ active: 10, band: 'full' })
    clock.advance(6000)
    set({ active: 9, band: 'reduce' })
    clock.advance(9000)
    expect(taken()).toEqual([
      {
        ...{ gateway: 'GW', minuteAtMs: hourAtMs, minutes: 1, sampledMs: 30_000 },
        ...{ activeMs: 8 * 15_000 + 10 * 6000 + 9 * 9000, peakActive: 10, capacity: 10 },
        ...{ normalMs: 0, reduceMs: 24_000, lastResortMs: 0, fullMs: 6000, refusedAtLimit: 0 },
        ...{ publishedMs: 0, publishedForMs: 0, errorMs: 0, errorForMs: 0, errorWorst: 0 },
        staleMs: 0,
      },
    ])
  })

  test('knows how far the published count was from the own one', () => {
    sampler.start()
    set({ published: 0, publicationError: 0 })
    clock.advance(10_000)
    set({ active: 4, publicationError: 4 })
    clock.advance(20_000)
    set({ published: 4, publicationError: 0 })
    clock.advance(25_000)
    set({ published: undefined, publicationError: undefined, isStale: true })
    clock.advance(5000)
    expect(taken()).toMatchObject([
      {
        ...{ sampledMs: minuteMs, publishedMs: 4 * 25_000, publishedForMs: 55_000 },
        ...{ errorMs: 4 * 20_000, errorForMs: 55_000, errorWorst: 4, staleMs: 5000 },
      },
    ])
  })

  test('has the peak of a moment, but no error that never lasted', () => {
    sampler.start()
    set({ active: 7, published: 0, publicationError: 7 })
    set({ active: 1, published: 1, publicationError: 0 })
    clock.advance(minuteMs)
    expect(taken()).toMatchObject([{ peakActive: 7, errorWorst: 0, activeMs: minuteMs }])
  })

  test('begins with what the minute before ended with', () => {
    sampler.start()
    set({ active: 3 })
    clock.advance(minuteMs + 20_000)
    set({ active: 0 })
    clock.advance(40_000)
    expect(taken()).toMatchObject([
      { minuteAtMs: hourAtMs, activeMs: 3 * minuteMs, peakActive: 3 },
      { minuteAtMs: hourAtMs + minuteMs, activeMs: 3 * 20_000, peakActive: 3 },
    ])
  })

  test('counts what routing refused and what was refused after it', () => {
    refusals.set('GW', 100)
    sampler.start()
    set({ active: 10, band: 'full' })
    refusals.set('GW', 103)
    sampler.refused('GW')
    clock.advance(minuteMs)
    refusals.set('GW', 2)
    clock.advance(minuteMs)
    expect(taken().map((each) => each.refusedAtLimit)).toEqual([4, 2])
  })
})

describe('which gateways are sampled', () => {
  test('a gateway without a call or a publication is not', () => {
    sampler.start()
    set({ capacity: 20 })
    clock.advance(10 * minuteMs)
    expect(taken()).toEqual([])
  })

  test('one that had a call goes on being sampled, which costs one sample an hour while nothing changes', () => {
    sampler.start()
    set({ active: 1 })
    clock.advance(30_000)
    set({ active: 0 })
    clock.advance(119.5 * minuteMs)
    const spans = new Map<number, { minutes: number; sampledMs: number; activeMs: number }>()
    for (const { minuteAtMs, minutes, sampledMs, activeMs } of taken()) {
      const before = spans.get(minuteAtMs)
      spans.set(minuteAtMs, {
        minutes,
        sampledMs: sampledMs + (before?.sampledMs ?? 0),
        activeMs: activeMs + (before?.activeMs ?? 0),
      })
    }
    expect([...spans]).toEqual([
      [hourAtMs, { minutes: 1, sampledMs: minuteMs, activeMs: 30_000 }],
      [hourAtMs + minuteMs, { minutes: 59, sampledMs: 59 * minuteMs, activeMs: 0 }],
      [hourAtMs + 60 * minuteMs, { minutes: 60, sampledMs: 60 * minuteMs, activeMs: 0 }],
    ])
  })

  test('one with a publication is from the start', () => {
    figures.set('GW', { ...idle, published: 0, publicationError: 0 })
    sampler.start()
    clock.advance(minuteMs)
    expect(taken()).toMatchObject([{ sampledMs: minuteMs, publishedForMs: minuteMs }])
  })

  test('one that is deleted is handed out and forgotten', () => {
    sampler.start()
    set({ active: 2 })
    clock.advance(10_000)
    figures.delete('GW')
    sampler.touch('GW')
    expect(taken()).toMatchObject([{ sampledMs: 10_000, activeMs: 20_000 }])
    clock.advance(10 * minuteMs)
    expect(taken()).toEqual([])
  })
})

describe('when samples are handed out', () => {
  test('minutes are those of the wall clock', () => {
    clock.advance(45_000)
    sampler.start()
    set({ active: 1 })
    clock.advance(15_000)
    expect(taken()).toMatchObject([{ minuteAtMs: hourAtMs, sampledMs: 15_000 }])
  })

  test('a start just before a full minute belongs to the next one', () => {
    clock.advance(59_800)
    sampler.start()
    set({ active: 1 })
    clock.advance(60_200)
    expect(taken()).toMatchObject([{ minuteAtMs: hourAtMs + minuteMs, sampledMs: 60_200 }])
  })

  test('a settled minute is handed out in two parts that add up', async () => {
    sampler.start()
    set({ active: 2 })
    clock.advance(20_000)
    await sampler.settle()
    expect(taken()).toMatchObject([{ minuteAtMs: hourAtMs, sampledMs: 20_000, activeMs: 40_000 }])
    clock.advance(40_000)
    expect(taken()).toMatchObject([{ minuteAtMs: hourAtMs, sampledMs: 40_000, activeMs: 80_000 }])
  })

  test('many gateways are handed out in slices', () => {
    for (let index = 0; index < 450; index++) figures.set(`G${index}`, { ...idle, active: 1 })
    sampler.start()
    clock.advance(minuteMs)
    expect(samples).toHaveLength(200)
    clock.advance(10)
    expect(samples).toHaveLength(400)
    set({ active: 2 }, 'G449')
    clock.advance(10)
    expect(taken()).toHaveLength(450)
    clock.advance(minuteMs)
    const last = taken().find((each) => each.gateway === 'G449')
    expect(last).toMatchObject({ sampledMs: minuteMs, activeMs: 10 + 2 * (minuteMs - 10) })
  })

  test('the stop hands out the minute that is running, and nothing comes after it', () => {
    sampler.start()
    set({ active: 5 })
    clock.advance(12_000)
    sampler.stop()
    expect(taken()).toMatchObject([{ sampledMs: 12_000, activeMs: 60_000 }])
    expect(clock.pendingTimers).toBe(0)
    set({ active: 6 })
    clock.advance(10 * minuteMs)
    expect(taken()).toEqual([])
  })
})
