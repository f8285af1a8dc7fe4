import { describe, expect, it } from 'vitest'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { createFakeClock } from '../testing/fake-clock.ts'
import { LossyNetwork } from './lossy-network.ts'

const conditions = { lossPercent: 0, delayMs: 0, jitterMs: 0 }

/** Numbers of the datagrams that came through, with the time of each. */
function send(change: Partial<typeof conditions>, seed = 1) {
  const clock = createFakeClock()
  const network = new LossyNetwork(clock, createSeededIdSource(seed), { ...conditions, ...change })
  const arrived: { readonly number: number; readonly atMs: number }[] = []
  for (let number = 0; number < 1000; number++) {
    network.pass(() => void arrived.push({ number, atMs: clock.monotonicMs() }))
  }
  clock.advance(1000)
  return { network, arrived }
}

describe('a lossy network', () => {
  it('that is perfect lets everything through at once', () => {
    const { arrived, network } = send({})
    expect(arrived).toHaveLength(1000)
    expect(arrived.every(({ atMs }) => atMs === 0)).toBe(true)
    expect(network.lost).toBe(0)
  })

  it('loses its share, and the same datagrams again for the same seed', () => {
    const { arrived, network } = send({ lossPercent: 20 })
    expect(network.lost).toBeGreaterThan(150)
    expect(network.lost).toBeLessThan(250)
    expect(arrived.length + network.lost).toBe(1000)
    expect(send({ lossPercent: 20 }).arrived).toEqual(arrived)
    expect(send({ lossPercent: 20 }, 2).arrived).not.toEqual(arrived)
  })

  it('delays, and lets datagrams overtake each other', () => {
    const { arrived } = send({ delayMs: 100, jitterMs: 50 })
    expect(arrived).toHaveLength(1000)
    for (const { atMs } of arrived) {
      expect(atMs).toBeGreaterThanOrEqual(100)
      expect(atMs).toBeLessThanOrEqual(150)
    }
    const numbers = arrived.map(({ number }) => number)
    expect(numbers).not.toEqual([...numbers].sort((a, b) => a - b))
  })

  it('that is silent lets nothing through and counts nothing as lost', () => {
    const clock = createFakeClock()
    const network = new LossyNetwork(clock, createSeededIdSource(1), conditions)
    network.isSilent = true
    let passed = 0
    network.pass(() => passed++)
    network.isSilent = false
    network.pass(() => passed++)
    expect([passed, network.lost]).toEqual([1, 0])
  })
})
