import { afterEach, describe, expect, it } from 'vitest'
import {
  createSceneTime,
  openLabScene,
  type GeneratorShape,
  type LabScene,
} from '../testing/lab-scene.ts'

let scene: LabScene | undefined
afterEach(async () => {
  await scene?.close()
  scene = undefined
})

const never = (): boolean => false
const long = { kind: 'fixed', ms: 3_600_000 } as const

async function start(generator: GeneratorShape) {
  const time = createSceneTime()
  const opened = await openLabScene({ generator }, time)
  scene = opened
  opened.generator.start()
  return { ...opened, pass: (seconds: number) => time.wait(seconds * 1000, never) }
}

describe('a call generator', () => {
  it('keeps its rate', async () => {
    const rate = { kind: 'constant', perSecond: 4 } as const
    const { generator, pass } = await start({ rate, totalCalls: 1000 })
    await pass(30)
    expect(generator.row().placed).toBeGreaterThanOrEqual(119)
    expect(generator.row().placed).toBeLessThanOrEqual(121)
  })

  it('ends after its calls in all', async () => {
    const { generator, pass } = await start({ totalCalls: 25 })
    await pass(60)
    expect(generator.row()).toMatchObject({ placed: 25, ended: 25, state: 'stopped' })
  })

  it('ends after its time, and waits for the calls that it has', async () => {
    const rate = { kind: 'constant', perSecond: 1 } as const
    const talk = { kind: 'fixed', ms: 30_000 } as const
    const { generator, pass } = await start({ rate, talk, durationSeconds: 10, totalCalls: 1000 })
    await pass(12)
    expect(generator.row()).toMatchObject({ placed: 10, state: 'ending' })
    await pass(60)
    expect(generator.row()).toMatchObject({ placed: 10, ended: 10, state: 'stopped' })
  })

  it('leaves out what would be more calls at once than it may have', async () => {
    const { generator, pass } = await start({ totalCalls: 20, concurrency: 6, talk: long })
    await pass(10)
    expect(generator.row()).toMatchObject({ placed: 6, skipped: 14, active: 6, peak: 6 })
    expect(generator.state).toBe('ending')
  })

  it('places nothing at a rate of nothing, and still ends', async () => {
    const rate = { kind: 'constant', perSecond: 0 } as const
    const { generator, pass } = await start({ rate, durationSeconds: 60 })
    await pass(50)
    expect(generator.row()).toMatchObject({ placed: 0, state: 'running' })
    await pass(20)
    expect(generator.row()).toMatchObject({ placed: 0, state: 'stopped' })
  })

  it('hangs up every call when it is stopped', async () => {
    const { gateway, generator, pass } = await start({ totalCalls: 8, talk: long })
    await pass(5)
    expect(gateway.row().active).toBe(8)
    generator.stop()
    await pass(5)
    expect(generator.row()).toMatchObject({ active: 0, ended: 8, endedByPeer: 0 })
    expect(gateway.row()).toMatchObject({ active: 0, ended: 8 })
  })

  it('that fell silent is missed by the other side only', async () => {
    const { gateway, generator, pass } = await start({ totalCalls: 2, talk: long })
    await pass(5)
    generator.silence(true)
    generator.stop()
    await pass(60)
    expect(generator.row().active).toBe(0)
    expect(gateway.row().active).toBe(2)
  })
})
