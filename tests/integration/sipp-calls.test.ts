import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSelfSignedCertificate } from '../../engine/testing/self-signed-certificate.ts'
import { rawMessage } from '../acceptance/raw-peer.ts'
import { eventually } from '../harness/eventually.ts'
import { onlineGateway, recordedCalls } from '../harness/host-figures.ts'
import type { RecordedCall } from '../harness/host-figures.ts'
import { startHost, type Host } from '../harness/host.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { runSipp, startSipp, type Sipp, type SippOptions } from '../harness/sipp.ts'
import type { SippResult } from '../harness/sipp.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'

/** endReason of a call that nobody could take: the INVITE timed out everywhere. */
const inviteTimeout = -1

describeWithTools(['sipp'], 'SIPp on both sides of a host', () => {
  let host: Host
  let folder: TemporaryFolder
  let certificate: Buffer
  const callees: Sipp[] = []
  let lastPrefix = 100

  beforeAll(async () => {
    folder = createTemporaryFolder()
    const identity = createSelfSignedCertificate()
    certificate = identity.certificate
    const files = [join(folder.path, 'certificate.pem'), join(folder.path, 'key.pem')] as const
    writeFileSync(files[0], identity.certificate)
    writeFileSync(files[1], identity.key)
    const document = join(folder.path, 'start.json')
    const settings = { tlsCertificateFile: files[0], tlsKeyFile: files[1] }
    writeFileSync(document, JSON.stringify({ trunkline: 1, settings }))
    const listen = ['udp:127.0.0.1:0', 'tcp:127.0.0.1:0', 'tls:127.0.0.1:0', 'udp:[::1]:0']
    host = await startHost({
      args: [...listen.flatMap((address) => ['--sip', address]), '--config', document],
      limitMs: 180_000,
    })
    await host.web.demand('CreateGatewayMapping', { name: 'MG', remoteIps: '127.0.0.1,::1' })
  })

  afterAll(async () => {
    await Promise.all(callees.map((each) => each.stop()))
    await host.stop()
    host.removeData()
    folder.remove()
  })

  const portOf = (start: string): string =>
    host.ready.sip
      .find((each) => each.startsWith(start))
      ?.split(':')
      .at(-1) ?? ''
  /** A number that only the gateways of one test take. */
  const newNumber = (): string => String(++lastPrefix)

  /** A SIPp callee with a routing gateway in front of it, of the given priority. */
  async function gateway(
    name: string,
    prefix: string,
    sipp: SippOptions,
    fields: object = {},
  ): Promise<Sipp> {
    const callee = await startSipp({ limitMs: 120_000, ...sipp })
    callees.push(callee)
    await host.web.demand('CreateGatewayRouting', {
      ...{ name, prefix, remoteIp: '127.0.0.1', signalPort: callee.port },
      ...fields,
    })
    return callee
  }

  const call = (user: string, options: Partial<SippOptions> = {}): Promise<SippResult> =>
    runSipp({
      ...{ scenario: 'uac_b2bua.xml', target: host.sipAddress, user, calls: 1, holdMs: 100 },
      ...{ limitMs: 15_000, ...options },
    })

  /** The record of the last call to a number; it is written within 200 ms. */
  const record = (number: string, count = 1): Promise<RecordedCall | undefined> =>
    eventually('the record', async () => {
      const calls = await recordedCalls(host)
      const found = calls.filter((each) => each.calleeAccessE164 === number && each.stop > 0)
      return found.length >= count ? found.at(-1) : undefined
    })

  const expectSuccess = (result: SippResult, calls = 1): void => {
    expect(result.errors).toBe('')
    expect(result.statistics).toMatchObject({ created: calls, successful: calls, failed: 0 })
    expect(result.code).toBe(0)
  }

  it('486 comes back to the caller and no other gateway is tried', async () => {
    const number = newNumber()
    const busy = await gateway('Busy', number, { scenario: 'uas_486.xml' }, { priority: 1 })
    const idle = await gateway('Idle', number, { scenario: 'uas' }, { priority: 2 })
    expectSuccess(await call(number, { scenario: 'uac_486.xml' }))
    expect(await record(number)).toMatchObject({ endReason: 486, endDirection: 1, holdTime: 0 })
    expect((await busy.stop()).statistics).toMatchObject({ created: 1, successful: 1 })
    expect((await idle.stop()).statistics.created).toBe(0)
  })

  it('503 with Retry-After fails over, and the gateway is out for that time only', async () => {
    const number = newNumber()
    const down = await gateway('Down', number, { scenario: 'uas_503.xml' }, { priority: 1 })
    const up = await gateway('Up', number, { scenario: 'uas' }, { priority: 2 })
    expectSuccess(await call(number))
    const { retryAfter } = await onlineGateway(host, 'Down')
    expect(retryAfter).toBeGreaterThan(1000)
    expect(retryAfter).toBeLessThanOrEqual(5000)
    expectSuccess(await call(number))
    await eventually(
      'the suspension ends',
      async () => ((await onlineGateway(host, 'Down')).retryAfter === 0 ? true : undefined),
      8000,
    )
    expectSuccess(await call(number))
    expect(await record(number, 3)).toMatchObject({ endReason: 200, calleeGateway: 'Up' })
    // The second call passed it by.
    expect((await down.stop()).statistics).toMatchObject({ created: 2, successful: 2 })
    expect((await up.stop()).statistics.created).toBe(3)
  })

  it('a dead gateway costs the INVITE timeout and the next one takes the call', async () => {
    const number = newNumber()
    const options = { scenario: 'uas_silent.xml', extraArgs: ['-default_behaviors', 'none'] }
    await gateway('Dead', number, options, { priority: 1, timeoutInvite: 1 })
    await gateway('Alive', number, { scenario: 'uas' }, { priority: 2 })
    const result = await call(number)
    expectSuccess(result)
    expect(result.statistics.elapsedSeconds).toBeGreaterThan(1)
    expect(await record(number)).toMatchObject({ endReason: 200, calleeGateway: 'Alive' })
  })

  it('with dead gateways only, the record names the INVITE timeout', async () => {
    const number = newNumber()
    const options = { scenario: 'uas_silent.xml', extraArgs: ['-default_behaviors', 'none'] }
    await gateway('Dead-1', number, options, { timeoutInvite: 1 })
    const result = await call(number)
    expect(result.statistics).toMatchObject({ created: 1, failed: 1 })
    expect(result.errors).toMatch(/received 'SIP\/2\.0 (408|480|504) /)
    expect(await record(number)).toMatchObject({ endReason: inviteTimeout, endDirection: 2 })
  })

  it('three gateways are tried in the order of their priorities', async () => {
    const number = newNumber()
    const third = await gateway('Third', number, { scenario: 'uas' }, { priority: 30 })
    const first = await gateway('First', number, { scenario: 'uas_503.xml' }, { priority: 10 })
    const second = await gateway('Second', number, { scenario: 'uas_503.xml' }, { priority: 20 })
    expectSuccess(await call(number, { calls: 3 }), 3)
    expect(await record(number, 3)).toMatchObject({ calleeGateway: 'Third' })
    // Only the first call tried them: both asked to be left alone for 5 s.
    expect((await first.stop()).statistics.created).toBe(1)
    expect((await second.stop()).statistics.created).toBe(1)
    expect((await third.stop()).statistics.created).toBe(3)
  })

  it('a caller who gives up while it rings gets 487 and the gateway its CANCEL', async () => {
    const number = newNumber()
    const ringing = await gateway('Ringing', number, { scenario: 'uas_ringing.xml' })
    expectSuccess(await call(number, { scenario: 'uac_cancel.xml' }))
    expect(await record(number)).toMatchObject({ endDirection: 0, endReason: 487, holdTime: 0 })
    expect((await ringing.stop()).statistics).toMatchObject({ created: 1, successful: 1 })
    expect((await onlineGateway(host, 'Ringing')).currentCall).toBe(0)
  })

  describe('session timers, RFC 4028', () => {
    it('a caller below Min-SE gets 422, and its refresh is answered', async () => {
      const number = newNumber()
      await gateway('Timer-1', number, { scenario: 'uas_rr.xml' })
      expectSuccess(await call(number, { scenario: 'uac_session_timer.xml' }))
    })

    it('422 of a gateway is met with its Min-SE', async () => {
      const number = newNumber()
      const callee = await gateway('Timer-2', number, { scenario: 'uas_422.xml', calls: 1 })
      expectSuccess(await call(number, { holdMs: 500 }))
      expectSuccess(await callee.finished)
    })

    it('a gateway that refreshes by UPDATE gets its 200', async () => {
      const number = newNumber()
      const scenario = { scenario: 'uas_timer_update.xml', holdMs: 300, calls: 1 }
      const callee = await gateway('Timer-3', number, scenario)
      expectSuccess(await call(number, { holdMs: 1000 }))
      expectSuccess(await callee.finished)
    })
  })

  describe('transports', () => {
    it.each([
      ['tcp', 'tcp'],
      ['udp', 'tcp'],
      ['tcp', 'udp'],
    ] as const)('a caller on %s reaches a gateway on %s', async (from, to) => {
      const number = newNumber()
      const scenario = { scenario: 'uas', transport: to }
      await gateway(`${from}-${to}`, number, scenario, { transport: to })
      const target = `127.0.0.1:${portOf(`${from}:127`)}`
      expectSuccess(await call(number, { target, transport: from, calls: 5 }), 5)
    })

    it('SIPp’s own caller and callee, over IPv6 on both sides and from IPv4 to IPv6', async () => {
      const number = newNumber()
      const scenario = { scenario: 'uas', extraArgs: ['-i', '[::1]'] }
      await gateway('V6', number, scenario, { remoteIp: '::1' })
      const target = `[::1]:${portOf('udp:[')}`
      const own = { scenario: 'uac', target, calls: 5, extraArgs: ['-i', '[::1]'] }
      expectSuccess(await call(number, own), 5)
      expect(await record(number)).toMatchObject({ calleeip: '::1', endReason: 200 })
      expectSuccess(await call(number, { scenario: 'uac', calls: 5 }), 5)
    })

    it('a caller on TLS reaches a gateway on UDP', async () => {
      const number = newNumber()
      await gateway('Plain', number, { scenario: 'uas' })
      const received = await callOverTls(Number(portOf('tls:')), certificate, number)
      expect(received.filter((code) => code >= 200)).toEqual([200, 200])
      expect(await record(number)).toMatchObject({ endReason: 200, endDirection: 0 })
    })
  })

  it('no line is left in use but those that wait for a late answer', async () => {
    const answer = await host.web.demand('GetGatewayRoutingOnline')
    const rows = answer['infoGatewayRoutingOnlines'] as { name: string; currentCall: number }[]
    const busy = rows.filter((row) => row.currentCall > 0).map((row) => row.name)
    expect(busy.filter((name) => !name.startsWith('Dead'))).toEqual([])
  })
})

/** INVITE, ACK and BYE on one connection; the status codes that came back. */
function callOverTls(port: number, ca: Buffer, number: string): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', ca, servername: 'localhost' })
    const codes: number[] = []
    let text = ''
    const send = (method: string, uri: string, sequence: number, to: string): void => {
      const fields = [
        `Via: SIP/2.0/TLS localhost:9;branch=z9hG4bKtls${method}`,
        'Max-Forwards: 70',
        'From: <sip:tls@localhost>;tag=tls',
        `To: ${to}`,
        'Call-ID: tls',
        `CSeq: ${sequence} ${method}`,
        'Contact: <sip:tls@localhost:9;transport=tls>',
      ]
      socket.write(rawMessage(`${method} ${uri} SIP/2.0`, fields))
    }
    const onResponse = (response: string): void => {
      const code = Number(response.slice(8, 11))
      codes.push(code)
      if (code < 200) return
      if (/^CSeq: 1 INVITE/im.test(response)) {
        const to = /^To: (.*)$/im.exec(response)?.[1]?.trim() ?? ''
        const uri = /^Contact: <(.*?)>/im.exec(response)?.[1] ?? ''
        send('ACK', uri, 1, to)
        send('BYE', uri, 2, to)
        return
      }
      socket.end()
      resolve(codes)
    }
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer over TLS')))
    socket.on('error', reject)
    socket.on('secureConnect', () =>
      send('INVITE', `sip:${number}@localhost`, 1, `<sip:${number}@localhost>`),
    )
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1')
      for (let end = endOfMessage(text); end > 0; end = endOfMessage(text)) {
        onResponse(text.slice(0, end))
        text = text.slice(end)
      }
    })
  })
}

/** Length of the first whole message, 0 = there is none yet. */
function endOfMessage(text: string): number {
  const head = text.indexOf('\r\n\r\n')
  if (head < 0) return 0
  const length = Number(/^Content-Length: *(\d+)/im.exec(text)?.[1] ?? 0)
  return text.length >= head + 4 + length ? head + 4 + length : 0
}
