import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SipResponse } from '../../engine/sip/message/message.ts'
import type { PublicationChange, StoredPublication } from '../../engine/publish/publication.ts'
import { startPresenceNode } from './presence-node.ts'
import type { PresenceNode } from './presence-node.ts'
import { SipClient, plainPidf, statusPidf } from './sip-client.ts'
import type { RequestParts } from './sip-client.ts'

/** A store whose commits end when and as the test says. */
class ScriptedPersistence {
  readonly changes: PublicationChange[] = []
  readonly pending: ((ok: boolean) => void)[] = []
  isHeld = false
  isFailing = false
  stored: StoredPublication[] = []
  load = (): readonly StoredPublication[] => this.stored
  commit = (change: PublicationChange, onDone: (ok: boolean) => void): void => {
    this.changes.push(change)
    if (this.isHeld) this.pending.push(onDone)
    else onDone(!this.isFailing)
  }
}

const domain = 'trunkline.local'
const persistence = new ScriptedPersistence()
let node: PresenceNode
let client: SipClient

beforeAll(async () => {
  node = await startPresenceNode({
    persistence,
    settings: { domain },
    gateways: [
      { name: 'GW-A', allowPublish: true, capacity: 100, remoteIp: '127.0.0.1' },
      { name: 'GW-B', allowPublish: true, remoteIp: '127.0.0.1' },
      { name: 'GW é & (x)', allowPublish: true, remoteIp: '127.0.0.1' },
      { name: 'GW-Silent', allowPublish: false, remoteIp: '127.0.0.1' },
      { name: 'GW-Far', allowPublish: true, remoteIp: '192.0.2.7', password: 'secret' },
    ],
  })
  client = await SipClient.open(node.port)
})

afterAll(async () => {
  client.close()
  await node.stop()
})

const uriOf = (gateway: string): string =>
  `sip:gateway-status@${domain};gateway=${encodeURIComponent(gateway)}`
const bodyOf = (gateway: string): string =>
  plainPidf(`pres:${encodeURIComponent(gateway)}@${domain}`)

const publish = (
  gateway: string,
  fields: RequestParts['fields'] = {},
  rest: Partial<RequestParts> = {},
): Promise<SipResponse> =>
  client.ask({ uri: uriOf(gateway), fields: { Expires: '300', ...fields }, ...rest })

const initial = (gateway = 'GW-A', fields: RequestParts['fields'] = {}): Promise<SipResponse> =>
  publish(gateway, fields, { body: bodyOf(gateway) })

const refresh = (tag: string, fields: RequestParts['fields'] = {}, gateway = 'GW-A') =>
  publish(gateway, { 'SIP-If-Match': tag, ...fields })

const tagOf = (response: SipResponse): string => {
  expect(response.statusCode).toBe(200)
  return response.fields.get('SIP-ETag') ?? ''
}

const storedWith = (tag: string): StoredPublication | undefined =>
  [...node.publishing.compositor.publications()].find((each) => each.stored.entityTag === tag)
    ?.stored

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe('RFC 3903 §6, initial publication', () => {
  it('11: gets 200 with one SIP-ETag that is a token and an Expires not above the wish, never the same tag', async () => {
    const tags = new Set<string>()
    for (let i = 0; i < 20; i++) {
      const response = await initial('GW-A', { Expires: '250' })
      expect(response.fields.all('SIP-ETag')).toHaveLength(1)
      expect(Number(response.fields.get('Expires'))).toBeLessThanOrEqual(250)
      expect(tagOf(response)).toMatch(/^[A-Za-z0-9\-.!%*_+`'~]+$/)
      tags.add(tagOf(response))
    }
    expect(tags.size).toBe(20)
  })

  it.each([
    ['a gateway that does not exist', `sip:gateway-status@${domain};gateway=Nobody`],
    ['a user that is no gateway', `sip:nobody@${domain}`],
    ['another domain', 'sip:gateway-status@elsewhere.example;gateway=GW-A'],
    ['another port of our address', 'sip:GW-A@127.0.0.1:1'],
    ['no user', `sip:${domain}`],
    ['another scheme', 'tel:+123456'],
  ])('12: gets 404 for %s', async (_what, uri) => {
    const response = await client.ask({ uri, to: '<sip:x@y>', fields: {}, body: bodyOf('GW-A') })
    expect(response.statusCode).toBe(404)
  })

  it.each([
    ['the gateway parameter', () => `sip:gateway-status@${domain};gateway=GW-A`, domain],
    ['the gateway as user', () => `sip:GW-A@${domain}`, domain],
    ['the listen address', () => 'sip:GW-A@127.0.0.1', '127.0.0.1'],
    ['the listen address and port', () => `sip:GW-A@127.0.0.1:${String(node.port)}`, '127.0.0.1'],
    ['the domain in capitals', () => 'sip:GW-A@TRUNKLINE.LOCAL', domain],
    ['escapes', () => `sip:%47W%2DA@${domain}`, domain],
    ['the SIPS scheme', () => `sips:GW-A@${domain}`, domain],
  ])('12: takes a Request-URI with %s', async (_what, uri, host) => {
    const response = await client.ask({
      uri: uri(),
      fields: { Expires: '60' },
      body: plainPidf(`pres:GW-A@${host}`),
    })
    expect(response.statusCode).toBe(200)
  })

  it('12: takes the address of all gateways, the PIDF entity naming the gateway', async () => {
    const uri = `sip:gateway-status@${domain}`
    const from = '<sip:GW-B@127.0.0.1>;tag=a'
    const first = await client.ask({ uri, from, fields: { Expires: '60' }, body: bodyOf('GW-B') })
    const tag = tagOf(first)
    expect(storedWith(tag)?.resource).toBe('GW-B')
    const elsewhere = await publish('GW-B', { 'SIP-If-Match': tag })
    expect(elsewhere.statusCode).toBe(412)
    const again = await client.ask({ uri, from, fields: { Expires: '60', 'SIP-If-Match': tag } })
    expect(again.statusCode).toBe(200)
  })

  it('12: takes a gateway whose name needs escapes in URI and entity', async () => {
    const tag = tagOf(await initial('GW é & (x)'))
    expect(storedWith(tag)?.resource).toBe('GW é & (x)')
  })

  it.each([undefined, 'dialog', 'presence.winfo', 'Presence', ''])(
    '13: gets 489 with Allow-Events when Event is %s',
    async (event) => {
      const response = await publish('GW-A', {}, { event, body: bodyOf('GW-A') })
      expect(response.statusCode).toBe(489)
      expect(response.fields.get('Allow-Events')).toBe('presence')
    },
  )

  it.each(['1', '29'])('14: gets 423 with Min-Expires for a lifetime of %s', async (expires) => {
    const response = await initial('GW-A', { Expires: expires })
    expect(response.statusCode).toBe(423)
    expect(response.fields.get('Min-Expires')).toBe('30')
  })

  it('14: gets no 423 at the minimum itself', async () => {
    expect((await initial('GW-A', { Expires: '30' })).fields.get('Expires')).toBe('30')
  })
})

describe('RFC 3903 §6 step 3, the condition', () => {
  it.each([
    ['two tags in one field', 'one, two'],
    ['two tags in two fields', ['one', 'two']],
    ['nothing', ''],
    ['a quoted string', '"one"'],
    ['two words', 'one two'],
  ])('15: a SIP-If-Match with %s gets 400', async (_what, value) => {
    expect((await publish('GW-A', { 'SIP-If-Match': value })).statusCode).toBe(400)
  })

  it('16: an unknown tag and a right tag of another gateway get 412', async () => {
    const tag = tagOf(await initial('GW-A'))
    expect((await refresh('never-given')).statusCode).toBe(412)
    expect((await refresh(tag, {}, 'GW-B')).statusCode).toBe(412)
    expect((await refresh(tag)).statusCode).toBe(200)
  })

  it('17: a refresh gets 200 with a new tag and leaves the state as it is', async () => {
    const tag = tagOf(await initial('GW-A'))
    const before = storedWith(tag)
    const next = tagOf(await refresh(tag, { Expires: '120' }))
    expect(next).not.toBe(tag)
    expect(storedWith(next)).toMatchObject({
      body: before?.body,
      createdAtMs: before?.createdAtMs,
      expiresSeconds: 120,
      sequence: 2,
    })
  })

  it('18: the replaced tag is dead at once, and only a 2xx carries SIP-ETag', async () => {
    const tag = tagOf(await initial('GW-A'))
    tagOf(await refresh(tag))
    const refused = await refresh(tag)
    expect(refused.statusCode).toBe(412)
    expect(refused.fields.has('SIP-ETag')).toBe(false)
  })

  it('19: a modify replaces that publication only and gets a new tag', async () => {
    const mine = tagOf(await initial('GW-A'))
    const other = tagOf(await initial('GW-A'))
    const body = plainPidf(`pres:GW-A@${domain}`, 'closed')
    const next = tagOf(await publish('GW-A', { 'SIP-If-Match': mine }, { body }))
    expect(storedWith(next)?.body).toBe(body)
    expect(storedWith(other)?.body).toBe(bodyOf('GW-A'))
  })
})

describe('RFC 3903 §6 step 4, the lifetime', () => {
  it('20: without Expires it is SS_SIP_PUBLISH_EXPIRE', async () => {
    expect((await initial('GW-A', { Expires: undefined })).fields.get('Expires')).toBe('300')
    node.parameters.values.SS_SIP_PUBLISH_EXPIRE = 77
    expect((await initial('GW-A', { Expires: undefined })).fields.get('Expires')).toBe('77')
    node.parameters.values.SS_SIP_PUBLISH_EXPIRE = 300
  })

  it.each([
    ['7200', '7200'],
    ['7201', '7200'],
    ['4294967296', '7200'],
    ['99999999999999999999', '7200'],
  ])('21: a wish of %s is granted as %s', async (wish, granted) => {
    expect((await initial('GW-A', { Expires: wish })).fields.get('Expires')).toBe(granted)
  })

  it.each(['soon', '-1', '1.5'])('21: an Expires of %s gets 400', async (wish) => {
    expect((await initial('GW-A', { Expires: wish })).statusCode).toBe(400)
  })
})

describe('RFC 3903 §6 step 5, the body', () => {
  it.each(['text/plain', 'application/xml', 'multipart/mixed;boundary=x', undefined])(
    '22: type %s gets 415 with Accept',
    async (contentType) => {
      const response = await publish('GW-A', {}, { body: bodyOf('GW-A'), contentType })
      expect(response.statusCode).toBe(415)
      expect(response.fields.get('Accept')).toBe('application/pidf+xml')
    },
  )

  it('22: the type is compared without case and parameters, an encoding gets 415', async () => {
    const contentType = 'Application/PIDF+xml;charset=UTF-8'
    const body = bodyOf('GW-A')
    expect((await publish('GW-A', {}, { body, contentType })).statusCode).toBe(200)
    const encoded = await publish('GW-A', { 'Content-Encoding': 'gzip' }, { body })
    expect(encoded.statusCode).toBe(415)
    expect(encoded.fields.get('Accept-Encoding')).toBe('identity')
  })

  it('23: neither tag nor body gets 400', async () => {
    expect((await publish('GW-A')).statusCode).toBe(400)
  })

  it.each([
    ['of another gateway', plainPidf(`pres:GW-B@${domain}`)],
    ['of another domain', plainPidf('pres:GW-A@elsewhere.example')],
    ['without a scheme', plainPidf(`GW-A@${domain}`)],
    [
      'whose extension names another gateway',
      statusPidf({ gateway: 'GW-B', domain }).replace('pres:GW-B', 'pres:GW-A'),
    ],
    ['with a negative number', statusPidf({ gateway: 'GW-A', domain, active: -1 })],
    ['that is not well-formed', '<presence'],
    ['with a DOCTYPE', `<!DOCTYPE a SYSTEM "file:///etc/passwd">${bodyOf('GW-A').slice(39)}`],
  ])('23: a body %s gets 400 and stores nothing', async (_what, body) => {
    const { size } = node.publishing.compositor
    expect((await publish('GW-A', {}, { body })).statusCode).toBe(400)
    expect(node.publishing.compositor.size).toBe(size)
  })

  it('23: a body above 64 KiB gets 413', async () => {
    const body = bodyOf('GW-A').replace('</presence>', `${' '.repeat(66_000)}</presence>`)
    const text = client.write({ uri: uriOf('GW-A'), fields: { Expires: '60' }, body })
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(node.port, '127.0.0.1')
      socket.on('data', (bytes) => {
        resolve(bytes.toString())
        socket.destroy()
      })
      socket.on('error', reject)
      socket.write(text.replace('SIP/2.0/UDP', 'SIP/2.0/TCP'))
    })
    expect(answer).toMatch(/^SIP\/2\.0 413 /)
  })
})

describe('RFC 3903 §6, what is ignored', () => {
  it('24 and 37: Contact and Record-Route in the request are ignored, neither comes back', async () => {
    const response = await initial('GW-A', {
      Contact: '<sip:x@127.0.0.1>',
      'Record-Route': '<sip:proxy@127.0.0.1;lr>',
    })
    expect(response.statusCode).toBe(200)
    expect(response.fields.has('Record-Route')).toBe(false)
    expect(response.fields.has('Contact')).toBe(false)
  })
})

describe('RFC 3903 §6, removal and expiry', () => {
  it('25 and 26: Expires 0 removes at once with 200, Expires 0 and a tag that is dead', async () => {
    const tag = tagOf(await initial('GW-A'))
    const { size } = node.publishing.compositor
    const removed = await refresh(tag, { Expires: '0' })
    expect(removed.fields.get('Expires')).toBe('0')
    const dead = tagOf(removed)
    expect(node.publishing.compositor.size).toBe(size - 1)
    expect((await refresh(tag)).statusCode).toBe(412)
    expect((await refresh(dead)).statusCode).toBe(412)
  })

  it('26: an initial PUBLISH with Expires 0 stores nothing', async () => {
    const { size } = node.publishing.compositor
    const response = await initial('GW-A', { Expires: '0' })
    expect(response.fields.get('Expires')).toBe('0')
    expect(node.publishing.compositor.size).toBe(size)
    expect((await refresh(tagOf(response))).statusCode).toBe(412)
  })

  it(
    '27: soft state ends by itself at the announced lifetime, within 100 ms; a later refresh gets 412',
    { timeout: 60_000 },
    async () => {
      const tag = tagOf(await initial('GW-A', { Expires: '30' }))
      const startedMs = performance.now()
      await sleep(29_900 - (performance.now() - startedMs))
      expect(storedWith(tag)).toBeDefined()
      const isLive = (): boolean =>
        [...node.publishing.compositor.publications()].some(
          (each) => each.stored.entityTag === tag && each.phase === 'live',
        )
      while (isLive() && performance.now() - startedMs < 31_000) await sleep(5)
      expect(Math.abs(performance.now() - startedMs - 30_000)).toBeLessThan(100)
      expect((await refresh(tag)).statusCode).toBe(412)
    },
  )
})

describe('RFC 3903 §6, order and atomicity', () => {
  it('28: requests for one Request-URI are processed in the order of their arrival', async () => {
    const tag = tagOf(await initial('GW-B'))
    persistence.isHeld = true
    const callIds = ['order-1', 'order-2', 'order-3']
    const first = client.received.length
    for (const callId of callIds) {
      client.send(
        client.write({
          uri: uriOf('GW-B'),
          callId,
          fields: { 'SIP-If-Match': tag, Expires: '60' },
        }),
      )
    }
    await sleep(150)
    expect(client.received.slice(first).filter((each) => each.kind === 'response')).toHaveLength(0)
    expect(persistence.pending).toHaveLength(1)
    // Another resource does not wait for this one.
    const other = client.ask({
      uri: uriOf('GW-A'),
      fields: { Expires: '60' },
      body: bodyOf('GW-A'),
    })
    await sleep(50)
    expect(persistence.pending).toHaveLength(2)
    persistence.isHeld = false
    for (const done of persistence.pending.splice(0)) done(true)
    expect((await other).statusCode).toBe(200)
    const codes = []
    for (const callId of callIds) {
      const answer = await client.wait((each) => each.kind === 'response' && each.callId === callId)
      codes.push(answer.kind === 'response' ? answer.statusCode : 0)
    }
    expect(codes).toEqual([200, 412, 412])
  })

  it('28: a storage failure gets 500, no 2xx, and nothing is changed', async () => {
    const tag = tagOf(await initial('GW-B'))
    const { size } = node.publishing.compositor
    persistence.isFailing = true
    expect((await initial('GW-B')).statusCode).toBe(500)
    expect((await refresh(tag, {}, 'GW-B')).statusCode).toBe(500)
    expect((await refresh(tag, { Expires: '0' }, 'GW-B')).statusCode).toBe(500)
    persistence.isFailing = false
    expect(node.publishing.compositor.size).toBe(size)
    expect((await refresh(tag, {}, 'GW-B')).statusCode).toBe(200)
  })

  it('30: an unknown option in Require gets 420 with Unsupported', async () => {
    const response = await initial('GW-A', { Require: 'nothing-known, other' })
    expect(response.statusCode).toBe(420)
    expect(response.fields.get('Unsupported')).toBe('nothing-known, other')
  })

  it('32: publications of different clients coexist, an initial one disturbs no other', async () => {
    const other = await SipClient.open(node.port)
    const mine = tagOf(await initial('GW-A'))
    const uri = uriOf('GW-A')
    const theirs = tagOf(await other.ask({ uri, fields: { Expires: '60' }, body: bodyOf('GW-A') }))
    expect((await refresh(mine)).statusCode).toBe(200)
    const answer = await other.ask({ uri, fields: { Expires: '60', 'SIP-If-Match': theirs } })
    expect(answer.statusCode).toBe(200)
    other.close()
  })

  it('33: a retransmission gets the same response and makes no second publication', async () => {
    const text = client.write({
      uri: uriOf('GW-A'),
      callId: 'again-and-again',
      fields: { Expires: '60' },
      body: bodyOf('GW-A'),
    })
    const { size } = node.publishing.compositor
    const from = client.received.length
    for (let i = 0; i < 3; i++) client.send(text)
    await sleep(200)
    const answers = client.received
      .slice(from)
      .filter((each) => each.kind === 'response' && each.callId === 'again-and-again')
    expect(answers).toHaveLength(3)
    expect(new Set(answers.map((each) => each.fields.get('SIP-ETag'))).size).toBe(1)
    expect(node.publishing.compositor.size).toBe(size + 1)
  })

  it.each([
    ['404 before 489', { uri: `sip:nobody@${domain}`, event: 'no' }, 404],
    ['489 before 412', { event: 'no', fields: { 'SIP-If-Match': 'no' } }, 489],
    ['489 before 400', { event: 'no', fields: { 'SIP-If-Match': 'a b' } }, 489],
    ['400 of the condition before 423', { fields: { 'SIP-If-Match': 'a b', Expires: '1' } }, 400],
    ['412 before 423', { fields: { 'SIP-If-Match': 'no', Expires: '1' } }, 412],
    ['423 before 415', { fields: { Expires: '1' }, body: 'x', contentType: 'text/plain' }, 423],
    ['415 before 400', { fields: { Expires: '60' }, body: '<', contentType: 'text/plain' }, 415],
  ] as const)('35: %s', async (_what, parts, code) => {
    expect((await client.ask({ uri: uriOf('GW-A'), ...parts })).statusCode).toBe(code)
  })

  it('36: the method name is case-sensitive', async () => {
    const response = await client.ask({
      method: 'publish',
      uri: uriOf('GW-A'),
      fields: { Expires: '60' },
      body: bodyOf('GW-A'),
    })
    expect([405, 501]).toContain(response.statusCode)
  })

  it('38: a tuple that is missing in a modify is gone', async () => {
    const two = bodyOf('GW-B').replace('</presence>', '<tuple id="t2"><status/></tuple></presence>')
    const tag = tagOf(await publish('GW-B', {}, { body: two }))
    const next = tagOf(await publish('GW-B', { 'SIP-If-Match': tag }, { body: bodyOf('GW-B') }))
    expect(storedWith(next)?.body).not.toContain('t2')
  })

  it('39: push-back is 503 with Retry-After when too many wait for one resource', async () => {
    persistence.isHeld = true
    const from = client.received.length
    client.send(
      client.write({ uri: uriOf('GW-B'), fields: { Expires: '60' }, body: bodyOf('GW-B') }),
    )
    for (let i = 0; i < 1100; i++) {
      client.send(
        client.write({ uri: uriOf('GW-B'), fields: { 'SIP-If-Match': 'x', Expires: '60' } }),
      )
      if (i % 50 === 0) await sleep(5)
    }
    const pushed = await client.wait(
      (each) => each.kind === 'response' && each.statusCode === 503,
      from,
    )
    expect(Number(pushed.fields.get('Retry-After'))).toBeGreaterThan(0)
    persistence.isHeld = false
    for (const done of persistence.pending.splice(0)) done(true)
    expect((await initial('GW-B')).statusCode).toBe(200)
  })

  it('40: a tag is compared exactly; every token character is taken', async () => {
    const tag = tagOf(await initial('GW-A'))
    expect((await refresh(tag.toUpperCase())).statusCode).toBe(412)
    expect((await refresh(`${tag}x`)).statusCode).toBe(412)
    expect((await refresh("-.!%*_+`'~azAZ09")).statusCode).toBe(412)
    expect((await refresh(tag)).statusCode).toBe(200)
  })
})

describe('RFC 3903 §14, who may publish', () => {
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

  const credentials = (challenge: string, password: string, uri: string, count = 1): string => {
    const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1] ?? ''
    const realm = /realm="([^"]+)"/.exec(challenge)?.[1] ?? ''
    const nc = count.toString(16).padStart(8, '0')
    const a1 = md5(`GW-Far:${realm}:${password}`)
    const response = md5(`${a1}:${nonce}:${nc}:abc:auth:${md5(`PUBLISH:${uri}`)}`)
    return (
      `Digest username="GW-Far", realm="${realm}", nonce="${nonce}", uri="${uri}", algorithm=MD5,` +
      ` qop=auth, nc=${nc}, cnonce="abc", response="${response}"`
    )
  }
  const md5Challenge = (response: SipResponse): string =>
    response.fields.all('WWW-Authenticate').find((each) => each.includes('MD5')) ?? ''

  it('29: an unknown source is challenged, the right digest is taken, a replayed one is not', async () => {
    const challenged = await initial('GW-Far')
    expect(challenged.statusCode).toBe(401)
    expect(challenged.fields.all('WWW-Authenticate').length).toBeGreaterThanOrEqual(2)
    const uri = uriOf('GW-Far')
    const answer = credentials(md5Challenge(challenged), 'secret', uri)
    const taken = await initial('GW-Far', { Authorization: answer })
    expect(taken.statusCode).toBe(200)
    expect(storedWith(tagOf(taken))).toMatchObject({
      publisherKind: 'gateway',
      publisher: 'GW-Far',
    })
    const replayed = await initial('GW-Far', { Authorization: answer })
    expect(replayed.statusCode).toBe(401)
    expect(md5Challenge(replayed)).toContain('stale=true')
  })

  it('29: a wrong password is challenged again, a right one for another gateway is 403', async () => {
    const challenged = await initial('GW-Far')
    const uri = uriOf('GW-Far')
    const wrong = credentials(md5Challenge(challenged), 'guess', uri)
    expect((await initial('GW-Far', { Authorization: wrong })).statusCode).toBe(401)
    node.setGateway({ name: 'GW-Other', allowPublish: true, remoteIp: '192.0.2.8' })
    const other = uriOf('GW-Other')
    const right = credentials(md5Challenge(challenged), 'secret', other, 2)
    expect((await initial('GW-Other', { Authorization: right })).statusCode).toBe(403)
  })

  it('29: the order is 489 before 401 before 412', async () => {
    const uri = uriOf('GW-Far')
    expect((await client.ask({ uri, event: 'no' })).statusCode).toBe(489)
    expect((await client.ask({ uri, fields: { 'SIP-If-Match': 'no' } })).statusCode).toBe(401)
  })

  it('a gateway with its box unchecked is refused with 403', async () => {
    expect((await initial('GW-Silent')).statusCode).toBe(403)
    const user = await client.ask({ uri: `sip:GW-Silent@${domain}`, body: bodyOf('GW-Silent') })
    expect(user.statusCode).toBe(403)
  })

  it('a peer node may publish about every gateway, its count is added', async () => {
    const peer = { name: 'node-2', address: 'udp:127.0.0.1:9', kind: 'node' as const }
    const before = node.settings.values
    node.settings.values = {
      ...before,
      publishTargets: [{ ...peer, domain: '', user: 'peer', password: 'peer-secret' }],
    }
    node.publishing.settingsChanged()
    const body = statusPidf({ gateway: 'GW-Far', domain, node: 'node-2', active: 7, capacity: 50 })
    const tag = tagOf(await publish('GW-Far', {}, { body }))
    expect(storedWith(tag)).toMatchObject({ publisherKind: 'node', publisher: 'node-2' })
    expect(node.publishing.concurrency.occupancy('GW-Far').elsewhere).toBe(7)
    await publish('GW-Far', { 'SIP-If-Match': tag, Expires: '0' })
    expect(node.publishing.concurrency.occupancy('GW-Far').elsewhere).toBe(0)
    node.settings.values = before
  })
})

describe('what survives', () => {
  it('a restart keeps publications and their tags', async () => {
    const tag = tagOf(await initial('GW-B', { Expires: '120' }))
    const kept = new ScriptedPersistence()
    const stored = storedWith(tag)
    if (stored) kept.stored = [stored, { ...stored, entityTag: 'own-one', publisherKind: 'own' }]
    const second = await startPresenceNode({
      persistence: kept,
      settings: { domain },
      gateways: [{ name: 'GW-B', allowPublish: true, remoteIp: '127.0.0.1' }],
    })
    const peer = await SipClient.open(second.port)
    const answer = await peer.ask({ uri: uriOf('GW-B'), fields: { 'SIP-If-Match': tag } })
    expect(answer.statusCode).toBe(200)
    expect(kept.changes).toContainEqual({ kind: 'remove', entityTag: 'own-one' })
    peer.close()
    await second.stop()
  })
})
