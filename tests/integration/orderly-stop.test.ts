import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { grant, startScriptedCompositor } from '../conformance/scripted-compositor.ts'
import type { ScriptedCompositor } from '../conformance/scripted-compositor.ts'
import type { Ending } from '../harness/child.ts'
import { runCommand } from '../harness/command-line.ts'
import { eventually } from '../harness/eventually.ts'
import { importDocument, onlineGateway, recordedCalls } from '../harness/host-figures.ts'
import { startHost, type Host } from '../harness/host.ts'
import { startKamailio, type Kamailio } from '../harness/kamailio.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { startSipp, type Sipp, type SippResult } from '../harness/sipp.ts'

const answered = 20
const ringing = 5
const longestStopMs = 10_000
/** endReason: server stopped. */
const serverStopped = -13

const configuration = readFileSync(
  join(import.meta.dirname, '../data/kamailio-registrar.cfg'),
  'utf8',
)

describeWithTools(['sipp', 'kamailio'], 'SIGTERM with calls up', () => {
  let host: Host
  let kamailio: Kamailio
  let peer: ScriptedCompositor
  let callee: Sipp
  let phones: Sipp
  let caller: Sipp
  let ringingCaller: Sipp
  let ending: Ending
  let stopMs = 0
  let callerResult: SippResult
  let ringingResult: SippResult

  beforeAll(async () => {
    host = await startHost()
    callee = await startSipp({ scenario: 'uas', calls: answered })
    phones = await startSipp({ scenario: 'uas_ringing.xml', calls: ringing })
    kamailio = await startKamailio({
      configuration: (_folder, port) =>
        configuration.replaceAll('127.0.0.1:5070', `127.0.0.1:${port}`),
    })
    peer = await startScriptedCompositor()
    peer.answer = grant
    const target = { name: 'peer', address: `udp:127.0.0.1:${peer.port}`, kind: 'server' }
    await importDocument(host, { settings: { publishTargets: [{ ...target, domain: 'x' }] } })
    const gateway = { remoteIp: '127.0.0.1', allowPublish: true }
    await host.web.demand('CreateGatewayRouting', {
      ...{ ...gateway, name: 'Answers', prefix: '1', signalPort: callee.port },
    })
    await host.web.demand('CreateGatewayRouting', {
      ...{ ...gateway, name: 'Rings', prefix: '2', signalPort: phones.port },
    })
    await host.web.demand('CreateGatewayMapping', { name: 'MG', remoteIps: '127.0.0.1' })
    const fields = ['registerType=2', `registrar=127.0.0.1:${kamailio.port}`, 'prefix=3']
    await runCommand(
      [
        ...['gateway', 'add', 'routing', 'Carrier', '--data', host.dataFolder, ...fields],
        ...['registerName=trunk1', 'authUser=trunk1', 'password=-'],
      ],
      { input: 'secret\n' },
    )
    const dial = (user: string, calls: number): Promise<Sipp> =>
      startSipp({
        ...{ scenario: 'uac_b2bua.xml', target: host.sipAddress, user, calls },
        ...{ callsPerSecond: 100, holdMs: 60_000, limitMs: 90_000 },
      })
    caller = await dial('1002', answered)
    ringingCaller = await dial('2002', ringing)
    const carries = (name: string, calls: number): Promise<true> =>
      eventually(`${String(calls)} calls`, async () =>
        (await onlineGateway(host, name)).currentCall === calls ? true : undefined,
      )
    await carries('Answers', answered)
    await carries('Rings', ringing)
    await eventually('the registration', () => registers()[0])
    const startedAtMs = performance.now()
    ending = await host.stop()
    stopMs = performance.now() - startedAtMs
    callerResult = await caller.finished
    ringingResult = await ringingCaller.finished
  })

  afterAll(async () => {
    await Promise.all([callee, phones, caller, ringingCaller].map((each) => each.stop()))
    await kamailio.stop()
    peer.close()
    host.removeData()
  })

  const registers = (): string[] => kamailio.log.filter((line) => line.includes('REGISTERED'))

  it('ends with exit code 0 in time', () => {
    expect(ending).toEqual({ code: 0, signal: undefined })
    expect(stopMs).toBeLessThan(longestStopMs)
  })

  it('sends BYE to both sides of every call', async () => {
    expect(callerResult.errors.match(/unexpected BYE/g)).toHaveLength(answered)
    expect((await callee.finished).statistics).toMatchObject({ successful: answered, failed: 0 })
  })

  it('sends CANCEL where it rings, and a final answer to the caller', async () => {
    expect((await phones.finished).statistics).toMatchObject({ successful: ringing, failed: 0 })
    expect(ringingResult.errors.match(/received 'SIP\/2\.0 (?:487|503) /g)).toHaveLength(ringing)
  })

  it('removes its publications and its registration', () => {
    const last = new Map(peer.requests.map(({ request }) => [request.requestUri, request]))
    const expires = [...last].map(([uri, request]) => [uri, request.fields.get('Expires')])
    expect(expires.sort()).toEqual([
      ['sip:Answers@x', '0'],
      ['sip:Rings@x', '0'],
    ])
    expect(registers().at(-1)).toContain(' expires=0 ')
  })

  it('has written every record with its reason', async () => {
    const again = await startHost({ dataFolder: host.dataFolder })
    const records = await recordedCalls(again)
    await again.stop()
    expect(records).toHaveLength(answered + ringing)
    for (const record of records) {
      expect(record).toMatchObject({ endReason: serverStopped, endDirection: 2 })
      expect(record.stop).toBeGreaterThan(0)
    }
  })
})
