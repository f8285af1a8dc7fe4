import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCommand } from '../harness/command-line.ts'
import { eventually } from '../harness/eventually.ts'
import { freePort } from '../harness/free-port.ts'
import { onlineGateway, raisedAlarms } from '../harness/host-figures.ts'
import { startHost, type Host } from '../harness/host.ts'
import { startKamailio, type Kamailio } from '../harness/kamailio.ts'
import { decodeCapture, startPacketCapture, type PacketCapture } from '../harness/packet-capture.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { runSipp, startSipp, type Sipp, type SippOptions } from '../harness/sipp.ts'
import type { SippResult } from '../harness/sipp.ts'

const configuration = readFileSync(
  join(import.meta.dirname, '../data/kamailio-registrar.cfg'),
  'utf8',
)
const registrationFailed = 30009

const call = (host: Host, user: string, options: Partial<SippOptions> = {}): Promise<SippResult> =>
  runSipp({
    ...{ scenario: 'uac_b2bua.xml', target: host.sipAddress, user, calls: 1, holdMs: 50 },
    ...{ limitMs: 10_000, ...options },
  })

const expectSuccess = (result: SippResult, calls = 1): void => {
  expect(result.errors).toBe('')
  expect(result.statistics).toMatchObject({ created: calls, successful: calls, failed: 0 })
}

describeWithTools(['sipp', 'sipsak'], 'clients that register or sign in at a host', () => {
  let host: Host
  let callee: Sipp

  beforeAll(async () => {
    host = await startHost()
    callee = await startSipp({ scenario: 'uas' })
    await host.web.demand('CreateGatewayRouting', {
      ...{ name: '1001', prefix: '31', registerType: 1, password: 'secret' },
    })
    await host.web.demand('CreateGatewayMapping', { name: 'MG', remoteIps: '127.0.0.1' })
  })

  afterAll(async () => {
    await callee.stop()
    await host.stop()
    host.removeData()
  })

  const sipsak = (...args: string[]) =>
    spawnSync('sipsak', [...args, '-s', `sip:1001@${host.sipAddress}`], {
      encoding: 'utf8',
      timeout: 10_000,
    })
  const register = (password: string) =>
    sipsak(
      ...['-U', '-i', '-C', `sip:1001@127.0.0.1:${callee.port}`, '-x', '120'],
      ...['-u', '1001', '-a', password],
    )

  it('sipsak: OPTIONS is answered with what the node can do', () => {
    const { status, stdout } = sipsak('-vv')
    expect(status).toBe(0)
    expect(stdout).toMatch(/SIP\/2\.0 200 OK/)
    expect(stdout).toMatch(/^Allow: .*PUBLISH/m)
    expect(stdout).toMatch(/^Allow-Events: presence/m)
  })

  it('sipsak: a wrong password registers nothing', async () => {
    expect(register('wrong').status).not.toBe(0)
    expect(await onlineGateway(host, '1001')).toMatchObject({ registerTime: 0 })
    expect((await call(host, '3101')).errors).toContain('503 Service Unavailable')
  })

  it('sipsak: a registered contact gets the calls, though it is another socket', async () => {
    const { status, stdout, stderr } = register('secret')
    expect(stdout + stderr).not.toMatch(/error/i)
    expect(status).toBe(0)
    const { registerTime, remoteIp, natIp } = await onlineGateway(host, '1001')
    expect(registerTime).toBeGreaterThan(0)
    expect({ remoteIp, natIp }).toEqual({ remoteIp: '127.0.0.1', natIp: undefined })
    expectSuccess(await call(host, '3101', { calls: 3 }), 3)
  })

  it('SIPp registers, asks and un-registers; then no call goes there any more', async () => {
    const port = await freePort()
    await host.web.demand('CreateGatewayRouting', {
      ...{ name: '1002', prefix: '32', registerType: 1, password: 'secret' },
    })
    expectSuccess(
      await call(host, '1002', {
        ...{ scenario: 'register_digest.xml', port },
        digest: { user: '1002', password: 'secret' },
      }),
    )
    expect(await onlineGateway(host, '1002')).toMatchObject({ registerTime: 0 })
    expect((await call(host, '3201')).errors).toContain('503 Service Unavailable')
  })

  it('a mapping gateway in password mode is asked for its password by 407', async () => {
    await host.web.demand('DeleteGatewayMapping', { name: 'MG' })
    await host.web.demand('CreateGatewayMapping', {
      ...{ name: 'MG-Password', remoteIps: '127.0.0.1', sipAuthenticationMethod: 2 },
      password: 'pass word',
    })
    const digest = { user: 'MG-Password', password: 'pass word' }
    expectSuccess(await call(host, '3101', { scenario: 'uac_digest.xml', digest, calls: 3 }), 3)
    // SIPp takes the second 407 for the first one again, so what it received must tell.
    const wrong = { user: 'MG-Password', password: 'guess' }
    const options = { scenario: 'uac_digest.xml', digest: wrong, traceMessages: true }
    const refused = await call(host, '3101', { ...options, limitMs: 2000 })
    expect(refused.statistics.successful).toBe(0)
    expect(refused.messages).toMatch(/SIP\/2\.0 407 (?:.+\r?\n)+CSeq: 2 INVITE/)
    expect(refused.messages).not.toMatch(/SIP\/2\.0 1/)
  })
})

describeWithTools(
  ['sipp', 'kamailio', 'tcpdump', 'tshark'],
  'a host that registers at Kamailio',
  () => {
    let host: Host
    let kamailio: Kamailio
    let callee: Sipp
    let capture: PacketCapture

    beforeAll(async () => {
      host = await startHost()
      callee = await startSipp({ scenario: 'uas_rr.xml' })
      kamailio = await startKamailio({
        configuration: (_folder, port) =>
          configuration
            .replaceAll('127.0.0.1:5070', `127.0.0.1:${port}`)
            .replaceAll('CALLEE_PORT', String(callee.port)),
      })
      capture = await startPacketCapture([kamailio.port])
      await host.web.demand('CreateGatewayMapping', { name: 'MG', remoteIps: '127.0.0.1' })
      const fields = ['prefix=3', 'registerType=2', `registrar=127.0.0.1:${kamailio.port}`]
      const user = ['registerName=trunk1', 'authUser=trunk1', 'password=-']
      const added = await runCommand(
        ['gateway', 'add', 'routing', 'Carrier', '--data', host.dataFolder, ...fields, ...user],
        { input: 'secret\n' },
      )
      expect(added.errors).toBe('')
    })

    afterAll(async () => {
      await host.stop()
      await kamailio.stop()
      await callee.stop()
      await capture.stop()
      capture.remove()
      host.removeData()
    })

    const accepted = (): string[] => kamailio.log.filter((line) => line.includes('REGISTERED'))

    it('is registered, and calls go through the registrar, digest and Record-Route included', async () => {
      await eventually('the registration', () => accepted()[0])
      expectSuccess(
        await eventually('calls are taken', async () => {
          const result = await call(host, '3301', { calls: 3 })
          return result.code === 0 ? result : undefined
        }),
        3,
      )
      expect(await raisedAlarms(host)).toEqual([])
    })

    it('registers again before the 4 s that the registrar granted are over', async () => {
      await eventually('two refreshes', () => accepted()[2], 12_000)
      const sent = decodeCapture(capture.file, ['frame.time_epoch', 'sip.Expires', 'sip.auth'], {
        filter: 'sip.Method == "REGISTER" && sip.auth',
        sipPorts: [kamailio.port],
      })
      // Auto Negotiation: nothing is asked for first, then what was granted.
      expect(sent.slice(0, 3).map((each) => each['sip.Expires'])).toEqual(['', '4', '4'])
      const times = sent.map((each) => Number(each['frame.time_epoch']))
      for (const [index, time] of times.slice(1, 3).entries()) {
        expect(time - (times[index] ?? 0)).toBeLessThan(4)
        expect(time - (times[index] ?? 0)).toBeGreaterThan(3)
      }
    })

    it('shows an alarm while the password is wrong, takes no calls, and recovers', async () => {
      const set = (password: string) =>
        runCommand(
          ['gateway', 'set', 'routing', 'Carrier', '--data', host.dataFolder, 'password=-'],
          { input: `${password}\n` },
        )
      await set('wrong')
      const alarm = await eventually('the alarm', async () =>
        (await raisedAlarms(host)).find((each) => each.type === registrationFailed),
      )
      expect(alarm.name).toBe('Carrier')
      expect((await call(host, '3301')).errors).toContain('503 Service Unavailable')
      await set('secret')
      await eventually('the alarm clears', async () =>
        (await raisedAlarms(host)).length === 0 ? true : undefined,
      )
      expectSuccess(await call(host, '3301'))
    })

    it('un-registers on SIGTERM', async () => {
      expect(await host.stop()).toMatchObject({ code: 0 })
      expect(accepted().at(-1)).toMatch(/REGISTERED trunk1 expires=0 /)
    })
  },
)
