import { expect, it } from 'vitest'
import { describeInBrowser } from './browser-suite.ts'
import { windowOf } from './client.ts'

describeInBrowser('the window Audit log', (open) => {
  it('shows who changed what from where, and takes an edit back', async () => {
    const client = await open()
    const { page, ask } = client
    const fields = { name: 'GW-A', remoteIp: '127.0.0.1', capacity: 10, password: 'not to be seen' }
    await ask('gateway.add', { kind: 'routing', fields })
    const edits = [{ name: 'GW-A', changes: { capacity: 25, password: 'nor this one' } }]
    await ask('gateway.setMany', { kind: 'routing', edits })
    await client.openWindow('Audit log')
    const shown = windowOf(page, 'Audit log')
    await shown.getByRole('gridcell', { name: 'routingGateway.modify' }).click()
    const details = shown.getByRole('complementary')
    const row = details.getByRole('row', { name: 'capacity' })
    expect(await row.getByRole('cell').allInnerTexts()).toEqual(['10', '25'])
    expect(await shown.innerText()).not.toMatch(/not to be seen|nor this one/)

    await details.getByRole('button', { name: 'Undo this edit' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'OK' }).click()
    await shown.getByRole('gridcell', { name: 'edit.undo' }).first().waitFor()
    expect(await ask('gateway.get', { kind: 'routing', name: 'GW-A' })).toMatchObject({
      capacity: 10,
    })
    await shown.getByLabel('Name of the gateway, parameter or user').fill('nobody')
    await shown.getByRole('button', { name: 'Query' }).click()
    await shown.getByText('No entry in this period').waitFor()
    expect(client.faults).toEqual([])
  })
})
