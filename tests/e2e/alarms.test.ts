import { expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { freePort } from '../harness/free-port.ts'
import { describeInBrowser } from './browser-suite.ts'
import { windowOf } from './client.ts'

describeInBrowser('the windows of alarms', (open) => {
  it('an alarm appears by itself, is confirmed, ends, and is found in the history', async () => {
    const client = await open()
    const { page, ask } = client
    await client.openWindow('Current alarm')
    await page.getByText('No current alarm').waitFor()
    await ask('param.set', {
      changes: { SS_SIP_RESEND_INTERVAL: '0.1,0.1', SS_SIP_OPTIONS_CHECK_PERIOD: '5' },
    })
    const fields = { name: 'GW-Dead', remoteIp: '127.0.0.1', optionsOnlineCheck: true }
    const signalPort = await freePort()
    await ask('gateway.add', { kind: 'routing', fields: { ...fields, signalPort } })

    const shown = windowOf(page, 'Current alarm')
    await shown.getByRole('gridcell', { name: 'Gateway offline' }).waitFor()
    await page.getByRole('button', { name: '1 current alarms' }).waitFor()
    await shown.getByRole('gridcell', { name: 'GW-Dead' }).click()
    await shown.getByRole('button', { name: 'Confirm' }).click()
    await shown.getByRole('gridcell', { name: 'admin' }).waitFor()
    const lasting = await ask('alarm.history', {})
    expect(lasting.alarms).toMatchObject([
      { type: 'gatewayOffline', subject: 'GW-Dead', confirmedBy: 'admin', stoppedAtMs: null },
    ])

    await ask('gateway.remove', { kind: 'routing', name: 'GW-Dead' })
    // A pointer over the rows holds them in place.
    await page.mouse.move(5, 5)
    await page.getByText('No current alarm').waitFor()
    await eventually('the end of the alarm', async () => {
      const { alarms } = await ask('alarm.history', {})
      return alarms[0]?.stoppedAtMs === null ? undefined : true
    })
    await client.openWindow('History alarm')
    const history = windowOf(page, 'History alarm')
    await history.getByRole('gridcell', { name: 'Gateway offline' }).waitFor()
    expect(client.faults).toEqual([])
  })
})
