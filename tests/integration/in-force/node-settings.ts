import { createServer, connect as connectTcp } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { once } from 'node:events'
import { expect } from 'vitest'
import type { EngineSettings } from '../../../engine/api/contract/engine-settings.ts'
import type { AlarmTypeName } from '../../../engine/api/contract/alarms.ts'
import { createSelfSignedCertificate } from '../../../engine/testing/self-signed-certificate.ts'
import { freePort } from '../../harness/free-port.ts'
import { createTemporaryFolder } from '../../harness/temporary-folder.ts'
import { answerCalls, callOnce, finalOf, hangUp, refuseCalls, type Proof } from './proof.ts'
import type { RunningEngine } from './running-engine.ts'
import { fieldOf, grantAsAsked } from './wire-peer.ts'

const isRaised = ({ engine }: RunningEngine, type: AlarmTypeName): boolean =>
  engine.alarms.current().some((alarm) => alarm.type === type)

/** Fills lines of a gateway. */
async function fill(running: RunningEngine, name: string, calls: number, capacity: number) {
  const gateway = await running.openGateway(name, { capacity })
  answerCalls(gateway)
  const caller = await running.openPeer()
  const made = []
  for (let i = 0; i < calls; i++) made.push(await callOnce(running, caller))
  expect(gateway.calls).toHaveLength(calls)
  return { gateway, caller, calls: made }
}

async function certificateAt(port: number): Promise<string> {
  const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const { fingerprint256 } = socket.getPeerCertificate()
  socket.destroy()
  return fingerprint256
}

async function isOpenForTcp(port: number): Promise<boolean> {
  const socket = connectTcp(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** Certificate and key go together: one proof for both settings. */
async function proveCertificate(running: RunningEngine): Promise<void> {
  const folder = createTemporaryFolder()
  try {
    const write = (name: string): Pick<EngineSettings, 'tlsCertificateFile' | 'tlsKeyFile'> => {
      const { certificate, key } = createSelfSignedCertificate()
      const tlsCertificateFile = join(folder.path, `${name}.crt`)
      const tlsKeyFile = join(folder.path, `${name}.key`)
      writeFileSync(tlsCertificateFile, certificate)
      writeFileSync(tlsKeyFile, key)
      return { tlsCertificateFile, tlsKeyFile }
    }
    const port = await freePort()
    const listen = ['udp:127.0.0.1:0', `tls:127.0.0.1:${String(port)}`]
    running.setSettings({ listen, ...write('first') })
    const isListening = () => (running.engine.view.sipAddresses().length === 2 ? true : undefined)
    await running.until('the TLS listener', isListening)
    const first = await certificateAt(port)
    running.setSettings({ tlsCertificateFile: join(folder.path, 'missing.crt') })
    await running.pass(0.1)
    // A file that cannot be read leaves what works in place.
    expect(isRaised(running, 'listenFailed')).toBe(true)
    expect(await certificateAt(port)).toBe(first)
    running.setSettings(write('second'))
    await running.pass(0.1)
    await running.until('the TLS listener', isListening)
    expect(await certificateAt(port)).not.toBe(first)
    expect(isRaised(running, 'listenFailed')).toBe(false)
  } finally {
    folder.remove()
  }
}

export const nodeSettingProofs = {
  listen: {
    shows: 'where the node is listening',
    async prove(running) {
      const caller = await running.openPeer()
      answerCalls(await running.openGateway('GW', { allowPublish: true }))
      const registrar = await running.openPeer()
      registrar.onOutside = grantAsAsked(3600)
      running.routing('GW-Reg', {
        ...{ registerType: 2, registerName: '2001', prefix: '9' },
        registrar: `127.0.0.1:${String(registrar.endpoint.port)}`,
      })
      await running.pass(1)
      const before = running.target
      await hangUp(running, await callOnce(running, caller))
      const udp = await freePort()
      const tcp = await freePort()
      running.setSettings({
        listen: [`udp:127.0.0.1:${String(udp)}`, `tcp:127.0.0.1:${String(tcp)}`],
      })
      await running.until('new listeners', () => (running.target.port === udp ? true : undefined))
      await running.pass(1)
      expect(await isOpenForTcp(tcp)).toBe(true)
      await hangUp(running, await callOnce(running, caller))
      // Registrars learn the new contact, and nobody is at the old address.
      expect(fieldOf(registrar.last('REGISTER ')?.text, 'Contact')).toContain(`:${String(udp)}`)
      const lost = caller.invite(before, '100')
      await running.pass(40)
      expect(lost.outcomes).toEqual(['timeout'])
      // The node goes on publishing to itself.
      await running.pass(300)
      expect(running.engine.publishing.compositor.size).toBe(1)
      expect(running.engine.alarms.current()).toEqual([])
    },
  },
  tlsCertificateFile: { shows: 'the certificate that peers are shown', prove: proveCertificate },
  tlsKeyFile: { shows: 'the key that belongs to it', prove: proveCertificate },
  reduceBandPercent: {
    shows: 'when a gateway is passed over for the next priority',
    async prove(running) {
      const { gateway, caller } = await fill(running, 'GW-1', 5, 10)
      const next = await running.openGateway('GW-2', { priority: 1 })
      answerCalls(next)
      await callOnce(running, caller)
      expect([gateway.calls.length, next.calls.length]).toEqual([6, 0])
      const node = await running.openPeer()
      node.onOutside = grantAsAsked(300)
      running.routing('GW-1', { allowPublish: true })
      running.setSettings({
        publishTargets: [
          {
            ...{ name: 'node-2', address: `udp:127.0.0.1:${String(node.endpoint.port)}` },
            ...{ kind: 'node', domain: '', user: '', password: '' },
          },
        ],
      })
      await running.pass(3)
      expect(node.last('PUBLISH ')?.text).toContain('status="available"')
      running.setSettings({ reduceBandPercent: 60 })
      await callOnce(running, caller)
      expect([gateway.calls.length, next.calls.length]).toEqual([6, 1])
      await running.pass(1)
      // The status word follows the band at once.
      expect(node.last('PUBLISH ')?.text).toContain('status="reduced"')
    },
  },
  lastResortBandPercent: {
    shows: 'when a gateway becomes the last resort',
    async prove(running) {
      const { gateway, caller } = await fill(running, 'GW-1', 5, 10)
      running.routing('GW-1', { lockType: 3 })
      await fill(running, 'GW-2', 5, 10)
      running.routing('GW-2', { priority: 1 })
      running.routing('GW-1', { lockType: 0 })
      running.setSettings({ reduceBandPercent: 40 })
      await callOnce(running, caller)
      // Both are reduced: priority decides.
      expect(gateway.calls).toHaveLength(6)
      running.setSettings({ lastResortBandPercent: 60 })
      await callOnce(running, caller)
      expect(gateway.calls).toHaveLength(6)
    },
  },
  traceEnabled: {
    shows: 'whether messages are kept',
    async prove(running) {
      const { trace } = running.engine
      const caller = await running.openPeer()
      const kept = async (): Promise<number> => {
        const before = trace.nextSequence
        await finalOf(running, caller.invite(running.target, '100'))
        await running.pass(0.1)
        return trace.nextSequence - before
      }
      expect(await kept()).toBeGreaterThan(0)
      running.setSettings({ traceEnabled: false })
      expect(await kept()).toBe(0)
      running.setSettings({ traceEnabled: true })
      expect(await kept()).toBeGreaterThan(0)
    },
  },
  traceMessages: {
    shows: 'how many messages are kept',
    async prove(running) {
      const { trace } = running.engine
      const caller = await running.openPeer()
      const sendMany = async (): Promise<number> => {
        for (let i = 0; i < 100; i++) caller.ask(running.target, 'OPTIONS')
        await running.pass(1)
        return trace.nextSequence - trace.oldestSequence
      }
      expect(await sendMany()).toBe(200)
      running.setSettings({ traceMessages: 120 })
      expect(trace.nextSequence - trace.oldestSequence).toBe(120)
      expect(await sendMany()).toBe(120)
      running.setSettings({ traceMessages: 1000 })
      expect(await sendMany()).toBe(320)
    },
  },
  traceMegabytes: {
    shows: 'how many bytes are kept',
    async prove(running) {
      const { trace } = running.engine
      const caller = await running.openPeer()
      const body = 'x'.repeat(30_000)
      const keptAfter = async (): Promise<number> => {
        for (let i = 0; i < 60; i++) {
          caller.ask(running.target, 'OPTIONS', { body, contentType: 'text/plain' })
        }
        await running.pass(1)
        return trace.nextSequence - trace.oldestSequence
      }
      expect(await keptAfter()).toBe(120)
      running.setSettings({ traceMegabytes: 1 })
      const kept = await keptAfter()
      expect(kept).toBeGreaterThan(50)
      expect(kept).toBeLessThan(80)
    },
  },
  alarmConcurrencyRisePercent: {
    shows: 'from which share of the line limit an alarm is raised',
    async prove(running) {
      await fill(running, 'GW', 5, 10)
      const type = 'routingGatewayConcurrencyRise'
      await running.pass(11)
      expect(isRaised(running, type)).toBe(false)
      running.setSettings({ alarmConcurrencyRisePercent: 50 })
      await running.pass(11)
      expect(isRaised(running, type)).toBe(true)
      running.setSettings({ alarmConcurrencyRisePercent: 0 })
      await running.pass(11)
      expect(isRaised(running, type)).toBe(false)
    },
  },
  alarmConcurrencyDropPercent: {
    shows: 'from which loss within a minute an alarm is raised',
    async prove(running) {
      const { calls } = await fill(running, 'GW', 12, 0)
      const type = 'routingGatewayConcurrencyDrop'
      await running.pass(61)
      for (const call of calls.slice(0, 8)) call.bye()
      await running.pass(11)
      expect(isRaised(running, type)).toBe(false)
      running.setSettings({ alarmConcurrencyDropPercent: 50 })
      await running.pass(11)
      expect(isRaised(running, type)).toBe(true)
      // A minute later that is the new level.
      await running.pass(70)
      expect(isRaised(running, type)).toBe(false)
    },
  },
  alarmAsrPercent: {
    shows: 'below which answer rate an alarm is raised',
    async prove(running) {
      const caller = await running.openPeer()
      refuseCalls(await running.openGateway('GW'))
      for (let i = 0; i < 10; i++) await callOnce(running, caller)
      await running.pass(11)
      expect(isRaised(running, 'routingGatewayAsr')).toBe(false)
      running.setSettings({ alarmAsrPercent: 40 })
      await running.pass(11)
      expect(isRaised(running, 'routingGatewayAsr')).toBe(true)
      running.setSettings({ alarmAsrPercent: 0 })
      await running.pass(11)
      expect(isRaised(running, 'routingGatewayAsr')).toBe(false)
    },
  },
  alarmAcdSeconds: {
    shows: 'below which mean call length an alarm is raised',
    async prove(running) {
      const { calls } = await fill(running, 'GW', 1, 0)
      await running.pass(20)
      for (const call of calls) await hangUp(running, call)
      await running.pass(11)
      expect(isRaised(running, 'routingGatewayAcd')).toBe(false)
      running.setSettings({ alarmAcdSeconds: 30 })
      await running.pass(11)
      expect(isRaised(running, 'routingGatewayAcd')).toBe(true)
      running.setSettings({ alarmAcdSeconds: 10 })
      await running.pass(11)
      expect(isRaised(running, 'routingGatewayAcd')).toBe(false)
    },
  },
  recordRetentionDays: {
    shows: 'how long call records are kept',
    async prove(running) {
      const { calls } = await fill(running, 'GW', 1, 0)
      for (const call of calls) await hangUp(running, call)
      const records = async (): Promise<number> =>
        (await running.engine.view.callRecords({ fromMs: 0, toMs: 9e15, limit: 10 })).length
      running.clock.advance(2 * 86_400_000)
      expect(await records()).toBe(1)
      running.setSettings({ recordRetentionDays: 1 })
      running.clock.advance(3_700_000)
      expect(await records()).toBe(0)
    },
  },
  sourceRateLimit: {
    shows: 'how many messages per second a stranger is heard',
    async prove(running) {
      const stranger = await running.openPeer('127.0.0.2')
      const heard = async (): Promise<number> => {
        const asked = Array.from({ length: 250 }, () => stranger.ask(running.target, 'OPTIONS'))
        await running.pass(0.1)
        const answered = asked.filter(({ statusCode }) => statusCode !== undefined).length
        await running.pass(40)
        return answered
      }
      expect(await heard()).toBe(200)
      running.setSettings({ sourceRateLimit: 20 })
      expect(await heard()).toBeLessThan(30)
      running.setSettings({ sourceRateLimit: 0 })
      expect(await heard()).toBe(250)
    },
  },
} as const satisfies Partial<Record<keyof EngineSettings, Proof>>

/** Keeps a port so that nobody else can listen on it. */
export async function takePort(): Promise<{ readonly port: number; release(): Promise<void> }> {
  const port = await freePort()
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port,
    async release() {
      server.close()
      await once(server, 'close')
    },
  }
}
