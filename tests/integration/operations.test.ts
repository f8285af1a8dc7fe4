import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Answer, Checked, Handlers, Output } from '../../engine/api/contract/procedures.ts'
import { procedures, type ProcedureName } from '../../engine/api/contract/procedures.ts'
import { answerAsk } from '../../engine/api/server/answer-ask.ts'
import { createHandlers } from '../../engine/api/server/handlers.ts'
import { createFixedVisitor } from '../../engine/api/server/visitor.ts'
import { createMemoryPeople } from '../../engine/testing/memory-people.ts'
import { statusPidf } from '../conformance/sip-client.ts'
import { answerCalls, callOnce } from './in-force/proof.ts'
import { startEngine, type RunningEngine } from './in-force/running-engine.ts'
import { fieldOf, grantAsAsked, type WirePeer } from './in-force/wire-peer.ts'

const ada = createFixedVisitor({ name: 'ada', from: '192.0.2.1', role: 'operator' })
let running: RunningEngine
let handlers: Handlers

beforeEach(async () => {
  running = await startEngine()
  const { view, configuration, store } = running.engine
  handlers = createHandlers({
    ...{ version: '0.0.0', configuration, engine: view, people: createMemoryPeople() },
    ...{ auditLog: store.auditLog, callRecords: store.callRecordReader, alarms: store.alarms },
    sealFor: () => {
      throw new Error('no seal in this test')
    },
    nowMs: () => running.clock.nowMs(),
  })
})
afterEach(() => running.stop())

const ask = (name: ProcedureName, input: unknown): Promise<Answer> =>
  answerAsk(handlers, name, input, ada)
/** The answer, as the contract says that it is. */
async function demand<N extends ProcedureName>(
  name: N,
  input: Partial<Checked<N>>,
): Promise<Output<N>> {
  const answer = await ask(name, input)
  if (!answer.ok) throw new Error(`${name}: ${answer.message}`)
  return procedures[name].output.parse(answer.value) as Output<N>
}
/** What the audit log has of an operation. */
const audited = (action: string) =>
  running.engine.store.auditLog
    .read({ action })
    .map(({ actor, object, after }) => ({ by: actor.name, object, after }))

const count = (peer: WirePeer, start: string): number => peer.received(start).length
const more = (what: string, peer: WirePeer, start: string, before: number): Promise<true> =>
  running.until(what, () => (count(peer, start) > before ? true : undefined))

describe('call.disconnect', () => {
  it('hangs up both sides, and the call is among the records at once', async () => {
    const gateway = await running.openGateway('GW', { prefix: '1' })
    answerCalls(gateway)
    const caller = await running.openPeer()
    await callOnce(running, caller)
    const callIds = running.engine.view.currentCalls({}).map(({ callId }) => callId)
    expect(callIds).toHaveLength(1)
    const [callId = 0] = callIds
    const input = { callIds: [callId, callId, callId + 1000] }
    expect(await demand('call.disconnect', input)).toEqual({ disconnected: 1 })
    await running.until('BYE', () => caller.last('BYE ') && gateway.last('BYE '))
    await running.until('no call', () => running.engine.calls.activeCalls === 0 || undefined)
    const { records, next } = await demand('record.list', { mappingGateways: ['MG'] })
    expect(records).toMatchObject([{ endReason: -12, routingGateway: 'GW' }])
    expect(next).toBeNull()
    expect(await demand('record.totals', { answered: true })).toMatchObject({
      calls: 1,
      answered: 1,
    })
    expect(await demand('record.totals', { endReason: 200 })).toMatchObject({ calls: 0, heldMs: 0 })
    expect(audited('call.disconnect')).toMatchObject([{ by: 'ada', after: { disconnected: 1 } }])
  })

  it('pages through the records, newest first', async () => {
    answerCalls(await running.openGateway('GW', { prefix: '1' }))
    const caller = await running.openPeer()
    for (const callee of ['101', '102', '103']) {
      const call = await callOnce(running, caller, callee)
      call.bye()
      await running.pass(1)
    }
    const first = await demand('record.list', { limit: 2 })
    expect(first.records.map(({ calleeAccessE164 }) => calleeAccessE164)).toEqual(['103', '102'])
    if (first.next === null) throw new Error('there is one more')
    const second = await demand('record.list', { limit: 2, after: first.next })
    expect(second.records.map(({ calleeAccessE164 }) => calleeAccessE164)).toEqual(['101'])
    expect(second.next).toBeNull()
  })
})

describe('publications', () => {
  let node: WirePeer

  beforeEach(async () => {
    node = await running.openPeer()
    node.onOutside = grantAsAsked(300)
    const address = `udp:127.0.0.1:${String(node.endpoint.port)}`
    const target = { name: 'node-2', address, kind: 'node', domain: '', user: '', password: '' }
    running.setSettings({ publishTargets: [target as never] })
    await running.openGateway('GW', { allowPublish: true, capacity: 10 })
    await running.until('the first PUBLISH', () => node.last('PUBLISH '))
    await running.pass(2)
  })

  const publishAsNode = async (): Promise<string> => {
    const asked = node.ask(running.target, 'PUBLISH', {
      uri: 'sip:gateway-status@example.com;gateway=GW',
      fields: ['Event', 'presence', 'Expires', '30'],
      body: statusPidf({ gateway: 'GW', domain: 'example.com', active: 4, capacity: 10 }),
    })
    await running.until('answer to PUBLISH', () => asked.statusCode)
    return asked.responses[0]?.fields.get('SIP-ETag') ?? ''
  }
  const refreshAsNode = async (tag: string): Promise<number | undefined> => {
    const asked = node.ask(running.target, 'PUBLISH', {
      uri: 'sip:gateway-status@example.com;gateway=GW',
      fields: ['Event', 'presence', 'Expires', '30', 'SIP-If-Match', tag],
    })
    await running.until('answer to the refresh', () => asked.statusCode)
    return asked.statusCode
  }
  const onlineRow = () => running.engine.view.routingOnline(['GW'])[0]

  it('publication.refresh sends the next PUBLISH at once', async () => {
    const before = count(node, 'PUBLISH ')
    expect(await demand('publication.refresh', { gateway: 'GW' })).toEqual({})
    await more('PUBLISH', node, 'PUBLISH ', before)
    expect(fieldOf(node.last('PUBLISH ')?.text, 'SIP-If-Match')).toBe(`tag${String(before)}`)
    expect(audited('publication.refresh')).toMatchObject([{ by: 'ada', object: 'GW' }])
  })

  it('publication.refresh says why there is nothing to refresh', async () => {
    running.routing('GW-2', { allowPublish: false })
    expect(await ask('publication.refresh', { gateway: 'GW-2' })).toMatchObject({
      code: 'NOT_FOUND',
      message: 'routing gateway "GW-2" has no publication: Allow Publish is not checked',
    })
    expect(await ask('publication.refresh', { gateway: 'GW-3' })).toMatchObject({
      code: 'UNKNOWN_NAME',
    })
    expect(audited('publication.refresh')).toEqual([])
  })

  it('publication.remove takes a live publication away: watchers are told, its publisher must publish anew', async () => {
    const watcher = await running.openPeer()
    const tag = await publishAsNode()
    watcher.ask(running.target, 'SUBSCRIBE', {
      uri: 'sip:gateway-status@example.com;gateway=GW',
      fields: [
        ...['Event', 'presence', 'Expires', '600'],
        ...['Contact', `<sip:watcher@127.0.0.1:${String(watcher.endpoint.port)}>`],
      ],
    })
    await running.until('first NOTIFY', () => watcher.last('NOTIFY '))
    await running.pass(2)
    expect(watcher.last('NOTIFY ')?.text).toContain('node="node-2"')
    expect(onlineRow()).toMatchObject({ currentCall: 4 })
    const before = count(watcher, 'NOTIFY ')
    expect(await demand('publication.remove', { entityTag: tag })).toEqual({})
    expect(onlineRow()).toMatchObject({ currentCall: 0 })
    await more('NOTIFY', watcher, 'NOTIFY ', before)
    expect(watcher.last('NOTIFY ')?.text).not.toContain('node="node-2"')
    expect(await refreshAsNode(tag)).toBe(412)
    expect(audited('publication.remove')).toMatchObject([{ by: 'ada', object: tag }])
  })

  it('publication.remove buries a stale one with its alarm', async () => {
    const tag = await publishAsNode()
    await running.pass(31)
    expect(onlineRow()).toMatchObject({ currentCall: 4, freshness: 'stale' })
    expect(await demand('publication.remove', { entityTag: tag })).toEqual({})
    expect(onlineRow()).toMatchObject({ currentCall: 0 })
    expect(running.engine.view.currentAlarms()).toEqual([])
    expect(await ask('publication.remove', { entityTag: tag })).toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})

describe('registration.refresh', () => {
  it('sends REGISTER at once', async () => {
    const registrar = await running.openPeer()
    registrar.onOutside = grantAsAsked(3600)
    running.routing('GW-Reg', {
      ...{ registerType: 2, registerName: '2001', password: 'secret' },
      registrar: `127.0.0.1:${String(registrar.endpoint.port)}`,
    })
    await running.until('registered', () => registrar.last('REGISTER '))
    await running.pass(0.1)
    const before = count(registrar, 'REGISTER ')
    expect(await demand('registration.refresh', { gateway: 'GW-Reg' })).toEqual({})
    await more('REGISTER', registrar, 'REGISTER ', before)
    expect(audited('registration.refresh')).toMatchObject([{ by: 'ada', object: 'GW-Reg' }])
  })

  it('says which gateway this node does not register at', async () => {
    running.routing('GW-Static', {})
    expect(await ask('registration.refresh', { gateway: 'GW-Static' })).toMatchObject({
      code: 'NOT_FOUND',
      message:
        'this node does not register at routing gateway "GW-Static": it is not of type Registration',
    })
  })
})

describe('alarms', () => {
  const raise = (subject: string): void =>
    running.engine.alarms.raise({ type: 'publicationStale', subject, level: 1, text: 'stale' })

  it('alarm.confirm notes who has seen them, alarm.history shows present and past ones', async () => {
    for (const subject of ['GW-1', 'GW-2', 'GW-3']) raise(subject)
    running.engine.alarms.clear('publicationStale', 'GW-1')
    const ids = [1, 1, 2]
    expect(await demand('alarm.confirm', { ids })).toEqual({ confirmed: 2 })
    expect(await demand('alarm.confirm', { ids })).toEqual({ confirmed: 0 })
    const first = await demand('alarm.history', { limit: 2 })
    expect(first).toMatchObject({
      alarms: [
        { id: 3, code: 30001, confirmedBy: null },
        { id: 2, confirmedBy: 'ada', stoppedAtMs: null },
      ],
      next: 2,
    })
    const rest = await demand('alarm.history', { limit: 2, beforeId: 2 })
    expect(rest).toMatchObject({
      alarms: [{ id: 1, confirmedBy: 'ada', stoppedAtMs: running.clock.nowMs() }],
      next: null,
    })
    expect(audited('alarm.confirm')[0]).toMatchObject({ by: 'ada', after: { confirmed: 0 } })
  })

  it('an alarm that does not exist is named', async () => {
    expect(await ask('alarm.confirm', { ids: [7] })).toMatchObject({
      code: 'NOT_FOUND',
      message: 'no alarm has the number 7',
    })
  })
})

describe('undo on a running engine', () => {
  it('a renamed and a deleted gateway take calls again after the undo', async () => {
    answerCalls(await running.openGateway('GW', { prefix: '1', password: 'pw' }))
    const caller = await running.openPeer()
    const outcome = async (): Promise<string> => {
      const call = await callOnce(running, caller)
      if (call.outcomes.includes('200')) call.bye()
      await running.pass(0.1)
      return call.outcomes.at(-1) ?? ''
    }
    const renamed = { kind: 'routing', edits: [{ name: 'GW', changes: { name: 'GW-2' } }] } as const
    await demand('gateway.setMany', { ...renamed, edits: [...renamed.edits] })
    expect(await outcome()).toBe('200')
    expect(running.engine.view.routingOnline().map(({ name }) => name)).toEqual(['GW-2'])
    const { edit } = await demand('gateway.removeMany', { kind: 'routing', names: ['GW-2'] })
    expect(await outcome()).not.toBe('200')
    await demand('edit.undo', { edit: edit ?? 0 })
    expect(await outcome()).toBe('200')
    const { records } = await demand('record.list', { limit: 1 })
    expect(records).toMatchObject([{ routingGateway: 'GW-2' }])
  })
})
