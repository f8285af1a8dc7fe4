import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWithTools } from '../harness/required-tools.ts'
import { runSipp } from '../harness/sipp.ts'
import { startPresenceNode } from './presence-node.ts'
import type { PresenceNode } from './presence-node.ts'

describeWithTools(['sipp'], 'our compositor and notifier against SIPp', () => {
  let node: PresenceNode

  beforeAll(async () => {
    node = await startPresenceNode({
      gateways: [
        { name: 'alice', allowPublish: true, remoteIp: '127.0.0.1' },
        { name: 'bob', allowPublish: true, remoteIp: '192.0.2.1', password: 'secret' },
      ],
    })
  })

  afterAll(async () => {
    await node.stop()
  })

  it.each(['udp', 'tcp'] as const)(
    'passes the publication lifecycle over %s',
    async (transport) => {
      const result = await runSipp({
        scenario: 'publish_lifecycle.xml',
        target: `127.0.0.1:${String(node.port)}`,
        user: 'alice',
        calls: 1,
        transport,
        limitMs: 15_000,
      })
      expect(result.errors).toBe('')
      expect(result.code).toBe(0)
      expect(node.publishing.compositor.size).toBe(0)
    },
  )

  it('passes a publication with digest', async () => {
    const result = await runSipp({
      scenario: 'publish_auth.xml',
      target: `127.0.0.1:${String(node.port)}`,
      user: 'bob',
      digest: { user: 'bob', password: 'secret' },
      calls: 1,
      limitMs: 15_000,
    })
    expect(result.errors).toBe('')
    expect(result.code).toBe(0)
    expect([...node.publishing.compositor.of('bob')][0]?.stored.publisherKind).toBe('gateway')
  })

  it('refuses a publication with a wrong password', async () => {
    const result = await runSipp({
      scenario: 'publish_auth.xml',
      target: `127.0.0.1:${String(node.port)}`,
      user: 'bob',
      digest: { user: 'bob', password: 'guess' },
      calls: 1,
      limitMs: 15_000,
    })
    expect(result.code).not.toBe(0)
  })

  it('passes a watcher: subscribe, refresh, unsubscribe', async () => {
    const result = await runSipp({
      scenario: 'watcher.xml',
      target: `127.0.0.1:${String(node.port)}`,
      user: 'alice',
      calls: 1,
      limitMs: 15_000,
    })
    expect(result.errors).toBe('')
    expect(result.code).toBe(0)
    expect(node.publishing.notifier.size).toBe(0)
  })
})
