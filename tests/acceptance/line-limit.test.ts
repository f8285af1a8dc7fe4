import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { startHost, type Host } from '../harness/host.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { runSipp, startSipp, type SippResult } from '../harness/sipp.ts'
import { startWitnessedCallee, type WitnessedCallee } from './wire-calls.ts'

const limit = 10
const calls = 30

interface Poll {
  /** currentCall of GetGatewayRoutingOnline. */
  readonly online: number
  /** Calls that GetCurrentCall shows on the gateway. */
  readonly currentCalls: number
  /** Calls that the gateway itself held just before and just after the two questions. */
  readonly wireBefore: number
  readonly wireAfter: number
}

describeWithTools(['sipp'], '30 calls of 5 s at 10 calls/s against a line limit of 10', () => {
  let host: Host
  let first: WitnessedCallee
  let second: WitnessedCallee
  let caller: SippResult
  const polls: Poll[] = []

  const onlineCalls = async (gateway: string): Promise<number> => {
    const answer = await host.web.demand('GetGatewayRoutingOnline', { names: [gateway] })
    const rows = answer['infoGatewayRoutingOnlines'] as { currentCall: number }[]
    return rows[0]?.currentCall ?? -1
  }

  const poll = async (): Promise<void> => {
    const wireBefore = first.current()
    const online = await onlineCalls('GW-First')
    const answer = await host.web.demand('GetCurrentCall', { gatewayRoutingName: 'GW-First' })
    const currentCalls = (answer['infoCurrentCalls'] as unknown[]).length
    polls.push({ online, currentCalls, wireBefore, wireAfter: first.current() })
  }

  beforeAll(async () => {
    host = await startHost()
    first = await startWitnessedCallee()
    second = await startWitnessedCallee()
    await host.web.demand('CreateGatewayMapping', { name: 'MG-Lab', remoteIps: '127.0.0.1' })
    const gateway = { prefix: '1', remoteIp: '127.0.0.1' }
    await host.web.demand('CreateGatewayRouting', {
      ...gateway,
      name: 'GW-First',
      capacity: limit,
      priority: 1,
      signalPort: first.port,
    })
    await host.web.demand('CreateGatewayRouting', {
      ...gateway,
      name: 'GW-Second',
      priority: 2,
      signalPort: second.port,
    })
    const running = await startSipp({
      scenario: 'uac_b2bua.xml',
      target: host.sipAddress,
      user: '1002',
      calls,
      callsPerSecond: 10,
      holdMs: 5000,
      limit: calls,
      limitMs: 40_000,
    })
    let hasFinished = false
    void running.finished.finally(() => (hasFinished = true))
    while (!hasFinished) {
      await poll()
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    caller = await running.finished
    await Promise.all([first.drain(), second.drain()])
  })

  afterAll(async () => {
    await host.stop()
    host.removeData()
    first.remove()
    second.remove()
  })

  it('no call fails', () => {
    expect(caller.errors).toBe('')
    expect(caller.statistics).toMatchObject({ created: calls, successful: calls, failed: 0 })
  })

  it('the first gateway, as it saw itself, never holds more than its line limit', () => {
    expect(first.peak()).toBeLessThanOrEqual(limit)
  })

  it('the first gateway is filled to its reduce band and then passed over for the second', () => {
    expect(first.peak()).toBe(limit * 0.8)
  })

  it('the rest flows to the second gateway', () => {
    const opened = (callee: WitnessedCallee): number =>
      callee.lineSteps().filter((step, index, all) => step.calls > (all[index - 1]?.calls ?? 0))
        .length
    expect(opened(first) + opened(second)).toBe(calls)
    expect(opened(second)).toBeGreaterThan(0)
  })

  it('ledger, current calls and the gateway agree at every poll', () => {
    expect(polls.length).toBeGreaterThan(40)
    for (const { online, currentCalls, wireBefore, wireAfter } of polls) {
      const low = Math.min(wireBefore, wireAfter)
      const high = Math.max(wireBefore, wireAfter)
      // One message each way may be under way between the engine and the gateway at the moment of the question.
      expect(online).toBeGreaterThanOrEqual(low - 1)
      expect(online).toBeLessThanOrEqual(high + 1)
      expect(online).toBeLessThanOrEqual(limit)
      expect(Math.abs(currentCalls - online)).toBeLessThanOrEqual(1)
    }
  })

  it('nothing is left in the ledger', async () => {
    await eventually('ledger at zero', async () =>
      (await onlineCalls('GW-First')) + (await onlineCalls('GW-Second')) === 0 ? true : undefined,
    )
  })

  it('30 call records tell the story', async () => {
    const today = new Date().toISOString().slice(0, 10).replaceAll('-', '')
    const answer = await eventually('30 records', async () => {
      const records = await host.web.demand('GetCdr', {
        accounts: [],
        beginTime: today,
        endTime: today,
      })
      return (records['infoCdrs'] as unknown[]).length >= calls ? records : undefined
    })
    const records = answer['infoCdrs'] as {
      callerGateway: string
      calleeGateway: string
      calleeAccessE164: string
      holdTime: number
      start: number
      stop: number
      endDirection: number
      endReason: number
      flowNo: number
    }[]
    expect(records).toHaveLength(calls)
    expect(new Set(records.map((record) => record.flowNo)).size).toBe(calls)
    for (const record of records) {
      expect(record).toMatchObject({
        callerGateway: 'MG-Lab',
        calleeAccessE164: '1002',
        endDirection: 0,
        endReason: 200,
      })
      expect(record.holdTime).toBe(5)
      expect(record.stop - record.start).toBeGreaterThanOrEqual(5000)
    }
    const byGateway = (name: string): number =>
      records.filter((record) => record.calleeGateway === name).length
    expect(byGateway('GW-First') + byGateway('GW-Second')).toBe(calls)
    expect(byGateway('GW-First')).toBeGreaterThanOrEqual(limit * 0.8)
  })

  it('with no other gateway exactly the line limit is admitted and the rest gets 503', async () => {
    await host.web.demand('DeleteGatewayRouting', { name: 'GW-Second' })
    const alone = await startWitnessedCallee()
    await host.web.demand('ModifyGatewayRouting', { name: 'GW-First', signalPort: alone.port })
    const crowd = await runSipp({
      scenario: 'uac_b2bua.xml',
      target: host.sipAddress,
      user: '1002',
      calls: limit + 5,
      callsPerSecond: 20,
      holdMs: 3000,
      limitMs: 20_000,
    })
    await alone.drain()
    expect(alone.peak()).toBe(limit)
    expect(crowd.statistics).toMatchObject({ successful: limit, failed: 5 })
    expect(crowd.errors).toContain('503')
    alone.remove()
  })
})
