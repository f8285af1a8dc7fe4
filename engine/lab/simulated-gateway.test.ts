import { afterEach, describe, expect, it, test, vi } from 'vitest'
import { createResponse, type SipRequest } from '../sip/message/message.ts'
import {
  createSceneTime,
  openLabScene,
  type GatewayShape,
  type GeneratorShape,
  type LabScene,
} from '../testing/lab-scene.ts'
import { LabPeer } from './lab-peer.ts'
import type { LabTime } from './lab-time.ts'

let scene: LabScene | undefined
afterEach(async () => {
  await scene?.close()
  scene = undefined
})

const patience = { timeout: 15_000, interval: 20 }
const never = (): boolean => false

describe('a simulated gateway on a socket of its own', () => {
  it('answers calls, and both sides agree on what they came to', async () => {
    scene = await openLabScene({})
    scene.generator.start()
    const { gateway, generator } = scene
    await vi.waitFor(() => expect(generator.row().ended).toBe(10), patience)
    await vi.waitFor(() => expect(gateway.row().active).toBe(0), patience)
    expect(gateway.row()).toMatchObject({ invites: 10, answered: 10, refused: 0, ended: 10 })
    expect(generator.row()).toMatchObject({ placed: 10, answered: 10, failed: 0, state: 'stopped' })
    expect(gateway.row().peak).toBe(generator.row().peak)
    expect(gateway.endpoint.port).toBeGreaterThan(0)
  })

  it('that hangs up itself ends the call on the other side', async () => {
    scene = await openLabScene({
      gateway: { talk: { kind: 'fixed', ms: 20 } },
      generator: { talk: { kind: 'fixed', ms: 600_000 } },
    })
    scene.generator.start()
    const { generator } = scene
    await vi.waitFor(() => expect(generator.row().endedByPeer).toBe(10), patience)
  })

  it('gets a port that is taken refused by name', async () => {
    scene = await openLabScene({})
    const { port } = scene.gateway.endpoint
    await expect(openLabScene({ gateway: { port } })).rejects.toMatchObject({ code: 'PORT_IN_USE' })
  })
})

/** The same on virtual time, where everything is exact. */
async function play(
  shapes: { gateway?: GatewayShape; generator?: GeneratorShape },
  seconds = 120,
): Promise<LabScene & { readonly time: LabTime }> {
  const time = createSceneTime()
  const opened = await openLabScene(shapes, time)
  scene = opened
  opened.generator.start()
  await time.wait(seconds * 1000, never)
  return { ...opened, time }
}
const long = { kind: 'fixed', ms: 3_600_000 } as const

describe('on virtual time', () => {
  it('a call beyond the channel limit is refused with 503, as an overload', async () => {
    const { gateway, generator } = await play({
      gateway: { channels: 4, retryAfterSeconds: 7 },
      generator: { talk: long },
    })
    expect(gateway.row()).toMatchObject({ active: 4, peak: 4, refusedFull: 6, refused: 0 })
    expect(generator.failedWith(503)).toBe(6)
  })

  test.each([
    [486, 'busy'],
    [480, 480],
    [603, 603],
  ] as const)('a failed call comes to %i', async (code, result) => {
    const { gateway, generator } = await play({
      gateway: { answerPercent: 0, failures: [{ result }] },
    })
    expect(generator.failedWith(code)).toBe(10)
    expect(gateway.row()).toMatchObject({ refused: 10, answered: 0, active: 0 })
  })

  it('a call that nobody answers rings until the caller gives up', async () => {
    const { gateway, generator } = await play({
      gateway: { answerPercent: 0, failures: [{ result: 'no answer' }] },
      generator: { patienceSeconds: 20 },
    })
    expect(generator.row()).toMatchObject({ cancelled: 10, failed: 0, active: 0 })
    expect(gateway.row()).toMatchObject({ cancelled: 10, answered: 0, active: 0 })
  })

  it('a call left without a word counts once, and takes no channel', async () => {
    const { gateway, generator } = await play({
      gateway: { channels: 1, answerPercent: 0, failures: [{ result: 'silence' }] },
    })
    expect(gateway.row()).toMatchObject({ invites: 10, refusedFull: 0, active: 0 })
    expect(generator.failedWith(0)).toBe(10)
  })

  it('slow answers and early media take their time', async () => {
    const shapes = {
      gateway: { responseDelay: { kind: 'fixed', ms: 5000 }, ring: { kind: 'fixed', ms: 3000 } },
      generator: { talk: long },
    } as const
    const { generator } = await play(
      { ...shapes, gateway: { ...shapes.gateway, earlyMedia: true } },
      8,
    )
    expect(generator.row().answered).toBe(0)
    await scene?.close()
    expect((await play(shapes, 9)).generator.row().answered).toBe(10)
  })

  it('calls survive loss and delay by retransmission', async () => {
    const { gateway, generator } = await play({
      gateway: { lossPercent: 20, delayMs: 50, jitterMs: 100, seed: 9 },
    })
    expect(generator.row()).toMatchObject({ answered: 10, failed: 0, active: 0 })
    expect(gateway.row()).toMatchObject({ answered: 10, active: 0 })
    expect(gateway.row().lost).toBeGreaterThan(0)
  })

  it('a gateway that fell silent is heard again after it is told to speak', async () => {
    const { gateway, generator, time } = await play(
      {
        gateway: { isSilent: true },
        generator: { totalCalls: 4, rate: { kind: 'constant', perSecond: 0.01 } },
      },
      150,
    )
    expect(generator.failedWith(0)).toBe(2)
    expect(gateway.row().invites).toBe(0)
    gateway.change({ isSilent: false })
    await time.wait(300_000, never)
    expect(generator.row()).toMatchObject({ placed: 4, answered: 2, failed: 2 })
    expect(gateway.row().answered).toBe(2)
  })

  it('the same seed gives the same calls', async () => {
    const shape = { gateway: { answerPercent: 50, seed: 4 }, generator: { totalCalls: 100 } }
    const first = (await play(shape)).gateway.row()
    await scene?.close()
    expect((await play(shape)).gateway.row()).toEqual(first)
    await scene?.close()
    const other = await play({ ...shape, gateway: { ...shape.gateway, seed: 5 } })
    expect(other.gateway.row().answered).not.toBe(first.answered)
  })

  it('a change that is not allowed changes nothing and says what is', async () => {
    const { gateway } = await play({}, 0)
    expect(() => gateway.change({ answerPercent: 101 })).toThrow(/from 0 to 100/)
    expect(() => gateway.change({ answers: 1 })).toThrow(/no field is named "answers"/)
    expect(gateway.plan.answerPercent).toBe(100)
    gateway.change({ name: 'other', port: 1, channels: 3 })
    expect(gateway.plan).toMatchObject({ name: 'GW', port: 0, channels: 3 })
  })
})

/** A compositor that grants what is asked, and notes when. */
async function openCompositor(time: LabTime) {
  const heard: { readonly atSeconds: number; readonly request: SipRequest }[] = []
  const peer: LabPeer = new LabPeer(
    time,
    {
      ...{ address: '127.0.0.1', port: 0, seed: 1 },
      conditions: { lossPercent: 0, delayMs: 0, jitterMs: 0 },
    },
    {
      onAck: () => undefined,
      onRequest(request, transaction) {
        const atSeconds = Math.round(time.clock.monotonicMs() / 1000)
        heard.push({ atSeconds, request })
        const fields: [string, string][] = [
          ['Expires', request.fields.get('Expires') ?? ''],
          ['SIP-ETag', `tag-${String(heard.length)}`],
        ]
        transaction.respond(createResponse(request, 200, { toTag: 'esc', fields }))
      },
    },
  )
  await peer.open()
  return { peer, heard }
}

describe('a gateway that publishes about itself', () => {
  const publishing = async (publish: 'correct' | 'late') => {
    const time = createSceneTime()
    const { peer, heard } = await openCompositor(time)
    const publishTo = { endpoint: peer.endpoint, domain: 'example.com' }
    const gateway = { publish, publishExpireSeconds: 100, publishLateSeconds: 20, channels: 5 }
    const opened = await openLabScene({ gateway, generator: { talk: long }, publishTo }, time)
    scene = opened
    return { ...opened, time, heard }
  }

  it('in time refreshes within each lifetime, with its numbers', async () => {
    const { generator, time, heard } = await publishing('correct')
    await time.wait(1000, never)
    generator.start()
    await time.wait(250_000, never)
    const [first, second] = heard
    expect(first?.request.requestUri).toBe('sip:GW@example.com')
    expect(first?.request.fields.has('SIP-If-Match')).toBe(false)
    expect(second?.request.fields.get('SIP-If-Match')).toBe('tag-1')
    const full = 'active="5" capacity="5" status="full"'
    expect(Buffer.from(second?.request.body ?? '').toString()).toContain(full)
    const times = heard.map(({ atSeconds }) => atSeconds)
    for (const [index, at] of times.entries()) {
      expect(at - (times[index - 1] ?? 0)).toBeLessThanOrEqual(80)
    }
  })

  it('late begins anew each time after the last one has expired', async () => {
    const { time, heard } = await publishing('late')
    await time.wait(300_000, never)
    expect(heard.map(({ atSeconds }) => atSeconds)).toEqual([0, 120, 240])
    expect(heard.every(({ request }) => !request.fields.has('SIP-If-Match'))).toBe(true)
  })

  it('takes its publication back when it is closed', async () => {
    const { time, heard, close } = await publishing('correct')
    await time.wait(1000, never)
    await close()
    scene = undefined
    expect(heard.at(-1)?.request.fields.get('Expires')).toBe('0')
    expect(heard.at(-1)?.request.fields.get('SIP-If-Match')).toBe('tag-1')
  })
})
