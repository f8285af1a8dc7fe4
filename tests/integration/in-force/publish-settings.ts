import { expect } from 'vitest'
import type { EngineSettings, PublishTarget } from '../../../engine/api/contract/engine-settings.ts'
import { statusPidf } from '../../conformance/sip-client.ts'
import { answerCalls, callOnce, finalOf, hangUp, type Proof } from './proof.ts'
import type { RunningEngine } from './running-engine.ts'
import { fieldOf, grantAsAsked, type WirePeer } from './wire-peer.ts'

export const targetAt = (node: WirePeer, name = 'node-2'): PublishTarget => ({
  name,
  address: `udp:127.0.0.1:${String(node.endpoint.port)}`,
  ...{ kind: 'node', domain: '', user: '', password: '' },
})

/** A peer node that takes every PUBLISH, and a gateway whose state it is told. */
async function openTarget(running: RunningEngine): Promise<WirePeer> {
  const node = await running.openPeer()
  node.onOutside = grantAsAsked(300)
  running.setSettings({ publishTargets: [targetAt(node)] })
  answerCalls(await running.openGateway('GW', { allowPublish: true, capacity: 10 }))
  await running.until('the first PUBLISH', () => node.last('PUBLISH '))
  await running.pass(2)
  return node
}

const publishes = (node: WirePeer): number => node.received('PUBLISH ').length

/** Another node's word about the gateway, good for 30 s. */
async function publishAsNode(running: RunningEngine, node: WirePeer, active: number) {
  const asked = node.ask(running.target, 'PUBLISH', {
    uri: `sip:gateway-status@example.com;gateway=GW`,
    fields: ['Event', 'presence', 'Expires', '30'],
    body: statusPidf({ gateway: 'GW', domain: 'example.com', active, capacity: 10 }),
  })
  await running.until('answer to PUBLISH', () => asked.statusCode)
  expect(asked.statusCode).toBe(200)
}

const onlineRow = ({ engine }: RunningEngine) => engine.view.routingOnline(['GW'])[0]

/** Algorithms of the challenges that a REGISTER meets. */
async function challengedBy(running: RunningEngine): Promise<readonly string[]> {
  const device = await running.openPeer()
  const asked = device.ask(running.target, 'REGISTER', {
    uri: 'sip:example.com',
    fields: ['Expires', '300'],
  })
  await running.until('the challenge', () => asked.statusCode)
  expect(asked.statusCode).toBe(401)
  const text = device.last('SIP/2.0 401')?.text ?? ''
  return [...text.matchAll(/algorithm=([\w-]+)/g)].map(([, name = '']) => name)
}

export const publishSettingProofs = {
  digestAlgorithms: {
    shows: 'which challenges a device meets, in which order',
    async prove(running) {
      expect(await challengedBy(running)).toEqual(['MD5', 'SHA-256'])
      running.setSettings({ digestAlgorithms: ['SHA-256'] })
      expect(await challengedBy(running)).toEqual(['SHA-256'])
    },
  },
  nodeName: {
    shows: 'the node that a publication names',
    async prove(running) {
      const node = await openTarget(running)
      expect(node.last('PUBLISH ')?.text).toContain('node="node-1"')
      running.setSettings({ nodeName: 'north' })
      await running.pass(2)
      const bodies = node.received('PUBLISH ').filter(({ text }) => text.includes('<presence'))
      expect(bodies.at(-1)?.text).toContain('node="north"')
      expect(node.received('PUBLISH ').some(({ text }) => fieldOf(text, 'Expires') === '0')).toBe(
        true,
      )
      expect(running.engine.view.node()).toBe('north')
    },
  },
  domain: {
    shows: 'the domain of Request-URIs and challenges',
    async prove(running) {
      const node = await openTarget(running)
      const realm = async (): Promise<string | undefined> => {
        const uri = `sip:127.0.0.1:${String(running.target.port)}`
        const asked = node.ask(running.target, 'REGISTER', { uri, to: `<sip:x@127.0.0.1>` })
        await running.until('challenge', () => asked.statusCode)
        return asked.responses.at(-1)?.fields.get('WWW-Authenticate')
      }
      expect(node.last('PUBLISH ')?.text).toMatch(/^PUBLISH sip:gateway-status@example\.com;/)
      expect(await realm()).toContain('realm="example.com"')
      running.setSettings({ domain: 'voice.example.net' })
      await running.pass(2)
      expect(node.last('PUBLISH ')?.text).toContain('gateway-status@')
      const initial = node.received('PUBLISH ').findLast(({ text }) => text.includes('<presence'))
      expect(initial?.text).toMatch(/^PUBLISH sip:gateway-status@voice\.example\.net;/)
      expect(await realm()).toContain('realm="voice.example.net"')
      // Nothing of the old domain is left that could go stale.
      expect(running.engine.publishing.compositor.size).toBe(1)
      await running.pass(400)
      expect(running.engine.alarms.current()).toEqual([])
    },
  },
  publishTargets: {
    shows: 'who is told',
    async prove(running) {
      const first = await openTarget(running)
      const second = await running.openPeer()
      second.onOutside = grantAsAsked(300)
      running.setSettings({ publishTargets: [targetAt(first), targetAt(second, 'node-3')] })
      await running.pass(1)
      expect(publishes(second)).toBe(1)
      running.setSettings({ publishTargets: [targetAt(second, 'node-3')] })
      await running.pass(1)
      expect(fieldOf(first.last('PUBLISH ')?.text, 'Expires')).toBe('0')
      expect(publishes(second)).toBe(1)
      running.setSettings({ publishTargets: [{ ...targetAt(second, 'node-3'), kind: 'server' }] })
      await running.pass(1)
      const initial = second.received('PUBLISH ').findLast(({ text }) => text.includes('<presence'))
      expect(initial?.text).toMatch(/^PUBLISH sip:GW@example\.com /)
    },
  },
  publishOnChange: {
    shows: 'which changes are published',
    async prove(running) {
      const node = await openTarget(running)
      const caller = await running.openPeer()
      const publishedBy = async (change: () => Promise<void>): Promise<number> => {
        const before = publishes(node)
        await change()
        await running.pass(3)
        return publishes(node) - before
      }
      const call = async () => hangUp(running, await callOnce(running, caller))
      const hold = async () => void (await callOnce(running, caller))
      const lock = (lockType: 0 | 3) => () => {
        running.routing('GW', { lockType })
        return Promise.resolve()
      }
      // threshold: the status word, not the count.
      expect(await publishedBy(call)).toBe(0)
      expect(await publishedBy(lock(3))).toBe(1)
      expect(await publishedBy(lock(0))).toBe(1)
      running.setSettings({ publishOnChange: 'refresh only' })
      expect(await publishedBy(lock(3))).toBe(0)
      expect(await publishedBy(lock(0))).toBe(0)
      expect(await publishedBy(hold)).toBe(0)
      // What the new rule asks for is published although it happened before.
      expect(
        await publishedBy(() => {
          running.setSettings({ publishOnChange: 'every change' })
          return Promise.resolve()
        }),
      ).toBe(1)
      expect(await publishedBy(hold)).toBe(1)
    },
  },
  publishCoalescingMs: {
    shows: 'how long changes are gathered',
    async prove(running) {
      const node = await openTarget(running)
      const caller = await running.openPeer()
      running.setSettings({ publishOnChange: 'every change', publishCoalescingMs: 500 })
      const publishedWithin = async (seconds: number): Promise<number> => {
        await running.pass(12)
        const before = publishes(node)
        await callOnce(running, caller)
        await running.pass(seconds)
        return publishes(node) - before
      }
      expect(await publishedWithin(1)).toBe(1)
      running.setSettings({ publishCoalescingMs: 5000 })
      expect(await publishedWithin(4)).toBe(0)
      running.setSettings({ publishCoalescingMs: 100 })
      expect(await publishedWithin(0.3)).toBe(1)
    },
  },
  publishPacePerSecond: {
    shows: 'how many PUBLISH a target gets per second',
    async prove(running) {
      for (let i = 0; i < 40; i++) running.routing(`GW-${String(i)}`, { allowPublish: true })
      await running.pass(2)
      const publishedWithin = async (seconds: number): Promise<number> => {
        const node = await running.openPeer()
        node.onOutside = grantAsAsked(300)
        running.setSettings({
          publishTargets: [targetAt(node, `node at ${String(node.endpoint.port)}`)],
        })
        await running.pass(seconds)
        return publishes(node)
      }
      expect(await publishedWithin(1)).toBe(40)
      running.setSettings({ publishPacePerSecond: 5 })
      const slow = await publishedWithin(2)
      expect(slow).toBeGreaterThanOrEqual(5)
      expect(slow).toBeLessThanOrEqual(15)
    },
  },
  stalePolicy: {
    shows: 'what a count that went stale is worth',
    async prove(running) {
      const node = await openTarget(running)
      const caller = await running.openPeer()
      running.set({ SS_SIP_PUBLISH_EXPIRE: '30' })
      await publishAsNode(running, node, 7)
      expect(onlineRow(running)?.currentCall).toBe(7)
      await running.pass(31)
      expect(onlineRow(running)).toMatchObject({ currentCall: 7, freshness: 'stale' })
      running.setSettings({ stalePolicy: 'own count only' })
      await running.pass(0.1)
      expect(onlineRow(running)?.currentCall).toBe(0)
      running.setSettings({ stalePolicy: 'suspend gateway' })
      await running.pass(0.1)
      expect(await finalOf(running, caller.invite(running.target, '100'))).toBe('503')
      running.setSettings({ stalePolicy: 'own count only' })
      await running.pass(0.1)
      expect((await callOnce(running, caller)).outcomes).toContain('200')
    },
  },
} as const satisfies Partial<Record<keyof EngineSettings, Proof>>
