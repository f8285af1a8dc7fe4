import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { freePort } from '../harness/free-port.ts'
import { importDocument, onlineGateway, raisedAlarms } from '../harness/host-figures.ts'
import { startHost, type Host } from '../harness/host.ts'
import { runCommand } from '../harness/command-line.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { runSipp, startSipp, type Sipp } from '../harness/sipp.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'

const lineLimit = 8
const expireSeconds = 30
const publicationStale = 30001
const publishExpireDiffers = 30005

/** What each node knows of the other, and no shared server. */
describeWithTools(['sipp'], 'two hosts that publish to each other', () => {
  let folder: TemporaryFolder
  let callee: Sipp
  let one: Host
  let two: Host
  let ports: readonly [number, number]
  const callers: Sipp[] = []

  // An address of its own for each: a node is known by it.
  const startTwo = (): Promise<Host> =>
    startHost({
      args: ['--node', 'two', '--sip', `udp:127.0.0.2:${ports[1]}`],
      dataFolder: folder.path,
    })

  beforeAll(async () => {
    folder = createTemporaryFolder()
    ports = [await freePort(), await freePort()]
    callee = await startSipp({ scenario: 'uas', limitMs: 120_000 })
    one = await startHost({ args: ['--node', 'one', '--sip', `udp:127.0.0.1:${ports[0]}`] })
    two = await startTwo()
    const settings = { publishOnChange: 'every change', publishCoalescingMs: 100 }
    const parameters = { SS_SIP_PUBLISH_EXPIRE: expireSeconds }
    const target = (name: string, address: string) => ({ name, address, kind: 'node' })
    await importDocument(one, {
      settings: { ...settings, publishTargets: [target('two', `udp:127.0.0.2:${ports[1]}`)] },
      parameters,
    })
    await importDocument(two, {
      settings: { ...settings, publishTargets: [target('one', `udp:127.0.0.1:${ports[0]}`)] },
      parameters,
    })
  })

  afterAll(async () => {
    await Promise.all(callers.map((each) => each.stop()))
    await callee.stop()
    await Promise.all([one.stop(), two.stop()])
    one.removeData()
    folder.remove()
  })

  const prepare = async (host: Host): Promise<void> => {
    await host.web.demand('CreateGatewayRouting', {
      ...{ name: 'GW', prefix: '1', capacity: lineLimit, allowPublish: true },
      ...{ remoteIp: '127.0.0.1', signalPort: callee.port },
    })
    await host.web.demand('CreateGatewayMapping', { name: 'MG', remoteIps: '127.0.0.1' })
  }
  const hold = async (target: string, calls: number): Promise<Sipp> => {
    const caller = await startSipp({
      ...{ scenario: 'uac_b2bua.xml', target, user: '1002', calls, callsPerSecond: 50 },
      ...{ holdMs: 100_000, limitMs: 110_000 },
    })
    callers.push(caller)
    return caller
  }
  const activeOn = async (host: Host): Promise<number> =>
    (await onlineGateway(host, 'GW')).currentCall
  const shows = (host: Host, active: number): Promise<true> =>
    eventually(`${String(active)} calls`, async () =>
      (await activeOn(host)) === active ? true : undefined,
    )
  const alarmsOn = async (host: Host): Promise<number[]> =>
    (await raisedAlarms(host)).map((each) => each.type)

  it('a gateway made on one and then on the other is soon known to both', async () => {
    await prepare(one)
    // The PUBLISH about it comes to a node that does not know it yet.
    await new Promise((resolve) => setTimeout(resolve, 300))
    await prepare(two)
    await hold(`127.0.0.1:${ports[0]}`, 3)
    await shows(two, 3)
    expect(await alarmsOn(one)).toEqual([])
    expect(await alarmsOn(two)).toEqual([])
  })

  it('each shows the sum of both', async () => {
    await hold(`127.0.0.2:${ports[1]}`, 4)
    await shows(one, 7)
    await shows(two, 7)
  })

  it('the sum counts against the line limit on either', async () => {
    await hold(`127.0.0.2:${ports[1]}`, 1)
    await shows(one, lineLimit)
    for (const target of [`127.0.0.1:${ports[0]}`, `127.0.0.2:${ports[1]}`]) {
      const refused = await runSipp({
        ...{ scenario: 'uac_b2bua.xml', target, user: '1002', calls: 1, limitMs: 10_000 },
      })
      expect(refused.errors).toContain('503 Service Unavailable')
    }
  })

  it('different values of SS_SIP_PUBLISH_EXPIRE are an alarm on both until they are equal', async () => {
    const set = (value: number) =>
      runCommand([
        ...['param', 'set', 'SS_SIP_PUBLISH_EXPIRE', String(value)],
        ...['--data', one.dataFolder],
      ])
    await set(60)
    for (const host of [one, two]) {
      const alarm = await eventually('the alarm', async () =>
        (await raisedAlarms(host)).find((each) => each.type === publishExpireDiffers),
      )
      expect(alarm.memo).toMatch(/60 s/)
      expect(alarm.memo).toMatch(/30 s/)
    }
    await set(expireSeconds)
    for (const host of [one, two]) {
      await eventually('the alarm clears', async () =>
        (await alarmsOn(host)).length === 0 ? true : undefined,
      )
    }
  })

  it('an orderly stop takes the node’s count back at once', async () => {
    expect(await two.stop()).toMatchObject({ code: 0 })
    expect(await activeOn(one)).toBe(3)
    expect(await alarmsOn(one)).toEqual([])
  })

  it(
    'after kill -9 its last count is held, and marked stale when its lifetime is over',
    { timeout: 60_000 },
    async () => {
      two = await startTwo()
      await hold(`127.0.0.2:${ports[1]}`, 2)
      await shows(one, 5)
      await two.kill9()
      const killedAtMs = performance.now()
      expect(await onlineGateway(one, 'GW')).toMatchObject({ currentCall: 5, freshness: 'fresh' })
      await eventually(
        'stale',
        async () => ((await alarmsOn(one)).includes(publicationStale) ? true : undefined),
        (expireSeconds + 2) * 1000,
        100,
      )
      // It was renewed within the seconds before the kill.
      expect(performance.now() - killedAtMs).toBeGreaterThan((expireSeconds - 10) * 1000)
      expect(await onlineGateway(one, 'GW')).toMatchObject({ currentCall: 5, freshness: 'stale' })
      two = await startTwo()
      await eventually('its word replaces the stale one', async () =>
        (await alarmsOn(one)).length === 0 ? true : undefined,
      )
      await shows(one, 3)
    },
  )
})
