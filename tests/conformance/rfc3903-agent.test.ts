import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PublishTarget } from '../../engine/api/contract/engine-settings.ts'
import type { SipRequest } from '../../engine/sip/message/message.ts'
import { readPidf } from '../../engine/publish/pidf.ts'
import { eventually } from '../harness/eventually.ts'
import { startPresenceNode } from './presence-node.ts'
import type { NodeOptions, PresenceNode } from './presence-node.ts'
import { grant, startScriptedCompositor } from './scripted-compositor.ts'
import type { ScriptedCompositor } from './scripted-compositor.ts'

let esc: ScriptedCompositor
const nodes: PresenceNode[] = []

beforeEach(async () => {
  esc = await startScriptedCompositor()
})

afterEach(async () => {
  for (const node of nodes.splice(0)) await node.stop()
  esc.close()
})

const target = (port: number, more: Partial<PublishTarget> = {}): PublishTarget => ({
  name: 'target',
  address: `udp:127.0.0.1:${String(port)}`,
  kind: 'server',
  domain: 'presence.example',
  user: '',
  password: '',
  ...more,
})

async function startNode(options: NodeOptions = {}): Promise<PresenceNode> {
  const node = await startPresenceNode({
    isPublishing: true,
    gateways: [{ name: 'GW-A', allowPublish: true, capacity: 100 }],
    ...options,
    settings: { publishTargets: [target(esc.port)], ...options.settings },
  })
  nodes.push(node)
  return node
}

const asked = (): readonly SipRequest[] => esc.requests.map((each) => each.request)
const requests = (count: number, limitMs = 5000): Promise<readonly SipRequest[]> =>
  eventually(
    `${String(count)} requests`,
    () => (asked().length >= count ? asked() : undefined),
    limitMs,
    5,
  )
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const opening = ({ fields, body }: SipRequest): string => {
  if (fields.get('Expires') === '0') return 'remove'
  if (!fields.has('SIP-If-Match')) return 'initial'
  return body.length > 0 ? 'modify' : 'refresh'
}

describe('RFC 3903 §4, the publication agent on the wire', () => {
  it('1 to 6: initial, refresh, modify and remove have the fields and bodies they must have', async () => {
    const node = await startNode()
    await requests(1)
    await sleep(50)
    node.publishing.agent.refreshNow('GW-A')
    await requests(2)
    await sleep(1100)
    node.setActive('GW-A', 100)
    await requests(3)
    await sleep(50)
    node.setGateway({ name: 'GW-A', allowPublish: false })
    const all = await requests(4)
    expect(all.map(opening)).toEqual(['initial', 'refresh', 'modify', 'remove'])
    for (const request of all) {
      expect(request.fields.all('Event')).toEqual(['presence'])
      expect(request.requestUri).toBe('sip:GW-A@presence.example')
      expect(request.fields.has('Contact')).toBe(false)
    }
    const tags = all.map((request) => request.fields.all('SIP-If-Match'))
    expect(tags).toEqual([[], ['e0'], ['e1'], ['e2']])
    expect(all.map((request) => request.body.length > 0)).toEqual([true, false, true, false])
    const body = readPidf(all[2]?.body ?? new Uint8Array())
    expect(body.ok && body.value.tuples[0]).toMatchObject({
      isOpen: false,
      status: { active: 100, capacity: 100, status: 'full' },
    })
  })

  it('7: no new PUBLISH before a final answer or a timeout, only retransmissions', async () => {
    esc.answer = () => 'silence'
    const node = await startNode({ resendIntervalsMs: [100, 200, 400] })
    await requests(1)
    node.setActive('GW-A', 100)
    node.publishing.agent.refreshNow('GW-A')
    await sleep(500)
    expect(new Set(asked().map((request) => request.topVia.branch)).size).toBe(1)
    esc.answer = grant
    // After the timeout comes a transaction of its own.
    await eventually(
      'a second transaction',
      () => (new Set(asked().map((request) => request.topVia.branch)).size > 1 ? true : undefined),
      5000,
    )
  })

  it('8: 412 is never sent again; the publication begins afresh with a body', async () => {
    esc.answer = (request, index) => (index === 1 ? { code: 412 } : grant(request, index))
    const node = await startNode()
    await requests(1)
    await sleep(50)
    node.publishing.agent.refreshNow('GW-A')
    const all = await requests(3)
    expect(all.map(opening)).toEqual(['initial', 'refresh', 'initial'])
    await sleep(200)
    expect(asked()).toHaveLength(3)
  })

  it('9: 423 is met with Min-Expires and an alarm that names both values', async () => {
    esc.answer = (request, index) =>
      index === 0 ? { code: 423, fields: { 'Min-Expires': '900' } } : grant(request, index)
    const node = await startNode()
    const all = await requests(2)
    expect(all.map((request) => request.fields.get('Expires'))).toEqual(['300', '900'])
    expect(node.alarms.get('minExpiresConflict target')?.text).toMatch(/900.*300/)
  })

  it('10: it refreshes before the granted lifetime ends and ignores Record-Route', async () => {
    esc.answer = (_request, index) => ({
      code: 200,
      fields: {
        'SIP-ETag': `e${String(index)}`,
        Expires: '2',
        'Record-Route': '<sip:192.0.2.1;lr>',
        Contact: '<sip:192.0.2.2>',
      },
    })
    await startNode()
    await requests(3, 8000)
    const times = esc.requests.map((each) => each.atMs)
    for (let i = 1; i < 3; i++) {
      const gap = (times[i] ?? 0) - (times[i - 1] ?? 0)
      expect(gap).toBeGreaterThan(1590)
      expect(gap).toBeLessThan(1900)
    }
    expect(asked().every((request) => !request.fields.has('Route'))).toBe(true)
    expect(asked().every((request) => request.requestUri === 'sip:GW-A@presence.example')).toBe(
      true,
    )
  })

  it('10: it obeys Retry-After of 503', async () => {
    esc.answer = (request, index) =>
      index === 0 ? { code: 503, fields: { 'Retry-After': '2' } } : grant(request, index)
    await startNode()
    await requests(2, 5000)
    const [first, second] = esc.requests.map((each) => each.atMs)
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(1990)
  })

  it('10: it answers 401 and 407 by digest', async () => {
    esc.answer = (request, index) => {
      const challenge =
        'Digest realm="presence.example", nonce="abc", qop="auth", algorithm=SHA-256'
      if (index === 0) return { code: 407, fields: { 'Proxy-Authenticate': challenge } }
      return request.fields.has('Proxy-Authorization') ? grant(request, index) : { code: 403 }
    }
    await startNode({
      settings: { publishTargets: [target(esc.port, { user: 'node', password: 'secret' })] },
    })
    const all = await requests(2)
    expect(all[1]?.fields.get('Proxy-Authorization')).toMatch(/algorithm=SHA-256/)
    expect(all[1]?.cseq.sequence).toBe(2)
  })

  it('10: an unfit target is an alarm and is left alone', async () => {
    esc.answer = () => ({ code: 489, fields: { 'Allow-Events': 'dialog' } })
    const node = await startNode()
    await requests(1)
    await sleep(1500)
    expect(asked()).toHaveLength(1)
    expect(node.alarms.get('publishTargetUnfit target')?.text).toContain('489')
  })

  it('a gateway without Allow Publish never causes a PUBLISH', async () => {
    const node = await startNode({ gateways: [{ name: 'GW-A', allowPublish: false }] })
    node.setActive('GW-A', 5)
    await sleep(300)
    expect(asked()).toHaveLength(0)
    expect(node.sent).toHaveLength(0)
  })

  it('publishes at its own compositor by real datagrams, and removes itself at a stop', async () => {
    const node = await startNode({ settings: { publishTargets: [] } })
    const own = await eventually(
      'a publication',
      () => [...node.publishing.compositor.of('GW-A')][0],
    )
    expect(own.stored).toMatchObject({ publisherKind: 'own', publisher: 'node-1' })
    expect(node.sent[0]).toMatch(
      /^PUBLISH sip:gateway-status@trunkline\.local;gateway=GW-A SIP\/2\.0\r\n/,
    )
    await node.publishing.agent.stop()
    expect(node.publishing.compositor.size).toBe(0)
    expect(node.sent.at(-1)).toMatch(/^SIP\/2\.0 200 [^]*Expires: 0/)
  })
})

describe('two nodes that publish to each other', () => {
  const pair = async (second: NodeOptions = {}): Promise<readonly [PresenceNode, PresenceNode]> => {
    const gateways = [{ name: 'GW-A', allowPublish: true, capacity: 100 }]
    const a = await startPresenceNode({ gateways, settings: { nodeName: 'node-a' } })
    const b = await startPresenceNode({
      gateways,
      isPublishing: true,
      ...second,
      settings: {
        nodeName: 'node-b',
        publishTargets: [target(a.port, { name: 'node-a', kind: 'node', domain: '' })],
      },
    })
    a.settings.values = {
      ...a.settings.values,
      publishTargets: [target(b.port, { name: 'node-b', kind: 'node', domain: '' })],
    }
    a.publishing.start()
    nodes.push(a, b)
    await eventually('both are known', () =>
      a.publishing.compositor.size === 2 && b.publishing.compositor.size === 2 ? true : undefined,
    )
    return [a, b]
  }

  it('compose their counts: own ledger and the other’s, never the own one twice', async () => {
    const [a, b] = await pair()
    a.setActive('GW-A', 4)
    b.setActive('GW-A', 100)
    await eventually('the count of b', () =>
      a.publishing.concurrency.occupancy('GW-A').elsewhere === 100 ? true : undefined,
    )
    expect(a.publishing.concurrency.occupancy('GW-A')).toMatchObject({
      active: 104,
      own: 4,
      elsewhere: 100,
      freshness: 'fresh',
    })
  })

  it('forget a node that stops in order', async () => {
    const [a, b] = await pair()
    b.setActive('GW-A', 100)
    await eventually('the count of b', () =>
      a.publishing.concurrency.occupancy('GW-A').elsewhere === 100 ? true : undefined,
    )
    await b.publishing.agent.stop()
    expect(a.publishing.concurrency.occupancy('GW-A').elsewhere).toBe(0)
    expect([...a.publishing.compositor.of('GW-A')].map((each) => each.stored.publisher)).toEqual([
      'node-a',
    ])
  })

  it('raise publishExpireDiffers and clear it when the values are equal again', async () => {
    const [a, b] = await pair({ publishExpireSeconds: 120 })
    expect(a.alarms.get('publishExpireDiffers node-b')?.text).toBe(
      'SS_SIP_PUBLISH_EXPIRE is 300 s on node-a and 120 s on node-b',
    )
    expect(b.alarms.has('publishExpireDiffers node-a')).toBe(true)
    a.parameters.values.SS_SIP_PUBLISH_EXPIRE = 120
    a.publishing.parameterChanged()
    expect(a.alarms.has('publishExpireDiffers node-b')).toBe(false)
    await eventually('b hears of it', () =>
      b.alarms.has('publishExpireDiffers node-a') ? undefined : true,
    )
  })

  it('do not count a node twice that was killed and came back', async () => {
    const [a, b] = await pair()
    b.setActive('GW-A', 100)
    await eventually('the count of b', () =>
      a.publishing.concurrency.occupancy('GW-A').elsewhere === 100 ? true : undefined,
    )
    const again = await startPresenceNode({
      gateways: [{ name: 'GW-A', allowPublish: true, capacity: 100 }],
      isPublishing: true,
      settings: { nodeName: 'node-b', publishTargets: b.settings.values.publishTargets },
    })
    nodes.push(again)
    await eventually('a second publication', () =>
      a.publishing.compositor.size === 3 ? true : undefined,
    )
    expect(a.publishing.concurrency.occupancy('GW-A').elsewhere).toBe(0)
    again.setActive('GW-A', 100)
    await eventually('the new count of b', () =>
      a.publishing.concurrency.occupancy('GW-A').elsewhere === 100 ? true : undefined,
    )
  })
})
