import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AttachedCheck } from '../../engine/api/contract/attached-procedures.ts'
import type { Ask, Input, Output } from '../../engine/api/contract/procedures.ts'
import { connect } from '../../engine/commands/connect.ts'
import { listenAsVos3000, Vos3000StandIn } from '../../engine/testing/vos3000-stand-in.ts'
import { demandJson, runCommand } from '../harness/command-line.ts'
import { eventually } from '../harness/eventually.ts'
import { startHost, type Host } from '../harness/host.ts'
import { createTemporaryFolder } from '../harness/temporary-folder.ts'

const limitMs = 60_000
const resultOf = ({ points }: AttachedCheck, name: string): string | undefined =>
  points.find(({ point }) => point === name)?.result

describe('a host that is attached by its web interface', () => {
  let own: Host
  let peer: Host
  let ask: Ask
  let askPeer: Ask
  const server = 'Peer'
  beforeAll(async () => {
    ;[own, peer] = await Promise.all([startHost(), startHost({ args: ['--node', 'vos-peer'] })])
    ask = (await connect(own.dataFolder)).ask
    askPeer = (await connect(peer.dataFolder)).ask
    await askPeer('labSample.load', {})
    const url = `${peer.ready.http}/external/server/`
    const { servers } = await ask('attached.add', { name: server, url })
    expect(servers).toMatchObject([{ name: server, url: peer.ready.http, state: 'not asked' }])
  })
  afterAll(async () => {
    for (const host of [own, peer]) {
      await host.stop()
      host.removeData()
    }
  })

  const gatewayOfPeer = async (name: string) => {
    const { capacity, lockType } = await askPeer('gateway.get', { kind: 'routing', name })
    return { capacity, lockType }
  }

  it('is found, and named as its softswitch', async () => {
    expect(await ask('attached.test', { url: peer.ready.http })).toMatchObject({
      ...{ pathForm: '/external/server/', gateways: 6, softswitches: [{ name: 'vos-peer' }] },
    })
  })

  it('shows its gateways as they are there, without their passwords', async () => {
    const changes = { password: 'open sesame' }
    await askPeer('gateway.set', { kind: 'routing', name: 'Sample trunk', changes })
    const { gateways } = await ask('attached.routingGateways', { server })
    const there = (await askPeer('gateway.list', { kind: 'routing' })) as Record<string, unknown>[]
    const shown = (rows: readonly Record<string, unknown>[]) =>
      rows.map(({ name, prefix, capacity, lockType, remoteIp, signalPort, allowPublish }) => ({
        ...{ name, prefix, capacity, lockType, remoteIp, signalPort, allowPublish },
      }))
    expect(shown(gateways)).toEqual(shown(there))
    expect(JSON.stringify(gateways)).not.toContain('open sesame')
  })

  it('shows its calls while they last, and as call records afterwards', async () => {
    const call = await eventually(
      'an answered call on the peer',
      async () => {
        const { calls } = await ask('attached.calls', { server })
        return calls.find(({ state }) => state === 'Talking')
      },
      limitMs,
    )
    expect(call.calleeE164).toMatch(/^86/)
    const online = await eventually(
      'a gateway with calls and an answer rate',
      async () => {
        const { gateways } = await ask('attached.online', { server })
        return gateways.find(({ currentCall, asr }) => currentCall > 0 && asr > 0 && asr < 1)
      },
      limitMs,
    )
    const { figures } = await eventually(
      'the same answer rate there',
      async () => {
        const { gateways } = await ask('attached.online', { server })
        const answer = await peer.web.demand('GetGatewayRoutingOnline', { names: [online.name] })
        const [row] = answer['infoGatewayRoutingOnlines'] as { asr: number; capacity: number }[]
        const here = gateways.find(({ name }) => name === online.name)
        return row?.asr === here?.asr ? { figures: row } : undefined
      },
      limitMs,
    )
    expect(figures?.capacity).toBe(online.capacity)
    const day = new Date(Date.now() - 43_200_000).toLocaleDateString('sv')
    const days = { fromDay: day, toDay: new Date(Date.now() + 43_200_000).toLocaleDateString('sv') }
    const records = await eventually(
      'a call record',
      async () => {
        const found = await ask('attached.records', { server, ...days })
        return found.records.length > 0 ? found : undefined
      },
      limitMs,
    )
    expect(records.total).toBe(records.records.length)
    const [record] = records.records
    const there = await askPeer('record.list', { flowNo: record?.flowNo ?? 0, limit: 1 })
    expect(record).toMatchObject({
      callerGateway: there.records[0]?.mappingGateway,
      calleeGateway: there.records[0]?.routingGateway,
      startMs: there.records[0]?.startedAtMs,
      endReason: there.records[0]?.endReason,
    })
  })

  it('takes a line limit and a lock into its own engine, and gives them back', async () => {
    const name = 'Sample wholesale'
    const before = await gatewayOfPeer(name)
    const change = { server, name, changes: { capacity: before.capacity + 7, lockType: 3 } }
    expect(await ask('attached.planGateway', change)).toEqual({
      ...{ from: before, to: { capacity: before.capacity + 7, lockType: 3 } },
    })
    expect(await gatewayOfPeer(name)).toEqual(before)

    const { from, to, read } = await ask('attached.setGateway', { ...change, expected: before })
    expect([from, read]).toEqual([before, to])
    expect(await gatewayOfPeer(name)).toEqual({ capacity: before.capacity + 7, lockType: 3 })
    expect(resultOf(await ask('attached.check', { server }), 'locks')).toBe('failed')
    const { entries } = await ask('audit.list', { action: 'attached.setGateway', limit: 1 })
    expect(entries[0]).toMatchObject({ object: `Peer: ${name}`, before: from, after: to })
    const there = await askPeer('audit.list', { object: name, limit: 1 })
    expect(there.entries[0]).toMatchObject({ actor: { name: 'web interface' } })

    const stale = { ...change, changes: { capacity: 1 }, expected: before }
    await expect(ask('attached.setGateway', stale)).rejects.toMatchObject({ code: 'CONFLICT' })
    await ask('attached.setGateway', { server, name, changes: from, expected: to })
    expect(await gatewayOfPeer(name)).toEqual(before)
    expect(resultOf(await ask('attached.check', { server }), 'locks')).toBe('passed')
  })

  it('fails the check for exactly what is wrong there', async () => {
    const busy = await eventually(
      'a gateway in use',
      async () => {
        const { gateways } = await ask('attached.online', { server })
        return gateways.find(({ responseRatio }) => responseRatio > 0)
      },
      limitMs,
    )
    const failed = async (): Promise<string[]> =>
      (await ask('attached.check', { server })).points
        .filter(({ result }) => result === 'failed')
        .map(({ point }) => point)
        // The sample's callers decide this one.
        .filter((point) => point !== 'answerRatio')
    expect(await failed()).toEqual([])
    const fields = async (changes: Record<string, unknown>) =>
      askPeer('gateway.set', { kind: 'routing', name: busy.name, changes })
    await fields({ capacity: 0 })
    expect(await failed()).toEqual(['lineLimits'])
    await fields({ capacity: busy.capacity, allowPublish: false })
    expect(await failed()).toEqual(['allowPublish'])
    await fields({ allowPublish: true })
    expect(await failed()).toEqual([])
  })

  it('says how to be allowed when its Web access control does not list this machine', async () => {
    const set = (addresses: string[]) =>
      askPeer('settings.set', {
        changes: { webAccess: [{ directory: '/external', addresses }] },
      } satisfies Input<'settings.set'>)
    await set(['192.0.2.1'])
    await expect(ask('attached.online', { server })).rejects.toMatchObject({
      ...{ code: 'SERVER_FAILED', details: { fault: 'refused', status: 403 } },
    })
    expect(await ask('attached.list', {})).toMatchObject([{ state: 'fails', fault: 'refused' }])
    await set(['127.0.0.1'])
    await ask('attached.online', { server })
    expect(await ask('attached.list', {})).toMatchObject([{ state: 'answers', fault: '' }])
  })

  it('is attached still after an undo of being detached, and in an exported document', async () => {
    const { edit } = await ask('attached.remove', { name: server })
    expect(await ask('attached.list', {})).toEqual([])
    await ask('edit.undo', { edit: edit ?? 0 })
    expect(await ask('attached.list', {})).toMatchObject([{ name: server }])
    const file = join(own.dataFolder, 'document.json')
    await runCommand(['config', 'export', file, '--data', own.dataFolder])
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      settings: { attachedServers: [{ name: server, url: peer.ready.http }] },
    })
  })

  it('is unreachable once it is gone', async () => {
    await peer.stop()
    await expect(ask('attached.online', { server })).rejects.toMatchObject({
      ...{ code: 'SERVER_FAILED', details: { fault: 'unreachable' } },
    })
  })
})

describe('trunkline attached, with a softswitch as the manual has it', () => {
  const folder = createTemporaryFolder()
  const vos = new Vos3000StandIn({ path: (call) => `/external/server/${call}.jsp` })
  let url = ''
  let listening: Awaited<ReturnType<typeof listenAsVos3000>>
  beforeAll(async () => {
    listening = await listenAsVos3000(vos)
    url = listening.url
    await attached('add', 'VOS', url)
  })
  afterEach(() => vos.instead.clear())
  afterAll(async () => {
    await listening.close()
    folder.remove()
  })

  const attached = (...args: string[]) => runCommand(['attached', ...args, '--data', folder.path])
  const json = <T>(...args: string[]) => demandJson<T>(['attached', ...args, '--data', folder.path])

  it('tests and lists', async () => {
    expect((await attached('test', url)).output).toBe(
      'answers at /external/server/….jsp: vos-1 (192.0.2.1); 3 routing gateways\n',
    )
    expect((await attached('list')).output).toMatch(/^VOS +http:\/\/127\.0\.0\.1:\d+ +not asked$/m)
    const { gateways } = await json<Output<'attached.online'>>('online', 'VOS')
    expect(gateways[0]).toMatchObject({ name: 'GW-A', currentCall: 12, asr: 0.475, capacity: 100 })
    expect((await attached('gateways', 'VOS')).output).toMatch(/^GW-B +0 +all +192\.0\.2\.11/m)
    expect((await attached('calls', 'VOS')).output).toMatch(/^1001 .* GW-A +Talking +61 s$/m)
  })

  it('changes line limit and lock', async () => {
    const plan = await attached('set', 'VOS', 'GW-C', '--line-limit', '60', '--plan')
    expect(plan.output).toBe(
      'would change GW-C: line limit 50, lock none -> line limit 60, lock none\n',
    )
    expect(vos.gateways[2]).toMatchObject({ capacity: '50' })
    const done = await attached('set', 'VOS', 'GW-C', '--line-limit', '60', '--lock', 'all')
    expect(done.output).toBe('GW-C: line limit 50, lock none -> line limit 60, lock all\n')
    expect(vos.gateways[2]).toMatchObject({ capacity: 60, lockType: 3 })
    await attached('set', 'VOS', 'GW-C', '--line-limit', '50', '--lock', 'none')
  })

  it('checks, in both languages, and ends with 1 when a point failed', async () => {
    const english = await attached('check', 'VOS')
    expect(english).toMatchObject({ code: 1, errors: '1 of 15 points failed\n' })
    expect(english.output).toContain('[failed] No gateway is locked\n    Locked, so that no call')
    expect(english.output).toContain('[cannot be told] SS_SIP_PUBLISH_EXPIRE suits the deployment')
    expect((await attached('check', 'VOS', '--language', 'zh')).output).toContain(
      '[未通过] 没有网关被锁定',
    )
    await attached('set', 'VOS', 'GW-B', '--lock', 'none')
    expect(await attached('check', 'VOS')).toMatchObject({ code: 0, errors: '' })
  })

  it('says what is wrong and what is allowed', async () => {
    expect(await attached('check', 'other')).toMatchObject({
      ...{ code: 1, errors: 'no attached server is named "other"\n' },
    })
    expect(await attached('set', 'VOS', 'GW-A')).toMatchObject({ code: 2 })
    expect((await attached('set', 'VOS', 'GW-X', '--lock', 'all')).errors).toBe(
      'the softswitch has no routing gateway named "GW-X"\n',
    )
    expect((await attached('add', 'VOS-2', 'ftp://192.0.2.1')).errors).toMatch(
      /^url: .*http or https address of the web server, for example http:\/\/192\.0\.2\.1:8080\n$/,
    )
    expect((await attached('add', 'VOS', url)).errors).toContain('named "VOS"')
    vos.instead.set('GetCurrentCall', () => ({
      ...{ status: 200, text: '<html><body><h1>Server busy</h1></body></html>' },
    }))
    expect((await attached('calls', 'VOS')).errors).toBe(
      `${url} answers GetCurrentCall with something other than JSON: Server busy\n`,
    )
  })

  it('detaches', async () => {
    expect(await attached('remove', 'VOS')).toMatchObject({ code: 0 })
    expect(await json('list')).toEqual([])
  })
})
