import { beforeEach, describe, expect, test } from 'vitest'
import { failure, success } from '../../kernel/result.ts'
import type { PostToWeb } from '../../attached/web-post.ts'
import { createMemoryAuditLog } from '../../testing/memory-people.ts'
import { createMemoryConfiguration } from '../../testing/test-engine.ts'
import { Vos3000StandIn } from '../../testing/vos3000-stand-in.ts'
import type { Configuration } from '../../configuration/configuration.ts'
import type { Caller } from '../contract/procedures.ts'
import { createAttachedHandlers } from './attached-handlers.ts'

const caller: Caller = { name: 'ada', from: '192.0.2.9', role: 'administrator' }
const visitor = {} as never
const server = 'VOS'
let configuration: Configuration
let auditLog: ReturnType<typeof createMemoryAuditLog>
let vos: Vos3000StandIn
let post: PostToWeb
let handlers: ReturnType<typeof createAttachedHandlers>

beforeEach(() => {
  configuration = createMemoryConfiguration().configuration
  const attachedServers = [{ name: server, url: 'http://192.0.2.1:8080' }]
  configuration.setSettings({ attachedServers }, caller)
  auditLog = createMemoryAuditLog()
  vos = new Vos3000StandIn()
  post = vos.post
  handlers = createAttachedHandlers({
    ...{ configuration, auditLog, nowMs: () => 1_800_000_000_000 },
    postToWeb: (each) => post(each),
  })
})

const set = (input: object) =>
  Promise.resolve(
    handlers['attached.setGateway']({ server, name: 'GW-A', ...input } as never, caller, visitor),
  )
const sent = (call: string) => vos.requests.filter((each) => each.call === call)

describe('a changed line limit or lock', () => {
  test('is sent alone, read again, and audited with what it was', async () => {
    const answer = await set({ changes: { capacity: 80 } })
    expect(answer).toEqual({
      from: { capacity: 100, lockType: 0 },
      to: { capacity: 80, lockType: 0 },
      read: { capacity: 80, lockType: 0 },
    })
    expect(sent('ModifyGatewayRouting').map(({ fields }) => fields)).toEqual([
      { name: 'GW-A', capacity: 80 },
    ])
    expect(auditLog.entries).toMatchObject([
      {
        ...{ action: 'attached.setGateway', object: 'VOS: GW-A', actor: { name: 'ada' } },
        ...{ before: { capacity: 100, lockType: 0 }, after: { capacity: 80, lockType: 0 } },
      },
    ])
  })

  test('goes back by the old values as a change of its own', async () => {
    const { from, to } = await set({ changes: { capacity: 80, lockType: 3 } })
    const back = await set({ changes: from, expected: to })
    expect(back.read).toEqual({ capacity: 100, lockType: 0 })
    expect(auditLog.entries).toHaveLength(2)
  })

  test('that is none is neither sent nor audited', async () => {
    expect(await set({ changes: { capacity: 100 } })).toMatchObject({ read: { capacity: 100 } })
    expect(sent('ModifyGatewayRouting')).toEqual([])
    expect(auditLog.entries).toEqual([])
  })

  test('is planned without being made', async () => {
    const input = { server, name: 'GW-B', changes: { lockType: 0 as const } }
    expect(await handlers['attached.planGateway'](input, caller, visitor)).toEqual({
      from: { capacity: 0, lockType: 3 },
      to: { capacity: 0, lockType: 0 },
    })
    expect(sent('ModifyGatewayRouting')).toEqual([])
  })

  test('is a conflict when the softswitch has other values than expected', async () => {
    const expected = { capacity: 90, lockType: 0 }
    await expect(set({ changes: { capacity: 80 }, expected })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    expect(sent('ModifyGatewayRouting')).toEqual([])
  })

  test('of a gateway that is not there is refused by name', async () => {
    vos.instead.set('GetGatewayRouting', () => ({
      ...{ status: 200, text: '{"retCode":-10007,"exception":"Not found, operation failed."}' },
    }))
    await expect(set({ changes: { capacity: 1 } })).rejects.toMatchObject({
      ...{ code: 'UNKNOWN_NAME', message: 'the softswitch has no routing gateway named "GW-A"' },
    })
  })

  test('that the softswitch refuses was not made, so the log says nothing', async () => {
    vos.instead.set('ModifyGatewayRouting', () => ({
      ...{ status: 200, text: '{"retCode":-3,"exception":"No right."}' },
    }))
    await expect(set({ changes: { capacity: 80 } })).rejects.toThrow('No right. (retCode -3)')
    expect(auditLog.entries).toEqual([])
  })

  test('whose answer is lost may have been made, and the log says so', async () => {
    post = (each) =>
      each.call === 'ModifyGatewayRouting'
        ? Promise.resolve(failure({ fault: 'timeout', values: { url: '', call: '', seconds: 15 } }))
        : vos.post(each)
    await expect(set({ changes: { capacity: 80 } })).rejects.toMatchObject({
      code: 'SERVER_FAILED',
    })
    expect(auditLog.entries).toMatchObject([{ after: { capacity: 80, outcome: 'not known' } }])
  })

  test('that cannot be read again is made all the same', async () => {
    let modified = false
    post = (each) => {
      if (modified) return Promise.resolve(success({ status: 500, text: '' }))
      modified = each.call === 'ModifyGatewayRouting'
      return vos.post(each)
    }
    expect(await set({ changes: { capacity: 80 } })).toMatchObject({ read: null })
    expect(vos.gateways[0]).toMatchObject({ capacity: 80 })
    expect(auditLog.entries).toHaveLength(1)
  })

  test('that the softswitch does not keep shows in what is read', async () => {
    vos.instead.set('ModifyGatewayRouting', () => ({ status: 200, text: '{"retCode":0}' }))
    expect(await set({ changes: { capacity: 80 } })).toMatchObject({
      ...{ to: { capacity: 80 }, read: { capacity: 100 } },
    })
  })
})

describe('call records', () => {
  const ask = (input: object) =>
    handlers['attached.records'](
      { server, fromDay: '2026-11-27', toDay: '2026-11-28', accounts: [], ...input },
      caller,
      visitor,
    )

  test('are asked for by the accounts of the mapping gateways, and come newest first', async () => {
    const answer = await ask({ routingGateway: 'GW-A' })
    expect(answer).toMatchObject({ accounts: ['8001'], total: 2 })
    expect(answer.records.map(({ flowNo }) => flowNo)).toEqual([2, 1])
    expect(sent('GetCdr').map(({ fields }) => fields)).toEqual([
      {
        ...{ accounts: ['8001'], beginTime: '20261127', endTime: '20261128' },
        calleeGateway: 'GW-A',
      },
    ])
  })

  test('are asked for by the accounts that are named', async () => {
    expect(await ask({ accounts: ['9001'] })).toMatchObject({ accounts: ['9001'], records: [] })
    expect(sent('GetGatewayMapping')).toEqual([])
  })

  test('of a period that ends before it begins are refused', async () => {
    await expect(ask({ toDay: '2026-11-26' })).rejects.toMatchObject({ code: 'INVALID_VALUE' })
    expect(sent('GetCdr')).toEqual([])
  })

  test('beyond 10,000 leave the oldest out and say how many there are', async () => {
    const infoCdrs = Array.from({ length: 10_050 }, (_, number) => ({
      flowNo: number,
      start: number,
    }))
    vos.instead.set('GetCdr', () => ({
      status: 200,
      text: JSON.stringify({ retCode: 0, infoCdrs }),
    }))
    const { total, records } = await ask({})
    expect([total, records.length, records[0]?.flowNo]).toEqual([10_050, 10_000, 10_049])
  })
})

describe('the list of servers', () => {
  const names = (): string[] =>
    configuration.settings.values.attachedServers.map(({ name }) => name)
  const add = (name: string, url = 'http://192.0.2.2') =>
    handlers['attached.add']({ name, url }, caller, visitor)

  test('grows, is renamed and shrinks, each as one edit that can be undone', async () => {
    const { edit, servers } = await add('VOS-2')
    expect(servers).toMatchObject([{ name: 'VOS' }, { name: 'VOS-2', state: 'not asked' }])
    await handlers['attached.set']({ name: 'VOS-2', changes: { name: 'VOS-3' } }, caller, visitor)
    await handlers['attached.remove']({ name: 'VOS' }, caller, visitor)
    expect(names()).toEqual(['VOS-3'])
    expect(edit).not.toBeNull()
  })

  test('has each name once', async () => {
    await expect((async () => add('VOS'))()).rejects.toMatchObject({ code: 'NAME_TAKEN' })
    await add('VOS-2')
    const rename = async () =>
      handlers['attached.set']({ name: 'VOS-2', changes: { name: 'VOS' } }, caller, visitor)
    await expect(rename()).rejects.toMatchObject({ code: 'NAME_TAKEN' })
    const remove = async () => handlers['attached.remove']({ name: 'other' }, caller, visitor)
    await expect(remove()).rejects.toMatchObject({ code: 'UNKNOWN_NAME' })
  })

  test('says how the last request went', async () => {
    await handlers['attached.online']({ server }, caller, visitor)
    const list = () => handlers['attached.list']({}, caller, visitor)
    expect(await list()).toMatchObject([
      { state: 'answers', pathForm: '/external/server/', answeredAtMs: 1_800_000_000_000 },
    ])
    post = () => Promise.resolve(success({ status: 403, text: '' }))
    await expect(
      Promise.resolve(handlers['attached.calls']({ server }, caller, visitor)),
    ).rejects.toThrow('Web access control')
    expect(await list()).toMatchObject([{ state: 'fails', fault: 'refused' }])
  })

  test('a server is tested before it is attached, and is not attached by that', async () => {
    const url = 'http://192.0.2.7'
    expect(await handlers['attached.test']({ url }, caller, visitor)).toEqual({
      pathForm: '/external/server/',
      softswitches: [{ name: 'vos-1', address: '192.0.2.1', memo: '' }],
      gateways: 3,
    })
    expect(names()).toEqual(['VOS'])
  })
})
