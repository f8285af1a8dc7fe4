import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { freePort } from '../harness/free-port.ts'
import { startHost, type Host } from '../harness/host.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { startSipp, type Sipp } from '../harness/sipp.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'
import { openRawCaller, type RawCaller } from './raw-caller.ts'
import { openRawPublisher, type RawPublisher } from './raw-publisher.ts'

const rounds = 10
const publishers = Array.from({ length: 20 }, (_, index) => `GW-Self-${index}`)
/** A record is promised once its call has ended for this long. */
const recordPromiseMs = 200

describeWithTools(['sipp'], 'kill -9 under load, ten times', () => {
  let folder: TemporaryFolder
  let sipPort: number
  let host: Host
  let callee: Sipp
  let caller: RawCaller
  let publisher: RawPublisher
  let dialled = 0
  /** What the host acknowledged by an answer with retCode 0. */
  let acknowledgedMemo = 0
  let attemptedMemo = 0
  const acknowledgedGateways: string[] = []
  /** Numbers whose calls had ended long enough before a kill. */
  const promised = new Set<string>()

  const startAgain = (): Promise<Host> =>
    startHost({ dataFolder: folder.path, args: ['--sip', `udp:127.0.0.1:${sipPort}`] })

  beforeAll(async () => {
    folder = createTemporaryFolder()
    sipPort = await freePort()
    host = await startAgain()
    callee = await startSipp({ scenario: 'uas_rr.xml', limitMs: 180_000 })
    caller = await openRawCaller(sipPort, 60)
    publisher = await openRawPublisher(sipPort)
    await host.web.demand('CreateGatewayMapping', { name: 'MG-Raw', remoteIps: '127.0.0.1' })
    await host.web.demand('CreateGatewayRouting', {
      name: 'GW-Load',
      remoteIp: '127.0.0.1',
      signalPort: callee.port,
    })
    for (const name of publishers) {
      await host.web.demand('CreateGatewayRouting', {
        name,
        prefix: '999',
        remoteIp: '127.0.0.1',
        signalPort: publisher.port,
        allowPublish: true,
      })
    }
  })

  afterAll(async () => {
    await host.stop()
    await callee.stop()
    caller.close()
    publisher.close()
    folder.remove()
  })

  /** Calls, refreshes and edits until `stop` is called. */
  const startLoad = (): (() => void) => {
    const dialling = setInterval(() => {
      dialled++
      caller.dial(`1${String(dialled).padStart(6, '0')}`)
    }, 20)
    const refreshing = setInterval(() => {
      const idle = publishers.filter((name) => !publisher.isPending(name))
      const next = idle[Math.floor(Math.random() * idle.length)]
      if (next !== undefined) publisher.publish(next)
    }, 10)
    let isEditing = true
    const edit = async (): Promise<void> => {
      while (isEditing) {
        await new Promise((resolve) => setTimeout(resolve, 20))
        attemptedMemo++
        const memo = attemptedMemo
        const edited = await host.web
          .post('ModifyGatewayRouting', { name: 'GW-Load', memo: String(memo) })
          .catch(() => undefined)
        if (edited?.retCode === 0) acknowledgedMemo = memo
        if (memo % 10 !== 0) continue
        const name = `GW-New-${memo}`
        const created = await host.web
          .post('CreateGatewayRouting', { name, prefix: '998' })
          .catch(() => undefined)
        if (created?.retCode === 0) acknowledgedGateways.push(name)
      }
    }
    void edit()
    return () => {
      clearInterval(dialling)
      clearInterval(refreshing)
      isEditing = false
    }
  }

  const recordsByNumber = async (): Promise<Map<string, { stop: number; endReason: number }[]>> => {
    const day = (offsetDays: number): string =>
      new Date(Date.now() + offsetDays * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')
    const answer = await host.web.demand('GetCdr', {
      accounts: [],
      beginTime: day(-1),
      endTime: day(1),
    })
    const byNumber = new Map<string, { stop: number; endReason: number }[]>()
    for (const record of answer['infoCdrs'] as {
      calleeAccessE164: string
      stop: number
      endReason: number
    }[]) {
      byNumber.set(record.calleeAccessE164, [
        ...(byNumber.get(record.calleeAccessE164) ?? []),
        record,
      ])
    }
    return byNumber
  }

  it.each(Array.from({ length: rounds }, (_, index) => index + 1))(
    'round %i: restart is clean and nothing acknowledged is missing',
    async (round) => {
      const startedAtMs = performance.now()
      const stopLoad = startLoad()
      await new Promise((resolve) => setTimeout(resolve, 900 + Math.random() * 900))
      const killedAtMs = performance.now()
      await host.kill9()
      stopLoad()
      for (const [number, atMs] of caller.endedAtMs) {
        if (atMs > startedAtMs && atMs < killedAtMs - recordPromiseMs) promised.add(number)
      }
      const certain = publisher.certain()
      publisher.giveUpPending()
      expect(promised.size).toBeGreaterThan(round * 20)

      host = await startAgain()

      const gateways = (await host.web.demand('GetGatewayRouting'))['infoGatewayRoutings'] as {
        name: string
        memo: string
      }[]
      const memo = Number(gateways.find((each) => each.name === 'GW-Load')?.memo)
      expect(memo).toBeGreaterThanOrEqual(acknowledgedMemo)
      expect(memo).toBeLessThanOrEqual(attemptedMemo)
      const names = new Set(gateways.map((each) => each.name))
      expect(acknowledgedGateways.filter((name) => !names.has(name))).toEqual([])

      const records = await recordsByNumber()
      expect([...promised].filter((number) => records.get(number)?.length !== 1)).toEqual([])
      expect([...records.values()].flat().filter((record) => !(record.stop > 0))).toEqual([])

      const online = (await host.web.demand('GetGatewayRoutingOnline'))[
        'infoGatewayRoutingOnlines'
      ] as {
        currentCall: number
      }[]
      expect(online.filter((row) => row.currentCall !== 0)).toEqual([])

      expect(certain.length).toBeGreaterThan(0)
      for (const name of certain) publisher.publish(name)
      await eventually('answers to the refreshes', () =>
        certain.every((name) => !publisher.isPending(name)) ? true : undefined,
      )
      expect(certain.filter((name) => publisher.lastStatus(name) !== 200)).toEqual([])
    },
  )
})
