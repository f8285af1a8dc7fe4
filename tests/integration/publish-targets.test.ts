import { afterAll, beforeAll, expect, it } from 'vitest'
import { grant, startScriptedCompositor } from '../conformance/scripted-compositor.ts'
import type { ScriptedCompositor } from '../conformance/scripted-compositor.ts'
import { eventually } from '../harness/eventually.ts'
import { importDocument, raisedAlarms } from '../harness/host-figures.ts'
import { startHost, type Host } from '../harness/host.ts'
import { startKamailioPresence, type Kamailio } from '../harness/kamailio.ts'
import { decodeCapture, startPacketCapture, type PacketCapture } from '../harness/packet-capture.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { startSipp, type Sipp } from '../harness/sipp.ts'

const expireSeconds = 30
const minExpiresConflict = 30004
const tools = ['kamailio', 'kamailio presence', 'kamailio sqlite', 'sqlite3', 'tcpdump', 'tshark']

interface SeenRequest {
  readonly kind: 'initial' | 'modify' | 'refresh' | 'remove'
  readonly expires: string
  readonly isSigned: boolean
  readonly ifMatch: string
}

describeWithTools(
  [...tools, 'sipp'],
  'a host and its publish targets, as tcpdump sees them',
  () => {
    let host: Host
    let plain: Kamailio
    let brief: Kamailio
    let digest: Kamailio
    let capture: PacketCapture
    let callee: Sipp
    let caller: Sipp | undefined
    let peer: ScriptedCompositor

    beforeAll(async () => {
      host = await startHost()
      plain = await startKamailioPresence()
      brief = await startKamailioPresence({ withMinExpires: true })
      digest = await startKamailioPresence({ withDigest: true })
      peer = await startScriptedCompositor()
      peer.answer = (request, index) => {
        if (index === 1) return { code: 412 }
        return index === 3 ? { code: 503, fields: { 'Retry-After': '2' } } : grant(request, index)
      }
      callee = await startSipp({ scenario: 'uas' })
      capture = await startPacketCapture([plain.port, brief.port, digest.port])
      const server = (name: string, port: number) => ({
        ...{ name, address: `udp:127.0.0.1:${port}`, kind: 'server', domain: '127.0.0.1' },
      })
      await importDocument(host, {
        parameters: { SS_SIP_PUBLISH_EXPIRE: expireSeconds },
        settings: {
          publishOnChange: 'every change',
          publishCoalescingMs: 300,
          publishTargets: [
            server('plain', plain.port),
            server('brief', brief.port),
            { ...server('digest', digest.port), user: 'alice', password: 'secret' },
            server('scripted', peer.port),
          ],
        },
      })
      await host.web.demand('CreateGatewayRouting', {
        ...{ name: 'GW-A', prefix: '1', capacity: 10, allowPublish: true },
        ...{ remoteIp: '127.0.0.1', signalPort: callee.port },
      })
      await host.web.demand('CreateGatewayMapping', { name: 'MG', remoteIps: '127.0.0.1' })
    })

    afterAll(async () => {
      await caller?.stop()
      await host.stop()
      await callee.stop()
      await capture.stop()
      await Promise.all([plain, brief, digest].map((each) => each.stop()))
      capture.remove()
      peer.close()
      host.removeData()
    })

    /** PUBLISH requests at one Kamailio; a retransmission counts again. */
    const requestsTo = ({ port }: Kamailio): SeenRequest[] =>
      decodeCapture(
        capture.file,
        ['sip.Expires', 'sip.If_Match', 'sip.auth', 'sip.Content-Length'],
        { filter: `sip.Method == "PUBLISH" && udp.dstport == ${port}`, sipPorts: [port] },
      ).map((packet) => {
        const ifMatch = packet['sip.If_Match']
        const hasBody = packet['sip.Content-Length'] !== '0'
        const expires = packet['sip.Expires']
        const later = hasBody ? 'modify' : expires === '0' ? 'remove' : 'refresh'
        const kind = ifMatch === '' ? 'initial' : later
        return { kind, expires, ifMatch, isSigned: packet['sip.auth'] !== '' }
      })
    /** Status codes that one Kamailio answered, with its entity-tags. */
    const answersOf = ({ port }: Kamailio): { code: string; tag: string }[] =>
      decodeCapture(capture.file, ['sip.Status-Code', 'sip.ETag'], {
        filter: `sip.Status-Code && udp.srcport == ${port}`,
        sipPorts: [port],
      }).map((packet) => ({ code: packet['sip.Status-Code'], tag: packet['sip.ETag'] }))
    const seen = (kamailio: Kamailio, count: number): Promise<SeenRequest[]> =>
      eventually(
        `${String(count)} requests`,
        () => {
          const requests = requestsTo(kamailio)
          return requests.length >= count ? requests : undefined
        },
        10_000,
        300,
      )

    it('the initial PUBLISH is granted with an entity-tag', async () => {
      const [first] = await seen(plain, 1)
      expect(first).toMatchObject({ kind: 'initial', expires: String(expireSeconds) })
      await eventually('200', () => (answersOf(plain)[0]?.code === '200' ? true : undefined))
      expect(answersOf(plain)[0]?.tag).not.toBe('')
    })

    it('423 is met with the Min-Expires of the target, and an alarm names both values', async () => {
      expect((await seen(brief, 2)).map((each) => each.expires)).toEqual(['30', '60'])
      expect(answersOf(brief).map((each) => each.code)).toEqual(['423', '200'])
      const alarms = await raisedAlarms(host)
      expect(alarms).toMatchObject([{ type: minExpiresConflict, name: 'brief' }])
      expect(alarms[0]?.memo).toMatch(/60 s.*30 s/)
    })

    it('401 is answered by digest', async () => {
      expect((await seen(digest, 2)).map((each) => each.isSigned)).toEqual([false, true])
      expect(answersOf(digest).map((each) => each.code)).toEqual(['401', '200'])
    })

    it('a call modifies every publication, under the tag granted last', async () => {
      caller = await startSipp({
        ...{ scenario: 'uac_b2bua.xml', target: host.sipAddress, user: '1002', calls: 1 },
        ...{ holdMs: 2500, limitMs: 30_000 },
      })
      const requests = await seen(plain, 2)
      expect(requests[1]).toMatchObject({ kind: 'modify', ifMatch: answersOf(plain)[0]?.tag })
      // The known challenge is answered before it is asked again.
      expect((await seen(digest, 3))[2]).toMatchObject({ kind: 'modify', isSigned: true })
    })

    it('412 begins afresh without a tag, 503 is left alone for its Retry-After', async () => {
      const kinds = (): string[] =>
        peer.requests.map(({ request }) => request.fields.get('SIP-If-Match') ?? 'initial')
      await eventually('the answer 412 and what follows', () => kinds()[2])
      expect(kinds().slice(0, 3)).toEqual(['initial', 'e0', 'initial'])
      await caller?.finished
      const all = await eventually('the repetition after 503', () =>
        peer.requests.length >= 5 ? peer.requests : undefined,
      )
      const waitedMs = (all[4]?.atMs ?? 0) - (all[3]?.atMs ?? 0)
      expect(waitedMs).toBeGreaterThanOrEqual(1990)
      expect(waitedMs).toBeLessThan(4000)
    })

    it('without a change it is refreshed without a body, and removed when the box is unchecked', async () => {
      const before = requestsTo(plain).length
      const requests = await eventually(
        'a refresh',
        () => (requestsTo(plain).length > before ? requestsTo(plain) : undefined),
        expireSeconds * 1000,
        500,
      )
      expect(requests.at(-1)).toMatchObject({ kind: 'refresh' })
      await host.web.demand('ModifyGatewayRouting', { name: 'GW-A', allowPublish: false })
      const removed = await eventually(
        'the removals',
        () => {
          const all = [plain, brief, digest].map((each) => requestsTo(each).at(-1))
          return all.every((each) => each?.kind === 'remove') ? all : undefined
        },
        5000,
        300,
      )
      expect(removed.map((each) => each?.expires)).toEqual(['0', '0', '0'])
      const refused = [plain, digest].flatMap((each) => answersOf(each).slice(2))
      expect(refused.filter(({ code }) => code !== '200')).toEqual([])
    })
  },
)
