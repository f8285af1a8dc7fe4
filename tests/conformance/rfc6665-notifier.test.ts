import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { SipRequest, SipResponse } from '../../engine/sip/message/message.ts'
import { readPidf } from '../../engine/publish/pidf.ts'
import { startPresenceNode } from './presence-node.ts'
import type { PresenceNode } from './presence-node.ts'
import { SipClient, plainPidf, statusPidf } from './sip-client.ts'
import type { RequestParts } from './sip-client.ts'

const domain = 'trunkline.local'
let node: PresenceNode
let watcher: SipClient
let publisher: SipClient
let sequence = 0

beforeAll(async () => {
  node = await startPresenceNode({
    settings: {
      domain,
      // The test's own address is a peer: it may publish and watch everything.
      publishTargets: [
        {
          name: 'peer',
          address: 'udp:127.0.0.1:9',
          kind: 'node',
          domain: '',
          user: '',
          password: '',
        },
      ],
    },
    gateways: [
      { name: 'GW-A', allowPublish: true },
      { name: 'GW-B', allowPublish: true },
      { name: 'GW-C', allowPublish: false },
    ],
  })
})

beforeEach(async () => {
  watcher = await SipClient.open(node.port)
  publisher = await SipClient.open(node.port)
  return () => {
    watcher.close()
    publisher.close()
  }
})

afterAll(async () => {
  await node.stop()
})

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const uriOf = (gateway: string): string => `sip:gateway-status@${domain};gateway=${gateway}`
const allUri = `sip:gateway-status@${domain}`

interface Dialog {
  readonly response: SipResponse
  readonly parts: RequestParts
}

async function subscribe(
  uri: string,
  fields: RequestParts['fields'] = {},
  rest: Partial<RequestParts> = {},
): Promise<Dialog> {
  const id = `watch-${String(++sequence)}-${String(process.pid)}`
  const parts: RequestParts = {
    method: 'SUBSCRIBE',
    uri,
    from: `<sip:watcher@127.0.0.1>;tag=${id}`,
    to: `<${uri.split(';')[0] ?? uri}>`,
    callId: id,
    sequence: 1,
    fields: { Contact: `<sip:watcher@127.0.0.1:${String(watcher.port)}>`, ...fields },
    ...rest,
  }
  return { response: await watcher.ask(parts), parts }
}

/** The same dialog again: refresh or end. */
const inDialog = (dialog: Dialog, number: number, expires: string): Promise<SipResponse> =>
  watcher.ask({
    ...dialog.parts,
    to: dialog.response.fields.get('To') ?? '',
    sequence: number,
    fields: { ...dialog.parts.fields, Expires: expires },
  })

async function publish(
  gateway: string,
  body: string,
  tag?: string,
  expires = '300',
): Promise<string> {
  const fields = { Expires: expires, ...(tag === undefined ? {} : { 'SIP-If-Match': tag }) }
  const response = await publisher.ask({ uri: uriOf(gateway), fields, body })
  expect(response.statusCode).toBe(200)
  return response.fields.get('SIP-ETag') ?? ''
}
const stateOf = (request: SipRequest): string => request.fields.get('Subscription-State') ?? ''
const tuplesOf = (request: SipRequest): number => {
  const body = readPidf(request.body)
  expect(body.ok).toBe(true)
  return body.ok ? body.value.tuples.length : -1
}

describe('RFC 6665 §4.2.1, SUBSCRIBE', () => {
  it('gets 200 with Expires, Contact and a tag, and an immediate NOTIFY with full state in that dialog', async () => {
    const tag = await publish('GW-A', plainPidf(`pres:GW-A@${domain}`))
    const { response, parts } = await subscribe(
      uriOf('GW-A'),
      { Expires: '600' },
      { event: 'presence;id=7' },
    )
    expect(response.statusCode).toBe(200)
    expect(response.fields.get('Expires')).toBe('600')
    expect(response.fields.get('Contact')).toContain(`127.0.0.1:${String(node.port)}`)
    const notify = await watcher.notify()
    expect(notify.requestUri).toBe(`sip:watcher@127.0.0.1:${String(watcher.port)}`)
    expect(notify.callId).toBe(parts.callId)
    expect(notify.from.tag).toBe(response.to.tag)
    expect(notify.to.tag).toBe(parts.callId)
    expect(notify.fields.get('Event')).toBe('presence;id=7')
    expect(stateOf(notify)).toMatch(/^active;expires=(600|599)$/)
    expect(notify.fields.get('Content-Type')).toBe('application/pidf+xml')
    expect(tuplesOf(notify)).toBe(1)
    await publish('GW-A', '', tag, '0')
  })

  it('lasts an hour when nothing is asked, and never longer', async () => {
    expect((await subscribe(uriOf('GW-A'))).response.fields.get('Expires')).toBe('3600')
    const long = await subscribe(uriOf('GW-A'), { Expires: '86400' })
    expect(long.response.fields.get('Expires')).toBe('3600')
  })

  it.each(['1', '59'])('of %s seconds gets 423 with Min-Expires', async (expires) => {
    const { response } = await subscribe(uriOf('GW-A'), { Expires: expires })
    expect(response.statusCode).toBe(423)
    expect(response.fields.get('Min-Expires')).toBe('60')
  })

  it.each([
    ['to an unknown gateway gets 404', uriOf('Nobody'), {}, {}, 404],
    ['to another package gets 489', uriOf('GW-A'), {}, { event: 'dialog' }, 489],
    ['without Event gets 489', uriOf('GW-A'), {}, { event: undefined }, 489],
    ['without Contact gets 400', uriOf('GW-A'), { Contact: undefined }, {}, 400],
    ['that takes no PIDF gets 406', uriOf('GW-A'), { Accept: 'text/plain' }, {}, 406],
    ['that requires the unknown gets 420', uriOf('GW-A'), { Require: 'eventlist' }, {}, 420],
    ['to a gateway with its box unchecked gets 403', uriOf('GW-C'), {}, {}, 403],
    ['with an Expires that is no number gets 400', uriOf('GW-A'), { Expires: 'long' }, {}, 400],
  ] as const)('%s', async (_what, uri, fields, rest, code) => {
    const { response } = await subscribe(uri, fields, rest)
    expect(response.statusCode).toBe(code)
    if (code === 489) expect(response.fields.get('Allow-Events')).toBe('presence')
  })

  it('in an unknown dialog gets 481', async () => {
    const { response } = await subscribe(uriOf('GW-A'), {}, { to: `<${allUri}>;tag=unknown` })
    expect(response.statusCode).toBe(481)
  })

  it('with Expires 0 fetches the state once', async () => {
    const { size } = node.publishing.notifier
    const { response } = await subscribe(uriOf('GW-A'), { Expires: '0' })
    expect(response.fields.get('Expires')).toBe('0')
    const notify = await watcher.notify()
    expect(stateOf(notify)).toBe('terminated;reason=timeout')
    expect(node.publishing.notifier.size).toBe(size)
  })

  it('keeps the route set: NOTIFY goes through the proxy that recorded itself', async () => {
    const proxy = `<sip:127.0.0.1:${String(publisher.port)};lr>`
    const { response } = await subscribe(uriOf('GW-A'), {
      Contact: '<sip:watcher@192.0.2.1>',
      'Record-Route': proxy,
    })
    expect(response.fields.get('Record-Route')).toBe(proxy)
    const notify = await publisher.notify()
    expect(notify.requestUri).toBe('sip:watcher@192.0.2.1')
    expect(notify.fields.get('Route')).toBe(proxy)
  })
})

describe('RFC 6665 §4.2.2, NOTIFY on change', () => {
  it('34: comes after an initial publication, a modify, a removal, but not after a refresh', async () => {
    await subscribe(uriOf('GW-B'))
    await watcher.notify()
    let from = watcher.received.length
    const next = async (): Promise<SipRequest> => {
      const notify = await watcher.notify(from)
      from = watcher.received.length
      await sleep(1050)
      return notify
    }
    await sleep(1050)
    let tag = await publish('GW-B', statusPidf({ gateway: 'GW-B', domain, active: 1 }))
    expect((await next()).body.toString()).toContain('active="1"')
    tag = await publish('GW-B', statusPidf({ gateway: 'GW-B', domain, active: 2 }), tag)
    expect((await next()).body.toString()).toContain('active="2"')
    tag = await publish('GW-B', '', tag)
    await sleep(1200)
    expect(watcher.received.length).toBe(from)
    await publish('GW-B', '', tag, '0')
    expect(tuplesOf(await next())).toBe(0)
  })

  it('comes at most once a second per watcher, with the newest state', async () => {
    await subscribe(uriOf('GW-B'))
    await watcher.notify()
    const from = watcher.received.length
    let tag = await publish('GW-B', statusPidf({ gateway: 'GW-B', domain, active: 0 }))
    for (let i = 1; i <= 30; i++) {
      tag = await publish('GW-B', statusPidf({ gateway: 'GW-B', domain, active: i }), tag)
      await sleep(50)
    }
    await sleep(1200)
    const notifies = watcher.received.slice(from).filter((each) => each.kind === 'request')
    expect(notifies.length).toBeGreaterThanOrEqual(2)
    expect(notifies.length).toBeLessThanOrEqual(4)
    expect(Buffer.from(notifies.at(-1)?.body ?? []).toString()).toContain('active="30"')
    const numbers = notifies.map((each) => each.cseq.sequence)
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    await publish('GW-B', '', tag, '0')
  })

  it('about all gateways carries every one of them', async () => {
    const a = await publish('GW-A', statusPidf({ gateway: 'GW-A', domain, active: 3 }))
    const b = await publish('GW-B', statusPidf({ gateway: 'GW-B', domain, active: 4 }))
    await subscribe(allUri)
    const notify = await watcher.notify()
    const body = readPidf(notify.body)
    expect(body.ok && body.value.entity).toBe(`pres:gateway-status@${domain}`)
    const names = body.ok ? body.value.tuples.map((tuple) => tuple.status?.gatewayId) : []
    expect(names.toSorted()).toEqual(['GW-A', 'GW-B'])
    await publish('GW-A', '', a, '0')
    await publish('GW-B', '', b, '0')
  })

  it('keeps extension elements that are not ours', async () => {
    const body = plainPidf(`pres:GW-A@${domain}`).replace(
      '</tuple>',
      '<r:rating xmlns:r="urn:example:rating">good</r:rating></tuple>',
    )
    const tag = await publish('GW-A', body)
    await subscribe(uriOf('GW-A'))
    expect((await watcher.notify()).body.toString()).toContain('urn:example:rating')
    await publish('GW-A', '', tag, '0')
  })
})

describe('RFC 6665 §4.2.1.4 and §4.1.3, refresh and end', () => {
  it('a refresh gets 200 and a NOTIFY; Expires 0 ends with terminated;reason=timeout; then 481', async () => {
    const dialog = await subscribe(uriOf('GW-A'), { Expires: '600' })
    await watcher.notify()
    let from = watcher.received.length
    expect((await inDialog(dialog, 2, '300')).fields.get('Expires')).toBe('300')
    expect(stateOf(await watcher.notify(from))).toMatch(/^active;expires=(300|299)$/)
    from = watcher.received.length
    expect((await inDialog(dialog, 3, '0')).statusCode).toBe(200)
    expect(stateOf(await watcher.notify(from))).toBe('terminated;reason=timeout')
    expect((await inDialog(dialog, 4, '300')).statusCode).toBe(481)
  })

  it('a refresh that comes out of order gets 500', async () => {
    const dialog = await subscribe(uriOf('GW-A'))
    expect((await inDialog(dialog, 5, '300')).statusCode).toBe(200)
    expect((await inDialog(dialog, 4, '300')).statusCode).toBe(500)
  })

  it('481 to a NOTIFY ends the subscription', async () => {
    watcher.notifyAnswer = 481
    const dialog = await subscribe(uriOf('GW-A'))
    await watcher.notify()
    await sleep(100)
    expect((await inDialog(dialog, 2, '300')).statusCode).toBe(481)
  })

  it('500 to a NOTIFY does not', async () => {
    watcher.notifyAnswer = 500
    const dialog = await subscribe(uriOf('GW-A'))
    await watcher.notify()
    await sleep(100)
    expect((await inDialog(dialog, 2, '300')).statusCode).toBe(200)
  })

  it(
    'silence to a NOTIFY ends the subscription when the transaction times out',
    { timeout: 20_000 },
    async () => {
      const isKnown = (): boolean =>
        [...node.publishing.notifier.subscriptions()].some((each) =>
          each.remoteTarget.endsWith(`:${String(watcher.port)}`),
        )
      watcher.notifyAnswer = undefined
      await subscribe(uriOf('GW-A'))
      await watcher.notify()
      expect(isKnown()).toBe(true)
      await sleep(8000)
      expect(isKnown()).toBe(false)
    },
  )

  it('a deleted gateway ends it with reason=noresource', async () => {
    node.setGateway({ name: 'GW-Gone', allowPublish: true })
    await subscribe(uriOf('GW-Gone'))
    await watcher.notify()
    const from = watcher.received.length
    node.deleteGateway('GW-Gone')
    expect(stateOf(await watcher.notify(from))).toBe('terminated;reason=noresource')
  })

  it('a stop ends it with a reason and a time to come back', async () => {
    const second = await startPresenceNode({
      settings: { domain, publishTargets: node.settings.values.publishTargets },
      gateways: [{ name: 'GW-A', allowPublish: true }],
    })
    const guest = await SipClient.open(second.port)
    await guest.ask({
      method: 'SUBSCRIBE',
      uri: uriOf('GW-A'),
      fields: { Contact: `<sip:guest@127.0.0.1:${String(guest.port)}>` },
    })
    await guest.notify()
    const from = guest.received.length
    const stopped = second.stop()
    expect(stateOf(await guest.notify(from))).toBe('terminated;reason=probation;retry-after=10')
    await stopped
    guest.close()
  })
})

describe('RFC 3856 §6.6, who may watch', () => {
  it('an unknown source is challenged', async () => {
    const { values } = node.settings
    node.settings.values = { ...values, publishTargets: [] }
    expect((await subscribe(uriOf('GW-A'))).response.statusCode).toBe(401)
    node.settings.values = values
  })

  it('a gateway may watch itself, not the others', async () => {
    const { values } = node.settings
    node.settings.values = { ...values, publishTargets: [] }
    node.setGateway({ name: 'GW-Self', allowPublish: true, remoteIp: '127.0.0.1' })
    expect((await subscribe(uriOf('GW-Self'))).response.statusCode).toBe(200)
    expect((await subscribe(uriOf('GW-A'))).response.statusCode).toBe(401)
    expect((await subscribe(allUri)).response.statusCode).toBe(401)
    node.deleteGateway('GW-Self')
    node.settings.values = values
  })
})
