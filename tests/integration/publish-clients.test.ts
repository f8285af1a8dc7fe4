import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startChild } from '../harness/child.ts'
import { eventually } from '../harness/eventually.ts'
import { importDocument } from '../harness/host-figures.ts'
import { startHost, type Host } from '../harness/host.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { runSipp, type SippOptions, type SippResult } from '../harness/sipp.ts'
import { createTemporaryFolder } from '../harness/temporary-folder.ts'

describeWithTools(['sipp'], 'SIPp as watcher and as publisher at a host', () => {
  let host: Host

  beforeAll(async () => {
    host = await startHost()
    const gateway = { prefix: '9', allowPublish: true, signalPort: 9, password: 'secret' }
    // Known by its address, and known by its password only.
    await host.web.demand('CreateGatewayRouting', {
      ...gateway,
      ...{ name: 'alice', remoteIp: '127.0.0.1' },
    })
    await host.web.demand('CreateGatewayRouting', {
      ...gateway,
      ...{ name: 'bob', remoteIp: '127.0.0.7' },
    })
  })

  afterAll(async () => {
    await host.stop()
    host.removeData()
  })

  const run = (
    scenario: string,
    user: string,
    options: Partial<SippOptions> = {},
  ): Promise<SippResult> =>
    runSipp({ scenario, target: host.sipAddress, user, calls: 1, limitMs: 10_000, ...options })

  const expectSuccess = (result: SippResult): void => {
    expect(result.errors).toBe('')
    expect(result.statistics).toMatchObject({ created: 1, successful: 1, failed: 0 })
  }

  it.each(['publish_lifecycle.xml', 'watcher.xml'])(
    '%s passes where the address is known',
    async (scenario) => {
      expectSuccess(await run(scenario, 'alice'))
    },
  )

  it('a publisher known by its password passes by digest', async () => {
    expectSuccess(
      await run('publish_auth.xml', 'bob', { digest: { user: 'bob', password: 'secret' } }),
    )
  })

  it('a wrong password and the password of another gateway do not pass', async () => {
    const wrong = { user: 'bob', password: 'guess' }
    expect((await run('publish_auth.xml', 'bob', { digest: wrong })).errors).toContain('401 ')
    const foreign = { user: 'alice', password: 'secret' }
    expect((await run('publish_auth.xml', 'bob', { digest: foreign })).errors).toContain('403 ')
  })

  it('a gateway without Allow Publish may not publish', async () => {
    await host.web.demand('ModifyGatewayRouting', { name: 'alice', allowPublish: false })
    const result = await run('publish_lifecycle.xml', 'alice')
    expect(result.errors).toMatch(/SIP\/2\.0 40[34] /)
    await host.web.demand('ModifyGatewayRouting', { name: 'alice', allowPublish: true })
  })

  it('a hundred watchers come and go', async () => {
    const result = await run('watcher.xml', 'alice', { calls: 100, callsPerSecond: 50 })
    expect(result.errors).toBe('')
    expect(result.statistics).toMatchObject({ created: 100, successful: 100 })
  })
})

const configuration = `sip_listen 127.0.0.1:0
module_path /usr/lib/baresip/modules
module g711.so
module account.so
module menu.so
module presence.so
`

describeWithTools(['baresip'], 'baresip as a gateway that publishes about itself', () => {
  it('publishes when it is set online and removes what it published when it ends', async () => {
    const host = await startHost()
    const folder = createTemporaryFolder()
    await importDocument(host, { settings: { publishOnChange: 'refresh only' } })
    await host.web.demand('CreateGatewayRouting', {
      ...{ name: 'alice', prefix: '1', allowPublish: true, remoteIp: '127.0.0.1', signalPort: 9 },
    })
    const account = `<sip:alice@${host.sipAddress}>;pubint=60;regint=0`
    for (const [file, text] of Object.entries({
      ...{ config: configuration, accounts: `${account}\n`, contacts: '' },
    })) {
      writeFileSync(join(folder.path, file), text)
    }
    // Without a status it would publish <basic>unknown</basic>, which RFC 3863 does not know.
    const args = ['-f', folder.path, '-s', '-t', '3', '-e', '/presence_online']
    const baresip = startChild('baresip', args, { limitMs: 15_000 })
    const published = async (): Promise<number> =>
      (await host.metrics()).value('trunkline_publications_held') ?? 0
    const withBaresip = await eventually('its publication', async () =>
      (await published()) > 1 ? published() : undefined,
    )
    expect(withBaresip).toBeGreaterThan(1)
    expect((await baresip.ended).code).toBe(0)
    const text = baresip.lines.join('\n')
    const removal = /^PUBLISH .*\n(?:.+\n)*Expires: 0\n(?:.+\n)*/m.exec(text)?.[0]
    expect(removal).toMatch(/^SIP-If-Match: \S+$/m)
    await host.stop()
    host.removeData()
    folder.remove()
  })
})
