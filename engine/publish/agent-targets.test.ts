import { beforeEach, describe, expect, it } from 'vitest'
import { publishTarget } from '../api/contract/engine-settings.ts'
import type { EngineSettings } from '../api/contract/engine-settings.ts'
import type { Flow } from '../sip/transport/transport.ts'
import { accept, AgentScene, flow, opening, responseOf } from '../testing/agent-scene.ts'
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

describe('further targets', () => {
  const peer = publishTarget.parse({ name: 'peer', address: 'udp:192.0.2.1:5070' })
  const server = publishTarget.parse({
    name: 'server',
    address: 'tcp:192.0.2.2',
    kind: 'server',
    domain: 'presence.example',
    user: 'node',
    password: 'secret',
  })
  const to = (address: string): readonly Sent[] =>
    bench.sent.filter((each) => each.destination.remote.address === address)

  it('get the same publication, each in its own form', () => {
    start({ publishTargets: [peer, server] })
    bench.agent.start()
    bench.clock.advance(10)
    expect(bench.sent).toHaveLength(3)
    expect(to('192.0.2.1')[0]?.request.requestUri).toBe(
      'sip:gateway-status@trunkline.local;gateway=GW-A',
    )
    const atServer = to('192.0.2.2')[0]
    expect(atServer?.request.requestUri).toBe('sip:GW-A@presence.example')
    expect(atServer?.request.fields.get('To')).toBe('<sip:GW-A@presence.example>')
    expect(atServer?.destination).toMatchObject({ protocol: 'tcp', remote: { port: 5060 } })
    expect(Buffer.from(atServer?.request.body ?? []).toString()).toContain(
      'pres:GW-A@presence.example',
    )
  })

  it.each([
    [401, 'WWW-Authenticate', 'Authorization'],
    [407, 'Proxy-Authenticate', 'Proxy-Authorization'],
  ])(
    'answer %i is met with digest, and the next request carries it at once',
    (code, challenge, answer) => {
      start({ publishTargets: [server] })
      bench.answers = (request, index) => {
        if (request.requestUri.includes('gateway-status')) return accept(request, index)
        if (request.fields.has(answer)) return accept(request, index)
        return [code, challenge, 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5']
      }
      bench.agent.start()
      bench.clock.advance(100)
      expect(to('192.0.2.2')).toHaveLength(2)
      const [first, second] = to('192.0.2.2')
      expect(second?.request.cseq.sequence).toBe((first?.request.cseq.sequence ?? 0) + 1)
      expect(second?.request.callId).toBe(first?.request.callId)
      expect(second?.request.fields.get(answer)).toContain('username="node"')
      bench.clock.advance(280_000)
      expect(to('192.0.2.2')).toHaveLength(3)
      expect(to('192.0.2.2')[2]?.request.fields.get(answer)).toContain('nc=00000002')
    },
  )

  it('with a wrong password are not hammered', () => {
    start({ publishTargets: [server] })
    bench.answers = (request, index) =>
      request.requestUri.includes('gateway-status')
        ? accept(request, index)
        : [401, 'WWW-Authenticate', 'Digest realm="r", nonce="n", qop="auth"']
    bench.agent.start()
    bench.clock.advance(600_000)
    expect(to('192.0.2.2').length).toBeLessThan(60)
    expect([...bench.agent.publications()].find((each) => each.target === 'server')).toMatchObject({
      lastError: '401 Reason',
    })
  })

  it('are un-published when they are taken from the settings, and published at when added', () => {
    bench.agent.start()
    bench.clock.advance(10)
    bench.settings.values = { ...bench.settings.values, publishTargets: [peer] }
    bench.agent.settingsChanged()
    bench.clock.advance(100)
    expect(to('192.0.2.1').map(({ request }) => opening(request))).toEqual(['initial'])
    bench.settings.values = { ...bench.settings.values, publishTargets: [] }
    bench.agent.settingsChanged()
    bench.clock.advance(100)
    expect(to('192.0.2.1').map(({ request }) => opening(request))).toEqual(['initial', 'remove'])
    expect([...bench.agent.targets()].map((each) => each.name)).toEqual(['own compositor'])
  })

  it('that are dead do not disturb the others, and only a few requests probe them', () => {
    start({ publishTargets: [peer] })
    bench.gateways = new Set(Array.from({ length: 1000 }, (_, i) => `G${String(i)}`))
    bench.answers = (request, index) =>
      bench.sent[index]?.destination.remote.address === '192.0.2.1'
        ? 'timeout'
        : accept(request, index)
    bench.agent.start()
    bench.clock.advance(120_000)
    const states = [...bench.agent.publications()]
    expect(
      states.filter((each) => each.target === 'own compositor' && each.state === 'published'),
    ).toHaveLength(1000)
    expect(to('192.0.2.1').length).toBeLessThan(320)
  })

  it('tell what was sent to them, how long answers take, and what has expired there', () => {
    start({ publishTargets: [peer] })
    const atPeer = () => [...bench.agent.targets()].find(({ name }) => name === 'peer')
    bench.delayMs = 400
    bench.agent.start()
    expect(atPeer()).toMatchObject({ sent: 1, roundTripMs: undefined, expired: 0 })
    bench.clock.advance(400)
    expect(atPeer()?.roundTripMs).toBeCloseTo(400, 5)
    bench.delayMs = 1200
    bench.agent.refreshNow('GW-A')
    bench.clock.advance(1200)
    expect(atPeer()).toMatchObject({ sent: 2, expired: 0 })
    expect(atPeer()?.roundTripMs).toBeCloseTo(500, 5)
    bench.answers = () => 'timeout'
    bench.clock.advance(310_000)
    expect(atPeer()).toMatchObject({ expired: 1 })
    expect(atPeer()?.roundTripMs).toBeCloseTo(500, 5)
  })

  it('without an address are an alarm, not a fault', () => {
    start({
      publishTargets: [publishTarget.parse({ name: 'dns', address: 'udp:nowhere.example' })],
    })
    bench.agent.start()
    bench.clock.advance(10_000)
    expect(bench.alarms.get('publishTargetUnreachable')?.subject).toBe('dns')
  })

  it('change with domain and node name: everything is removed and published under the new ones', () => {
    bench.agent.start()
    bench.clock.advance(10)
    bench.settings.values = { ...bench.settings.values, domain: 'new.example' }
    bench.agent.settingsChanged()
    bench.clock.advance(100)
    expect(kinds().toSorted()).toEqual(['initial', 'initial', 'remove'])
    expect(bench.view?.state).toBe('published')
  })
})

describe('ten thousand gateways at 30 s', () => {
  it('are each refreshed inside their window on one timer', () => {
    start()
    bench.parameters.values.SS_SIP_PUBLISH_EXPIRE = 30
    bench.gateways = new Set(Array.from({ length: 10_000 }, (_, i) => `G${String(i)}`))
    bench.agent.start()
    bench.clock.advance(120_000)
    const lastAt = new Map<string, number>()
    let worst = 0
    for (const { request, atMs } of bench.sent) {
      const before = lastAt.get(request.callId)
      if (before !== undefined) worst = Math.max(worst, atMs - before)
      lastAt.set(request.callId, atMs)
    }
    expect(lastAt.size).toBe(10_000)
    expect(worst).toBeLessThanOrEqual(27_200)
    expect(bench.alarms.size).toBe(0)
  })
})

describe('requests of the own agent', () => {
  it('are known by their Call-ID while they are under way, from the own address only', () => {
    bench.answers = () => undefined
    bench.agent.start()
    bench.clock.advance(10)
    expect(bench.agent.isOwnRequest(bench.last, flow)).toBe(true)
    const far: Flow = { ...flow, remote: { address: '192.0.2.9', port: 5060 } }
    expect(bench.agent.isOwnRequest(bench.last, far)).toBe(false)
    bench.sent[0]?.listener.onResponse(responseOf([200, 'SIP-ETag', 'x']), flow)
    expect(bench.agent.isOwnRequest(bench.last, flow)).toBe(false)
  })

  it('are sent at once by hand', () => {
    bench.agent.start()
    bench.clock.advance(10)
    expect(bench.agent.refreshNow('GW-A')).toBe(true)
    expect(kinds()).toEqual(['initial', 'refresh'])
    expect(bench.agent.refreshNow('nobody')).toBe(false)
  })
})
