import { expect, test } from 'vitest'
import type { ExpiresCheckRow } from '../../engine/api/contract/trace-procedures.ts'
import { demandOf } from '../harness/ask-node.ts'
import { withEngine, type RunningEngine } from './in-force/running-engine.ts'

/** Lets much time pass in longer steps than calls would bear. */
async function passQuickly(running: RunningEngine, seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left--) {
    running.clock.advance(1000)
    await running.pass(0)
  }
}

test('the trace shows whether the agent publishes as the parameter says', () =>
  withEngine(async (running) => {
    const demand = demandOf(running.engine, running.clock)
    const check = async (name: string): Promise<ExpiresCheckRow | undefined> => {
      const { rows } = await demand('trace.expiresCheck', {})
      return rows.find(({ gateway }) => gateway === name)
    }
    await running.openGateway('GW', { allowPublish: true })
    await running.openGateway('Quiet', { allowPublish: false })
    await passQuickly(running, 600)
    expect(await demand('trace.expiresCheck', {})).toMatchObject({
      ...{ parameterSeconds: 300, parameterSinceMs: 0 },
    })
    const steady = await check('GW')
    expect(steady).toMatchObject({ shouldPublish: true, expiresSeen: [300], verdict: 'ok' })
    expect(steady?.withParameter).toBe(steady?.sent)
    expect(steady?.intervalMinSeconds).toBeGreaterThanOrEqual(240)
    expect(steady?.intervalMaxSeconds).toBeLessThanOrEqual(271)
    expect(await check('Quiet')).toMatchObject({ sent: 0, verdict: 'none' })
    const newest = await demand('trace.get', { sequence: steady?.lastSequence ?? -1 })
    expect(newest.text).toMatch(/^PUBLISH sip:gateway-status@example.com;gateway=GW /)

    const changedAtMs = running.clock.nowMs()
    running.set({ SS_SIP_PUBLISH_EXPIRE: '45' })
    expect(await check('GW')).toMatchObject({ verdict: 'differs' })
    await passQuickly(running, 100)
    expect(await demand('trace.expiresCheck', { fromMs: changedAtMs })).toMatchObject({
      ...{ parameterSeconds: 45, parameterSinceMs: changedAtMs },
      rows: [{ gateway: 'GW', expiresSeen: [45], verdict: 'ok' }, { gateway: 'Quiet' }],
    })
    expect(await check('GW')).toMatchObject({ expiresSeen: [45, 300], verdict: 'ok' })

    running.routing('GW', { allowPublish: false })
    await running.pass(1)
    expect(await check('GW')).toMatchObject({ shouldPublish: false, verdict: 'none' })
  }))

test('what the pace holds back shows: gateways still silent, publications not yet removed', () =>
  withEngine(async (running) => {
    const demand = demandOf(running.engine, running.clock)
    const verdicts = async (): Promise<ReadonlySet<string>> => {
      const { rows } = await demand('trace.expiresCheck', {})
      return new Set(rows.map(({ verdict }) => verdict))
    }
    const allow = (allowPublish: boolean): void => {
      for (const name of ['A', 'B', 'C', 'D', 'E']) running.routing(name, { allowPublish })
    }
    running.set({ SS_SIP_PUBLISH_EXPIRE: '30' })
    running.setSettings({ publishPacePerSecond: 1 })
    allow(true)
    expect(await verdicts()).toContain('not yet')
    await passQuickly(running, 40)
    expect(await verdicts()).toEqual(new Set(['ok']))
    allow(false)
    expect(await verdicts()).toContain('unexpected')
    await passQuickly(running, 15)
    expect(await verdicts()).toEqual(new Set(['none']))
    allow(true)
    expect(await verdicts()).toContain('silent')
    await passQuickly(running, 15)
    expect(await verdicts()).toEqual(new Set(['ok']))
  }))

test('an operator switches the trace and sets its length, which outlives the operator', () =>
  withEngine(async (running) => {
    const demand = demandOf(running.engine, running.clock)
    await running.openGateway('GW', { allowPublish: true })
    await running.pass(1)
    const before = await demand('trace.state', {})
    expect(before).toMatchObject({ enabled: true, messages: 100_000, megabytes: 64 })
    expect(before.held).toBeGreaterThanOrEqual(4)
    expect(before.heldBytes).toBeGreaterThan(1000)
    expect(await demand('trace.configure', { enabled: false, messages: 500 })).toMatchObject({
      ...{ enabled: false, messages: 500, megabytes: 64, held: before.held },
    })
    await passQuickly(running, 300)
    expect(await demand('trace.state', {})).toMatchObject({ held: before.held })
    expect(running.engine.configuration.settings.values).toMatchObject({
      ...{ traceEnabled: false, traceMessages: 500, traceMegabytes: 64 },
    })
    const entries = running.engine.store.auditLog.read({ limit: 2 })
    expect(entries.map(({ actor, object, after }) => [actor.name, object, after])).toEqual(
      expect.arrayContaining([
        ['ada', 'traceEnabled', { value: false }],
        ['ada', 'traceMessages', { value: 500 }],
      ]),
    )
    const refused = demandOf(running.engine, running.clock, 'viewer')
    await expect(refused('trace.configure', { enabled: true })).rejects.toThrow('operator')
  }))
