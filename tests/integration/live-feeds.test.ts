import { expect, test } from 'vitest'
import { feeds, type FeedName } from '../../engine/api/contract/feeds.ts'
import { createResponse } from '../../engine/sip/message/message.ts'
import { FeedFollower } from '../harness/feed-follower.ts'
import { answerCalls, callOnce, finalOf, hangUp } from './in-force/proof.ts'
import { withEngine, type RunningEngine } from './in-force/running-engine.ts'
import { grantAsAsked } from './in-force/wire-peer.ts'

const actor = { name: 'test', from: 'test' }
const names = Object.keys(feeds) as FeedName[]

function follow<N extends FeedName>({ engine }: RunningEngine, name: N): FeedFollower<N> {
  return new FeedFollower<N>(engine.view.feeds, name, {} as never)
}

/** Lets time pass until a row is as wanted. */
const rowOf = <N extends FeedName>(
  running: RunningEngine,
  follower: FeedFollower<N>,
  isWanted: Parameters<FeedFollower<N>['find']>[0],
) => running.until(`a row of the feed`, () => follower.find(isWanted))

test('every row of every feed is as the contract says, while calls come and go', () =>
  withEngine(async (running) => {
    // Troubleshooting finds that its line limit is not enforced.
    const fields = { allowPublish: true, capacity: 5, enforceCapacity: false }
    answerCalls(await running.openGateway('GW', fields))
    running.routing('Dynamic', { registerType: 1 })
    const registrar = await running.openPeer()
    registrar.onOutside = grantAsAsked(3600)
    running.routing('Outbound', {
      ...{ registerType: 2, registerName: '2001' },
      registrar: `127.0.0.1:${String(registrar.endpoint.port)}`,
    })
    running.engine.alarms.raise({ type: 'disk', subject: 'here', level: 1, text: 'test' })
    const followers = names.map((name) => follow(running, name))
    await running.pass(2)
    const caller = await running.openPeer()
    const call = await callOnce(running, caller)
    await running.pass(6)
    const shown = names.filter((_, i) => (followers[i]?.rows.size ?? 0) > 0)
    await hangUp(running, call)
    await running.pass(1)
    expect(followers.flatMap(({ strange }) => strange)).toEqual([])
    expect(followers.every(({ kinds }) => kinds.includes('ready'))).toBe(true)
    // Everything that such a node has: all but watchers, the lab, what people open, and what a host adds.
    expect(names.filter((name) => !shown.includes(name))).toEqual([
      'watchers',
      'labRuns',
      'labGateways',
      'labGenerators',
      'captures',
      'plans',
      'profiles',
      'checklist',
    ])
    for (const each of followers) each.stop()
  }))

test('what an operator changes arrives: parameters, settings, gateways', () =>
  withEngine(async (running) => {
    const parameters = follow(running, 'parameters')
    const settings = follow(running, 'settings')
    const routing = follow(running, 'routingGateways')
    const mapping = follow(running, 'mappingGateways')
    const node = follow(running, 'node')
    await running.pass(1)
    expect(mapping.all).toMatchObject([{ name: 'MG', remoteIps: '127.0.0.1' }])
    running.set({ SS_SIP_PUBLISH_EXPIRE: '45' })
    running.setSettings({ publishCoalescingMs: 700 })
    running.routing('GW', { capacity: 5, password: 'secret' })
    await running.pass(1)
    expect(parameters.rows.get('SS_SIP_PUBLISH_EXPIRE')).toMatchObject({
      ...{ value: '45', lastChange: { by: 'operator', before: '300', after: '45' } },
    })
    expect(settings.all).toMatchObject([{ values: { publishCoalescingMs: 700 } }])
    expect(node.all).toMatchObject([{ publishExpireSeconds: 45, routingGateways: 1 }])
    const [gateway] = routing.all
    expect(gateway).toMatchObject({ name: 'GW', capacity: 5, hasPassword: true })
    expect(JSON.stringify(routing.all)).not.toContain('secret')
    const { configuration } = running.engine
    configuration.modifyRoutingGateway('GW', { name: 'Renamed' }, actor)
    await running.pass(1)
    expect(routing.all).toMatchObject([{ id: gateway?.id, name: 'Renamed', version: 2 }])
    configuration.deleteRoutingGateway('Renamed', actor)
    configuration.deleteMappingGateway('MG', actor)
    await running.pass(1)
    expect([routing.rows.size, mapping.rows.size]).toEqual([0, 0])
    expect(routing.kinds.filter((kind) => kind === 'reset')).toHaveLength(1)
  }))

test('a call is seen from its INVITE to its end, with every leg and attempt', () =>
  withEngine(async (running) => {
    const first = await running.openGateway('First', { priority: 1 })
    const second = await running.openGateway('Second', { priority: 2, capacity: 4 })
    first.onInvite = (each) => each.respond(503)
    second.onInvite = (each) => each.respond(180)
    const calls = follow(running, 'calls')
    const online = follow(running, 'routingOnline')
    const mapping = follow(running, 'mappingOnline')
    const caller = await running.openPeer()
    await running.pass(1)
    const call = caller.invite(running.target, '100')
    const ringing = await rowOf(running, calls, ({ state }) => state === 'Ringing')
    expect(ringing).toMatchObject({
      ...{ mappingGateway: 'MG', routingGateway: 'Second', calleeE164: '100', answeredAtMs: 0 },
      attempts: 2,
    })
    const legs = [first, second].map((gateway) => gateway.request().callId)
    expect(ringing.callIds).toEqual([ringing.callIdentifier, ...legs])
    const busy = await rowOf(running, online, ({ name, active }) => name === 'Second' && active > 0)
    expect(busy).toMatchObject({ active: 1, ownActive: 1, capacity: 4, band: 'normal' })
    expect(mapping.all).toMatchObject([{ name: 'MG', active: 1 }])
    second.call().answer()
    expect(await finalOf(running, call)).toBe('200')
    call.ack()
    const answered = await rowOf(running, calls, ({ state }) => state === 'Ok')
    expect(answered.answeredAtMs).toBeGreaterThan(0)
    expect(answered.callId).toBe(ringing.callId)
    await running.pass(10)
    await hangUp(running, call)
    await running.pass(1)
    expect(calls.rows.size).toBe(0)
    const after = online.find(({ name }) => name === 'Second')
    expect(after).toMatchObject({ active: 0, asr: 1, responseRatio: 1, connectRatio: 1 })
    expect(after?.acdSeconds).toBeCloseTo(10, 0)
    expect(online.find(({ name }) => name === 'First')).toMatchObject({ asr: 0, acdSeconds: null })
    expect(mapping.all).toMatchObject([{ active: 0, asr: 1 }])
  }))

test('a publication keeps its row while its entity-tag changes, grows due, and goes', () =>
  withEngine(async (running) => {
    await running.openGateway('GW', { allowPublish: true, capacity: 10 })
    const publications = follow(running, 'publications')
    const online = follow(running, 'routingOnline')
    const isHeld = ({ side }: { readonly side: string }): boolean => side === 'held'
    const held = await rowOf(running, publications, isHeld)
    expect(held).toMatchObject({
      ...{ gateway: 'GW', publisherKind: 'own', active: 0, capacity: 10, expiresSeconds: 300 },
      ...{ state: 'live', freshness: 'fresh', sequence: 1 },
    })
    const isSent = ({ side, state }: { readonly side: string; readonly state: string }): boolean =>
      side === 'sent' && state === 'published'
    const sent = await rowOf(running, publications, isSent)
    expect(sent).toMatchObject({
      ...{ gateway: 'GW', peer: 'own compositor', entityTag: held.entityTag },
      freshness: 'fresh',
    })
    await rowOf(running, online, ({ freshness }) => freshness === 'fresh')
    // Nothing happens on the wire between 80 % of the lifetime and the refresh, so time alone makes it due.
    await running.pass(240.6)
    const due = online.find(({ name }) => name === 'GW')
    expect(due).toMatchObject({ freshness: 'due', published: 0 })
    running.engine.publishing.agent.refreshNow('GW')
    const refreshed = await rowOf(running, publications, (row) => isHeld(row) && row.sequence === 2)
    expect(refreshed.key).toBe(held.key)
    expect(refreshed.entityTag).not.toBe(held.entityTag)
    await rowOf(running, online, ({ freshness }) => freshness === 'fresh')
    running.routing('GW', { allowPublish: false })
    await running.pass(2)
    expect(publications.all).toEqual([])
    expect(online.all).toMatchObject([{ freshness: 'none', published: null }])
  }))

test('registrations show what becomes of them', () =>
  withEngine(async (running) => {
    const registrations = follow(running, 'registrations')
    const online = follow(running, 'routingOnline')
    const registrar = await running.openPeer()
    registrar.onOutside = (transaction) =>
      transaction.respond(createResponse(transaction.request, 503, { toTag: 'peer' }))
    running.routing('Dynamic', { registerType: 1 })
    running.routing('Outbound', {
      ...{ registerType: 2, registerName: '2001' },
      registrar: `127.0.0.1:${String(registrar.endpoint.port)}`,
    })
    await running.pass(1)
    expect(registrations.rows.get('inbound Dynamic')).toMatchObject({ state: 'not registered' })
    const refused = registrations.rows.get('outbound Outbound')
    expect(refused).toMatchObject({ state: 'failed', user: '2001', expiresAtMs: null })
    expect(refused?.lastError).toContain('503')
    expect(refused?.retryAtMs).toBeGreaterThan(running.clock.nowMs())
    registrar.onOutside = grantAsAsked(3600)
    running.engine.view.refreshRegistration('Outbound')
    const isBound = ({ state }: { readonly state: string }): boolean => state === 'registered'
    const bound = await rowOf(running, registrations, isBound)
    expect(bound.expiresAtMs).toBeGreaterThan(running.clock.nowMs())
    expect(bound.lastError).toBe('')
    await running.pass(1)
    expect(online.find(({ name }) => name === 'Outbound')?.reachability).toBe('registered')
    expect(online.find(({ name }) => name === 'Dynamic')).toMatchObject({
      ...{ reachability: 'not registered', unusableReason: 'has not registered here' },
    })
    running.routing('Outbound', { registerType: 0 })
    await running.pass(1)
    expect([...registrations.rows.keys()]).toEqual(['inbound Dynamic'])
  }))

test('alarms come, are confirmed and go; the node tells how many there are', () =>
  withEngine(async (running) => {
    const { alarms } = running.engine
    const rows = follow(running, 'alarms')
    const node = follow(running, 'node')
    await running.pass(1)
    alarms.raise({ type: 'disk', subject: 'here', level: 2, text: 'little room', value: 3 })
    await running.pass(1)
    const [alarm] = rows.all
    expect(alarm).toMatchObject({ type: 'disk', code: 20005, level: 2, value: 3, upper: null })
    expect(node.all).toMatchObject([{ alarms: 1, worstAlarm: 2 }])
    alarms.confirm([alarm?.id ?? 0], 'somebody')
    await running.pass(1)
    expect(rows.all).toMatchObject([{ confirmedBy: 'somebody' }])
    alarms.clear('disk', 'here')
    await running.pass(1)
    expect(rows.rows.size).toBe(0)
  }))

test('a watcher is listed as long as its subscription lasts', () =>
  withEngine(async (running) => {
    await running.openGateway('GW', { allowPublish: true })
    const watchers = follow(running, 'watchers')
    const watcher = await running.openPeer()
    const asked = watcher.ask(running.target, 'SUBSCRIBE', {
      uri: 'sip:gateway-status@example.com;gateway=GW',
      fields: [...['Contact', watcher.contact], ...['Event', 'presence'], ...['Expires', '60']],
    })
    expect(await running.until('the answer', () => asked.statusCode)).toBe(200)
    const row = await rowOf(running, watchers, ({ state }) => state === 'active')
    expect(row).toMatchObject({ resource: 'GW' })
    expect(row.expiresAtMs - running.clock.nowMs()).toBeGreaterThan(50_000)
    await running.pass(70)
    expect(watchers.rows.size).toBe(0)
  }))

test('the tail of the trace shows what passes from now on, through its filter', () =>
  withEngine(async (running) => {
    answerCalls(await running.openGateway('GW'))
    const caller = await running.openPeer()
    await hangUp(running, await callOnce(running, caller))
    const tail = new FeedFollower(running.engine.view.feeds, 'traceTail', { method: 'BYE' })
    await running.pass(1)
    expect(tail.rows.size).toBe(0)
    await hangUp(running, await callOnce(running, caller))
    await running.pass(1)
    const words = tail.all.map(
      ({ direction, startLine }) => `${direction} ${startLine.slice(0, 3)}`,
    )
    expect(words.sort()).toEqual(['received BYE', 'received SIP', 'sent BYE', 'sent SIP'])
    expect(tail.strange).toEqual([])
  }))
