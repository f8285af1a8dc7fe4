import { beforeEach, describe, expect, it } from 'vitest'
import type { EngineSettings } from '../api/contract/engine-settings.ts'
import { AgentScene, opening } from '../testing/agent-scene.ts'
import { readPidf } from './pidf.ts'

let bench: AgentScene
const start = (settings: Partial<EngineSettings> = {}): AgentScene => {
  bench = new AgentScene(settings)
  return bench
}
const kinds = (): readonly string[] => bench.sent.map(({ request }) => opening(request))

beforeEach(() => {
  start()
})

describe('an event publication agent', () => {
  it('publishes every gateway with Allow Publish at the start, by the form of the specification', () => {
    bench.gateways = new Set(['GW A&b'])
    bench.agent.start()
    bench.clock.advance(10)
    const { last } = bench
    expect(last.requestUri).toBe('sip:gateway-status@trunkline.local;gateway=GW%20A%26b')
    expect(last.fields.get('From')).toMatch(/^<sip:GW%20A%26b@trunkline\.local>;tag=\w+$/)
    expect(last.fields.get('To')).toBe('<sip:GW%20A%26b@trunkline.local>')
    expect(last.fields.all('Event')).toEqual(['presence'])
    expect(last.fields.get('Expires')).toBe('300')
    expect(last.fields.get('Content-Type')).toBe('application/pidf+xml')
    expect(last.fields.has('SIP-If-Match')).toBe(false)
    const body = readPidf(last.body)
    expect(body.ok && body.value).toMatchObject({
      entity: 'pres:GW%20A%26b@trunkline.local',
      tuples: [{ status: { gatewayId: 'GW A&b', node: 'node-1', sequence: 1 } }],
      announcement: { name: 'node-1', publishExpireSeconds: 300 },
    })
    expect(bench.view).toMatchObject({ state: 'published', entityTag: 'tag-0' })
  })

  it('refreshes between 80 and 90 % of the granted lifetime, without a body, with the tag of the last 2xx', () => {
    bench.answers = (_request, index) => [200, 'SIP-ETag', `t${String(index)}`, 'Expires', '100']
    bench.agent.start()
    bench.clock.advance(3_600_000)
    const gaps = bench.sent.slice(1).map((each, i) => each.atMs - (bench.sent[i]?.atMs ?? 0))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(80_000)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(90_000)
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeGreaterThan(3000)
    expect(new Set(kinds().slice(1))).toEqual(new Set(['refresh']))
    bench.sent.slice(1).forEach(({ request }, i) => {
      expect(request.fields.all('SIP-If-Match')).toEqual([`t${String(i)}`])
      expect(request.fields.has('Content-Type')).toBe(false)
    })
    const sequence = bench.sent.map(({ request }) => request.cseq.sequence)
    expect(sequence).toEqual(sequence.map((_, i) => i + 1))
    expect(new Set(bench.sent.map(({ request }) => request.callId)).size).toBe(1)
  })

  it('takes the lifetime it asked for when the 2xx grants more or says nothing', () => {
    bench.answers = () => [200, 'SIP-ETag', 'x', 'Expires', '99999']
    bench.agent.start()
    bench.clock.advance(10)
    expect(bench.view?.grantedSeconds).toBe(300)
  })

  it('sends a refresh whose numbers changed as a modify with a body', () => {
    bench.agent.start()
    bench.clock.advance(10)
    bench.active = 5
    bench.agent.numbersChanged('GW-A')
    bench.clock.advance(200_000)
    expect(kinds()).toEqual(['initial'])
    bench.clock.advance(80_000)
    expect(kinds()).toEqual(['initial', 'modify'])
  })

  it('with "threshold" sends a new status word at once, coalesced with what was sent just before', () => {
    bench.agent.start()
    bench.clock.advance(5000)
    bench.word = 'full'
    bench.agent.numbersChanged('GW-A')
    expect(kinds()).toEqual(['initial', 'modify'])
    bench.clock.advance(100)
    bench.word = 'available'
    bench.agent.numbersChanged('GW-A')
    bench.word = 'reduced'
    bench.agent.numbersChanged('GW-A')
    bench.clock.advance(850)
    expect(kinds()).toHaveLength(2)
    bench.clock.advance(100)
    expect(kinds()).toEqual(['initial', 'modify', 'modify'])
    expect(bench.last.body.toString()).toContain('status="reduced"')
  })

  it('with "threshold" sends nothing for a word that came back before its turn', () => {
    bench.agent.start()
    bench.clock.advance(10)
    bench.word = 'full'
    bench.agent.numbersChanged('GW-A')
    bench.word = 'available'
    bench.clock.advance(5000)
    expect(kinds()).toEqual(['initial'])
  })

  it('with "every change" coalesces changes', () => {
    start({ publishOnChange: 'every change', publishCoalescingMs: 500 })
    bench.agent.start()
    bench.clock.advance(5000)
    for (let i = 0; i < 1000; i++) {
      bench.active++
      bench.agent.numbersChanged('GW-A')
      bench.clock.advance(10)
    }
    expect(kinds().length).toBeGreaterThan(15)
    expect(kinds().length).toBeLessThanOrEqual(22)
  })

  it('with "refresh only" lets numbers travel with the refresh alone', () => {
    start({ publishOnChange: 'refresh only' })
    bench.agent.start()
    bench.clock.advance(5000)
    bench.word = 'full'
    bench.agent.numbersChanged('GW-A')
    bench.clock.advance(200_000)
    expect(kinds()).toEqual(['initial'])
    bench.clock.advance(80_000)
    expect(kinds()).toEqual(['initial', 'modify'])
  })

  it('has one request in flight per publication and folds what happens meanwhile', () => {
    bench.delayMs = 3000
    bench.agent.start()
    bench.clock.advance(100)
    for (const word of ['full', 'reduced', 'last-resort'] as const) {
      bench.word = word
      bench.agent.numbersChanged('GW-A')
      bench.clock.advance(100)
    }
    expect(kinds()).toEqual(['initial'])
    bench.clock.advance(3000)
    expect(kinds()).toEqual(['initial', 'modify'])
    expect(bench.last.body.toString()).toContain('status="last-resort"')
  })

  it('removes with Expires 0, the tag and no body when the box is unchecked', () => {
    bench.agent.start()
    bench.clock.advance(10)
    bench.gateways.clear()
    bench.agent.gatewayChanged('GW-A')
    bench.clock.advance(10)
    expect(kinds()).toEqual(['initial', 'remove'])
    expect(bench.last.fields.get('SIP-If-Match')).toBe('tag-0')
    expect(bench.last.body).toHaveLength(0)
    expect(bench.view).toBeUndefined()
    bench.clock.advance(1_000_000)
    expect(kinds()).toHaveLength(2)
    expect(bench.clock.pendingTimers).toBe(0)
  })

  it('publishes again when the box is checked while the removal is under way', () => {
    bench.delayMs = 100
    bench.agent.start()
    bench.clock.advance(200)
    bench.gateways.clear()
    bench.agent.gatewayChanged('GW-A')
    bench.clock.advance(50)
    bench.gateways.add('GW-A')
    bench.agent.gatewayChanged('GW-A')
    bench.clock.advance(500)
    expect(kinds()).toEqual(['initial', 'remove', 'initial'])
  })

  it('removes as soon as the initial publication is answered when the box was unchecked meanwhile', () => {
    bench.delayMs = 1000
    bench.agent.start()
    bench.clock.advance(10)
    bench.gateways.clear()
    bench.agent.gatewayChanged('GW-A')
    bench.clock.advance(5000)
    expect(kinds()).toEqual(['initial', 'remove'])
    expect(bench.view).toBeUndefined()
  })

  it('publishes everything anew within ten seconds when the parameter changes, body included', () => {
    start({ publishPacePerSecond: 100 })
    bench.gateways = new Set(Array.from({ length: 2000 }, (_, i) => `G${String(i)}`))
    bench.agent.start()
    bench.clock.advance(60_000)
    expect(kinds()).toHaveLength(2000)
    bench.parameters.values.SS_SIP_PUBLISH_EXPIRE = 60
    bench.agent.parameterChanged()
    bench.clock.advance(10_000)
    const anew = bench.sent.slice(2000)
    expect(anew).toHaveLength(2000)
    expect(anew.every(({ request }) => request.fields.get('Expires') === '60')).toBe(true)
    expect(anew.every(({ request }) => opening(request) === 'modify')).toBe(true)
  })

  it('paces its start: never more than so many a second', () => {
    start({ publishPacePerSecond: 50 })
    bench.gateways = new Set(Array.from({ length: 200 }, (_, i) => `G${String(i)}`))
    bench.agent.start()
    const perSecond: number[] = []
    for (let second = 0; second < 5; second++) {
      const before = bench.sent.length
      bench.clock.advance(1000)
      perSecond.push(bench.sent.length - before)
    }
    expect(Math.max(...perSecond)).toBeLessThanOrEqual(51)
    expect(bench.sent).toHaveLength(200)
  })

  it('removes everything at an orderly stop, quickly and without pace', async () => {
    start({ publishPacePerSecond: 500 })
    bench.gateways = new Set(Array.from({ length: 1000 }, (_, i) => `G${String(i)}`))
    bench.agent.start()
    bench.clock.advance(10_000)
    const stopped = bench.agent.stop()
    bench.clock.advance(100)
    await stopped
    expect(kinds().filter((kind) => kind === 'remove')).toHaveLength(1000)
    expect(bench.clock.pendingTimers).toBe(0)
  })

  it('gives up an orderly stop after five seconds and keeps no timer', async () => {
    bench.agent.start()
    bench.clock.advance(10)
    bench.answers = () => 'timeout'
    const stopped = bench.agent.stop()
    bench.clock.advance(5001)
    await stopped
    bench.clock.advance(1_000_000)
    expect(bench.clock.pendingTimers).toBe(0)
  })
})
