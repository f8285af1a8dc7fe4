import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand } from '../harness/command-line.ts'
import { eventually } from '../harness/eventually.ts'
import { startHost, type Host } from '../harness/host.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'
import { openRawPeer, rawMessage, type RawPeer, type RawResponse } from './raw-peer.ts'

const policies = ['hold last', 'own count only', 'suspend gateway'] as const
type Policy = (typeof policies)[number]

const lifetimeMs = 30_000
const toleranceMs = 100
const publishedActive = 7
/** Alarm type publicationStale. */
const staleAlarm = 30001

interface OnlineRow {
  readonly currentCall: number
  readonly freshness: string
}

/** A peer node that publishes once and then falls silent, and the host that believed it. */
interface Scene {
  readonly policy: Policy
  readonly host: Host
  readonly peer: RawPeer
  /** When the 200 with the lifetime arrived. */
  grantedAtMs: number
}

describe.concurrent('a refresh that never comes', () => {
  let folder: TemporaryFolder
  const scenes: Scene[] = []

  beforeAll(async () => {
    folder = createTemporaryFolder()
    for (const policy of policies) scenes.push(await openScene(policy, folder))
    for (const scene of scenes) scene.grantedAtMs = await publish(scene, 'first')
  })

  afterAll(async () => {
    await Promise.all(
      scenes.map(async ({ host, peer }) => {
        peer.close()
        await host.stop()
        host.removeData()
      }),
    )
    folder.remove()
  })

  const sceneOf = (policy: Policy): Scene => {
    const scene = scenes.find((each) => each.policy === policy)
    if (!scene) throw new Error('every policy has its scene')
    return scene
  }

  it.for(policies)(
    'goes stale within 100 ms of its time (%s)',
    { timeout: 60_000 },
    async (policy, { expect }) => {
      const scene = sceneOf(policy)
      expect(await online(scene.host)).toMatchObject({ currentCall: publishedActive })
      const { lastFreshMs, firstStaleMs } = await watchExpiry(scene)
      expect(lastFreshMs).toBeLessThanOrEqual(lifetimeMs + toleranceMs)
      expect(firstStaleMs).toBeGreaterThanOrEqual(lifetimeMs - toleranceMs)
      expect(firstStaleMs - lastFreshMs).toBeLessThanOrEqual(toleranceMs)
      expect(await alarmIsRaised(scene.host)).toBe(true)
      await checkPolicy(scene)
      await publish(scene, 'second')
      await eventually('the alarm clears', async () =>
        (await alarmIsRaised(scene.host)) ? undefined : true,
      )
      const { currentCall, freshness } = await online(scene.host)
      expect(freshness).toBe('fresh')
      // The INVITE that nobody answered may still hold its line, in case a late 2xx comes.
      expect([publishedActive, publishedActive + 1]).toContain(currentCall)
    },
  )
})

async function openScene(policy: Policy, folder: TemporaryFolder): Promise<Scene> {
  const host = await startHost()
  const peer = await openRawPeer(host.sipPort)
  const document = join(folder.path, `${policy}.json`)
  writeFileSync(
    document,
    JSON.stringify({
      trunkline: 1,
      settings: {
        stalePolicy: policy,
        publishTargets: [{ name: 'node-2', address: `udp:127.0.0.1:${peer.port}` }],
      },
    }),
  )
  const imported = await runCommand(['config', 'import', document, '--data', host.dataFolder])
  expect(imported).toMatchObject({ code: 0, errors: '' })
  await host.web.demand('CreateGatewayRouting', {
    name: 'GW',
    capacity: 10,
    remoteIp: '127.0.0.9',
    allowPublish: true,
  })
  await host.web.demand('CreateGatewayMapping', { name: 'MG', remoteIps: '127.0.0.1' })
  return { policy, host, peer, grantedAtMs: 0 }
}

async function ask(peer: RawPeer, message: string, callId: string): Promise<RawResponse> {
  const answer = new Promise<RawResponse>((resolve) => {
    peer.onResponse((response) => {
      if (response.callId === callId && response.statusCode >= 200) resolve(response)
    })
  })
  peer.send(message)
  return answer
}

/** An initial publication of node-2 about the gateway; the moment when it was granted. */
async function publish({ host, peer }: Scene, callId: string): Promise<number> {
  const body =
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:g="urn:trunkline:gateway-status"' +
    ` entity="pres:GW@${host.ready.domain}"><tuple id="node-2"><status><basic>open</basic></status>` +
    `<g:gateway-status gateway="GW" node="node-2" active="${publishedActive}" capacity="10"` +
    ' status="available" attempts="9" answers="8" sequence="1"/></tuple></presence>'
  const response = await ask(
    peer,
    rawMessage(
      `PUBLISH sip:gateway-status@${host.ready.domain};gateway=GW SIP/2.0`,
      [
        `Via: SIP/2.0/UDP 127.0.0.1:${peer.port};rport;branch=z9hG4bK${callId}`,
        'Max-Forwards: 70',
        `From: <sip:GW@${host.ready.domain}>;tag=${callId}`,
        `To: <sip:GW@${host.ready.domain}>`,
        `Call-ID: ${callId}`,
        'CSeq: 1 PUBLISH',
        'Event: presence',
        `Expires: ${lifetimeMs / 1000}`,
        'Content-Type: application/pidf+xml',
      ],
      body,
    ),
    callId,
  )
  if (response.statusCode !== 200) throw new Error(response.text)
  return performance.now()
}

async function online(host: Host): Promise<OnlineRow> {
  const answer = await host.web.demand('GetGatewayRoutingOnline', { names: ['GW'] })
  const [row] = answer['infoGatewayRoutingOnlines'] as OnlineRow[]
  if (!row) throw new Error('the gateway is gone')
  return row
}

async function alarmIsRaised(host: Host): Promise<boolean> {
  const answer = await host.web.demand('GetAlarmCurrent')
  return (answer['infoAlarmCurrents'] as { type: number }[]).some(
    (alarm) => alarm.type === staleAlarm,
  )
}

/** Milliseconds after the grant of the last answer that was not stale and the first that was. */
async function watchExpiry({
  host,
  grantedAtMs,
}: Scene): Promise<{ lastFreshMs: number; firstStaleMs: number }> {
  const earlyMs = 1000
  await new Promise((resolve) =>
    setTimeout(resolve, lifetimeMs - earlyMs - (performance.now() - grantedAtMs)),
  )
  let lastFreshMs = 0
  for (;;) {
    const askedMs = performance.now() - grantedAtMs
    const { freshness } = await online(host)
    if (freshness === 'stale') return { lastFreshMs, firstStaleMs: performance.now() - grantedAtMs }
    lastFreshMs = askedMs
    if (askedMs > lifetimeMs + 5000) throw new Error('it never went stale')
  }
}

/** What each policy makes of the last words of a silent node. */
async function checkPolicy({ policy, host, peer }: Scene): Promise<void> {
  const { currentCall } = await online(host)
  expect(currentCall).toBe(policy === 'own count only' ? 0 : publishedActive)
  const invite = await ask(
    peer,
    rawMessage('INVITE sip:1002@127.0.0.1 SIP/2.0', [
      `Via: SIP/2.0/UDP 127.0.0.1:${peer.port};rport;branch=z9hG4bKcall`,
      'Max-Forwards: 70',
      'From: <sip:1001@127.0.0.1>;tag=caller',
      'To: <sip:1002@127.0.0.1>',
      'Call-ID: call',
      'CSeq: 1 INVITE',
      `Contact: <sip:1001@127.0.0.1:${peer.port}>`,
    ]),
    'call',
  )
  // Where the gateway may be tried, nobody is there to answer and the search ends with a timeout.
  if (policy === 'suspend gateway') expect(invite.statusCode).toBe(503)
  else expect([408, 480, 504]).toContain(invite.statusCode)
}
