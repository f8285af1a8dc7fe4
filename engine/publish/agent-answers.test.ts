import { beforeEach, describe, expect, it } from 'vitest'
import { publishTarget } from '../api/contract/engine-settings.ts'
import type { EngineSettings } from '../api/contract/engine-settings.ts'
import { accept, AgentScene, opening } from '../testing/agent-scene.ts'
import type { Sent } from '../testing/agent-scene.ts'

let bench: AgentScene
const start = (settings: Partial<EngineSettings> = {}): AgentScene => {
  bench = new AgentScene(settings)
  return bench
}
const kinds = (): readonly string[] => bench.sent.map(({ request }) => opening(request))

beforeEach(() => {
  start()
})

describe('answers other than 200', () => {
  it('412: forgets the tag and publishes afresh at once, with a body', () => {
    bench.answers = (request, index) => (index === 1 ? [412] : accept(request, index))
    bench.agent.start()
    bench.clock.advance(300_000)
    expect(kinds().slice(0, 3)).toEqual(['initial', 'refresh', 'initial'])
    expect((bench.sent[2]?.atMs ?? 0) - (bench.sent[1]?.atMs ?? 0)).toBeLessThan(5)
  })

  it('423: takes Min-Expires, raises an alarm that names both values, and ends it with the parameter', () => {
    bench.answers = (request, index) =>
      Number(request.fields.get('Expires')) < 600
        ? [423, 'Min-Expires', '600']
        : accept(request, index)
    bench.agent.start()
    bench.clock.advance(100)
    expect(bench.sent.map(({ request }) => request.fields.get('Expires'))).toEqual(['300', '600'])
    expect(bench.alarms.get('minExpiresConflict')?.text).toMatch(/600 s.*300 s/)
    expect(bench.view?.grantedSeconds).toBe(600)
    bench.parameters.values.SS_SIP_PUBLISH_EXPIRE = 700
    bench.agent.parameterChanged()
    expect(bench.alarms.has('minExpiresConflict')).toBe(false)
  })

  it('a peer node that refused is asked again soon after it publishes about the gateway itself', () => {
    const peer = publishTarget.parse({ name: 'peer', address: 'udp:10.0.0.2:5060' })
    const bench = new AgentScene({ publishTargets: [peer] })
    const toPeer = (): Sent[] =>
      bench.sent.filter(({ destination }) => destination.remote.address === '10.0.0.2')
    bench.answers = (request, index) =>
      bench.sent[index]?.destination.remote.address === '10.0.0.2' ? [404] : accept(request, index)
    bench.agent.start()
    bench.clock.advance(100)
    expect(toPeer()).toHaveLength(1)
    // However often it speaks, the delays double.
    for (let second = 0; second < 200; second++) {
      bench.agent.publishedElsewhere('GW-A')
      bench.clock.advance(1000)
    }
    const gaps = toPeer()
      .slice(1)
      .map(({ atMs }, i) => atMs - (toPeer()[i]?.atMs ?? 0))
    expect(gaps.map((gap) => Math.round(gap / 1000))).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
    bench.answers = accept
    bench.agent.publishedElsewhere('GW-A')
    bench.clock.advance(60_000)
    expect(bench.alarms.has('publishTargetUnfit')).toBe(false)
  })

  it('numbers that waited for a refresh go out when every change is to be published', () => {
    const bench = new AgentScene()
    bench.agent.start()
    bench.clock.advance(5000)
    bench.active = 5
    bench.agent.numbersChanged('GW-A')
    bench.clock.advance(5000)
    expect(bench.sent).toHaveLength(1)
    bench.settings.values = { ...bench.settings.values, publishOnChange: 'every change' }
    bench.agent.settingsChanged()
    bench.clock.advance(1100)
    expect(bench.sent).toHaveLength(2)
  })

  it.each([404, 405, 415, 489])(
    '%i: marks the target unfit, raises an alarm and asks again hourly',
    (code) => {
      bench.answers = () => [code]
      bench.agent.start()
      bench.clock.advance(3_599_000)
      expect(kinds()).toEqual(['initial'])
      expect(bench.view?.state).toBe('unfit')
      expect(bench.alarms.get('publishTargetUnfit')?.text).toContain(String(code))
      bench.answers = accept
      bench.clock.advance(2000)
      expect(kinds()).toEqual(['initial', 'initial'])
      expect(bench.alarms.has('publishTargetUnfit')).toBe(false)
    },
  )

  it('405 speaks for the whole target: the other gateways are not tried', () => {
    bench.gateways = new Set(Array.from({ length: 500 }, (_, i) => `G${String(i)}`))
    bench.answers = () => [405]
    bench.agent.start()
    bench.clock.advance(60_000)
    expect(bench.sent.length).toBeLessThan(20)
  })

  it('503: obeys Retry-After, for every gateway at that target', () => {
    bench.gateways = new Set(['GW-A', 'GW-B'])
    bench.answers = (request, index) =>
      index === 0 ? [503, 'Retry-After', '90 (busy)'] : accept(request, index)
    start()
    bench.gateways = new Set(['GW-A'])
    bench.answers = (request, index) =>
      index === 0 ? [503, 'Retry-After', '90 (busy)'] : accept(request, index)
    bench.agent.start()
    bench.clock.advance(10)
    bench.gateways.add('GW-B')
    bench.agent.gatewayChanged('GW-B')
    bench.clock.advance(89_000)
    expect(kinds()).toHaveLength(1)
    bench.clock.advance(2000)
    expect(kinds()).toHaveLength(3)
  })

  it('a timeout is tried again with doubling delay up to 60 s; alarms tell of target and lapse', () => {
    bench.agent.start()
    bench.clock.advance(10)
    bench.answers = () => 'timeout'
    bench.clock.advance(299_000)
    expect(bench.alarms.has('publishTargetUnreachable')).toBe(true)
    expect(bench.view?.hasExpiredAtTarget).toBe(false)
    bench.clock.advance(20_000)
    expect(bench.view?.hasExpiredAtTarget).toBe(true)
    expect(bench.alarms.get('publicationExpiredAtTarget')?.text).toContain('GW-A')
    bench.clock.advance(1_000_000)
    const waits = bench.sent
      .slice(2)
      .map((each, i) => each.atMs - (bench.sent[i + 1]?.atMs ?? 0) - 31_500)
    expect(waits.slice(0, 8)).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
    bench.answers = accept
    bench.clock.advance(150_000)
    expect(bench.view).toMatchObject({
      state: 'published',
      hasExpiredAtTarget: false,
      lastError: '',
    })
    expect(bench.alarms.size).toBe(0)
    expect(kinds().at(-1)).toBe('initial')
  })

  it('a lapse is noticed while a request is still under way', () => {
    bench.parameters.values.SS_SIP_PUBLISH_EXPIRE = 30
    bench.agent.start()
    bench.clock.advance(10)
    bench.answers = () => 'timeout'
    bench.clock.advance(30_000)
    expect(bench.view).toMatchObject({ state: 'refreshing', hasExpiredAtTarget: true })
  })

  it('a 200 without a SIP-ETag counts as a failure', () => {
    bench.answers = () => [200, 'Expires', '60']
    bench.agent.start()
    bench.clock.advance(500)
    expect(bench.view).toMatchObject({ state: 'retrying', entityTag: undefined })
  })

  it('a modify that was lost is repeated as a modify, not as a refresh', () => {
    bench.agent.start()
    bench.clock.advance(5000)
    bench.answers = (request, index) => (index === 1 ? [500] : accept(request, index))
    bench.word = 'full'
    bench.agent.numbersChanged('GW-A')
    bench.clock.advance(5000)
    expect(kinds()).toEqual(['initial', 'modify', 'modify'])
  })

  it('a transport error is a failure like any other', () => {
    bench.answers = (request, index) => (index === 0 ? 'transport error' : accept(request, index))
    bench.agent.start()
    bench.clock.advance(2000)
    expect(kinds()).toEqual(['initial', 'initial'])
    expect(bench.alarms.size).toBe(0)
  })
})
