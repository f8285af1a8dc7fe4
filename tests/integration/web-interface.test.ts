import { createServer } from 'node:http'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCommand } from '../harness/command-line.ts'
import { eventually } from '../harness/eventually.ts'
import { withHost, type Host } from '../harness/host.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { startSipp, type Sipp } from '../harness/sipp.ts'

type Fields = Record<string, unknown>

/** A day as GetCdr takes it, by the clock of this machine. */
function dayText(atMs: number): string {
  const at = new Date(atMs)
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('')
}

async function withGateways(use: (host: Host, callee: Sipp) => Promise<void>): Promise<void> {
  const callee = await startSipp({ scenario: 'uas' })
  try {
    await withHost({}, async (host) => {
      await host.web.demand('CreateGatewayMapping', { name: 'MG', remoteIps: '127.0.0.1' })
      const fields = { remoteIp: '127.0.0.1', signalPort: callee.port, prefix: '200' }
      await host.web.demand('CreateGatewayRouting', { name: 'GW', capacity: 10, ...fields })
      await use(host, callee)
    })
  } finally {
    await callee.stop()
  }
}

const caller = (host: Host, holdMs: number, calls = 1): Promise<Sipp> =>
  startSipp({
    ...{ scenario: 'uac', target: host.sipAddress, calls, callsPerSecond: calls },
    ...{ user: '2001', holdMs },
  })

async function currentCalls(host: Host, filter: Fields = {}): Promise<Fields[]> {
  return (await host.web.demand('GetCurrentCall', filter)).infoCurrentCalls as Fields[]
}

async function callRecords(host: Host, filter: Fields = {}): Promise<Fields[]> {
  const day = dayText(Date.now())
  const answer = await host.web.demand('GetCdr', { beginTime: day, endTime: day, ...filter })
  return answer.infoCdrs as Fields[]
}

describeWithTools(['sipp'], 'the web interface of a host that carries calls', () => {
  test('a call is seen while it lasts, and afterwards as a record', () =>
    withGateways(async (host) => {
      const sipp = await caller(host, 1500)
      const [call] = await eventually('an answered call', async () => {
        const calls = await currentCalls(host)
        return calls.some(({ keepTime }) => Number(keepTime) >= 0) ? calls : undefined
      })
      expect(call).toMatchObject({
        ...{ callerGatewayId: 'MG', calleeGatewayId: 'GW', calleeE164: '2001' },
      })
      expect(await currentCalls(host, { gatewayRoutingName: 'other' })).toEqual([])
      const online = await host.web.demand('GetGatewayRoutingOnline', { names: ['GW'] })
      expect(online.infoGatewayRoutingOnlines).toMatchObject([{ currentCall: 1, capacity: 10 }])
      expect(await host.web.demand('GetPerformance')).toMatchObject({
        infoPerformance: { callSize: 1 },
      })
      expect((await sipp.finished).statistics).toMatchObject({ successful: 1, failed: 0 })
      const [record] = await eventually('the record', async () => {
        const records = await callRecords(host)
        return records.length > 0 ? records : undefined
      })
      expect(record).toMatchObject({
        ...{ callerGateway: 'MG', calleeGateway: 'GW', calleeToGatewayE164: '2001' },
        ...{ endDirection: 0, endReason: 200, calleeip: '127.0.0.1' },
      })
      expect(Number(record?.['stop'])).toBeGreaterThan(Number(record?.['start']))
      expect(await callRecords(host, { accounts: ['other'] })).toEqual([])
      expect(await callRecords(host, { accounts: ['MG'], calleeGateway: 'GW' })).toHaveLength(1)
      expect((await host.metrics()).value('trunkline_calls_answered_total')).toBe(1)
    }))

  test('DisconnectCurrentCall ends the call on both sides', () =>
    withGateways(async (host) => {
      const sipp = await caller(host, 20_000)
      const [call] = await eventually('an answered call', async () => {
        const calls = await currentCalls(host)
        return calls.some(({ keepTime }) => Number(keepTime) >= 0) ? calls : undefined
      })
      await host.web.demand('DisconnectCurrentCall', { callIds: [call?.['callId']] })
      await eventually('no calls', async () =>
        (await currentCalls(host)).length === 0 ? true : undefined,
      )
      const [record] = await callRecords(host)
      expect(record).toMatchObject({ endDirection: 2, endReason: -12 })
      await sipp.stop()
    }))

  test('states of calls are reported to the configured URL', async () => {
    const reports: { page: string; body: Fields }[] = []
    const receiver = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk: Buffer) => (text += chunk.toString()))
      request.on('end', () => {
        reports.push({ page: request.url ?? '', body: JSON.parse(text) as Fields })
        response.end('{"retCode":0}')
      })
    })
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    const bound = receiver.address()
    const port = typeof bound === 'object' ? bound?.port : 0
    try {
      await withGateways(async (host) => {
        const file = join(host.dataFolder, 'notices.yaml')
        writeFileSync(file, `trunkline: 1\nsettings:\n  noticeUrl: http://127.0.0.1:${port}/n/\n`)
        const imported = await runCommand(['config', 'import', file, '--data', host.dataFolder])
        expect(imported.code).toBe(0)
        await (
          await caller(host, 200)
        ).finished
        await eventually('the last report', () =>
          reports.find(({ body }) => body['callState'] === -13),
        )
      })
    } finally {
      receiver.closeAllConnections()
      receiver.close()
    }
    expect(new Set(reports.map(({ page }) => page))).toEqual(new Set(['/n/CallStateReport']))
    const states = reports.map(({ body }) => body['callState'])
    expect(states.at(0)).toBe(-7)
    expect(states).toContain(-11)
    expect(states).toContain(-12)
    expect(states.at(-1)).toBe(-13)
  })
})

test('a gateway set up by a program that echoes whole objects keeps carrying its settings', () =>
  withHost({}, async ({ web }) => {
    await web.demand('CreateGatewayRouting', { name: 'GW', capacity: '30', allowPublish: true })
    const get = async (): Promise<Fields> => {
      const { infoGatewayRoutings } = await web.demand('GetGatewayRouting', { names: ['GW'] })
      return (infoGatewayRoutings as Fields[])[0] ?? {}
    }
    const before = await get()
    await web.demand('ModifyGatewayRouting', { ...before, lockType: 3 })
    expect(await get()).toEqual({ ...before, lockType: 3 })
    expect(await web.post('ModifyGatewayRouting', { ...before, rtpForwardType: 3 })).toMatchObject({
      ...{ retCode: -10004, exception: expect.stringContaining('rtpForwardType') as string },
    })
  }))
