import { describe, expect, test } from 'vitest'
import type { NetworkNodeRow } from '../../api/contract/feed-rows.ts'
import { networkNodeRow } from '../../api/contract/feed-rows.ts'
import type { AgentTargetView } from '../../publish/event-publication-agent.ts'
import type { KnownNode } from '../../publish/node-announcements.ts'
import { createFakeClock } from '../../testing/fake-clock.ts'
import { createMemoryConfiguration } from '../../testing/test-engine.ts'
import { networkNodeSource } from './network-node-rows.ts'

const operator = { name: 'ada', from: '192.0.2.1' }
const target = (name: string, known: Partial<AgentTargetView> = {}): AgentTargetView => ({
  ...{ name, publications: 3, waiting: 0, inFlight: 0, isReachable: true, hasAnswered: true },
  ...{ unfitReason: '', minExpiresSeconds: 0, sent: 3, roundTripMs: 12.4, expired: 0, ...known },
})

function scene() {
  const { configuration } = createMemoryConfiguration()
  configuration.setSettings(
    {
      nodeName: 'one',
      publishTargets: [
        { name: 'two', address: 'udp:192.0.2.2:5060', kind: 'node' },
        { name: 'kamailio', address: 'tcp:192.0.2.3', kind: 'server' },
      ],
    },
    operator,
  )
  const clock = createFakeClock()
  const heard: KnownNode[] = []
  const targets: AgentTargetView[] = []
  const source = networkNodeSource({
    ...{ clock, configuration, settings: { ...configuration.settings, overridden: [] } },
    version: '1.2.3',
    signalling: {
      listeners: { addresses: [{ protocol: 'udp', address: '192.0.2.1', port: 5060 }] },
    },
    publishing: {
      agent: { targets: () => targets.values() },
      compositor: { nodes: () => heard.values() },
    },
  } as never)
  const rows = (): readonly NetworkNodeRow[] => [...source.all()]
  const rowOf = (name: string) => rows().find((row) => row.name === name)
  return { clock, configuration, heard, targets, source, rows, rowOf }
}

describe('the feed of nodes', () => {
  test('this node is the first, then every publish target, also one that was never heard of', () => {
    const { rows } = scene()
    expect(rows().map(({ key, kind }) => [key, kind])).toEqual([
      ['own', 'own'],
      ['other two', 'node'],
      ['other kamailio', 'server'],
    ])
    expect(rows()[0]).toMatchObject({
      ...{ name: 'one', version: '1.2.3', address: 'udp:192.0.2.1:5060' },
      ...{ publishExpireSeconds: 300, clockSkewMs: 0 },
    })
    expect(rows()[1]).toMatchObject({ version: '', publishExpireSeconds: null, reachability: '' })
    for (const row of rows()) expect(networkNodeRow.parse(row)).toEqual(row)
  })

  test('what a node announces and how it answers stand in one row', () => {
    const { heard, targets, rowOf } = scene()
    const announced = { version: '1.0.0', publishExpireSeconds: 60, skewMs: -1500, seenAtMs: 7 }
    heard.push({ name: 'two', ...announced }, { name: 'three', ...announced })
    targets.push(target('two', { isReachable: false }), target('kamailio', { unfitReason: '405' }))
    expect(rowOf('two')).toMatchObject({
      ...{ version: '1.0.0', publishExpireSeconds: 60, clockSkewMs: -1500, heardAtMs: 7 },
      ...{ address: 'udp:192.0.2.2:5060', reachability: 'unreachable', publications: 3 },
    })
    expect(rowOf('kamailio')).toMatchObject({
      reachability: 'unfit',
      unfitReason: '405',
      roundTripMs: 12,
    })
    expect(rowOf('three')).toMatchObject({ kind: 'node', address: '', reachability: '' })
  })

  test('a target that has not answered is not called reachable', () => {
    const { targets, rowOf } = scene()
    targets.push(target('two', { publications: 0 }), target('kamailio', { hasAnswered: false }))
    expect(rowOf('two')).toMatchObject({ reachability: '', roundTripMs: null })
    expect(rowOf('kamailio')?.reachability).toBe('waiting')
  })

  test('rows that are gone are told, within a second', () => {
    const { clock, heard, source } = scene()
    const touched = new Set<string | number>()
    heard.push({
      ...{ name: 'three', version: '1' },
      publishExpireSeconds: 60,
      skewMs: 0,
      seenAtMs: 0,
    })
    const stop = source.watch({ touched: (key) => touched.add(key), allTouched: () => undefined })
    expect(touched).toContain('other three')
    touched.clear()
    heard.length = 0
    clock.advance(1000)
    expect(touched).toContain('other three')
    expect(source.row('other three')).toBeUndefined()
    touched.clear()
    stop()
    clock.advance(5000)
    expect(touched.size).toBe(0)
  })
})
