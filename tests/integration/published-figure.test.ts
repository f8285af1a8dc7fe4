import { expect, test } from 'vitest'
import { answerCalls, callOnce, hangUp } from './in-force/proof.ts'
import { withEngine } from './in-force/running-engine.ts'

test('the published figure is what was published, not what the ledger holds meanwhile', () =>
  withEngine(async (running) => {
    running.setSettings({ publishOnChange: 'refresh only' })
    answerCalls(await running.openGateway('GW', { allowPublish: true, capacity: 10 }))
    const row = () => running.engine.view.routingOnline(['GW'])[0]
    await running.until('the first publication', () => row()?.publishedCall ?? undefined)
    const caller = await running.openPeer()
    const call = await callOnce(running, caller)
    expect(row()).toMatchObject({ currentCall: 1, publishedCall: 0 })
    await running.pass(300)
    expect(row()).toMatchObject({ currentCall: 1, publishedCall: 1 })
    await hangUp(running, call)
    expect(row()).toMatchObject({ currentCall: 0, publishedCall: 1 })
  }))
