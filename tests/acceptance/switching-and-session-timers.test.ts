import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { startHost, type Host } from '../harness/host.ts'
import { describeWithTools } from '../harness/required-tools.ts'
import { runSipp, startSipp, type SippResult } from '../harness/sipp.ts'

interface Callee {
  readonly scenario: string
  readonly holdMs?: number
  readonly gateway?: Readonly<Record<string, unknown>>
  /** This one is called and told to end when the call is over. */
  readonly isSilent?: boolean
}

interface Scenario {
  readonly title: string
  /** In the order in which they are tried. */
  readonly callees: readonly Callee[]
  readonly caller?: string
  readonly holdMs?: number
  /** Exit code of the caller's SIPp: 0 = the call went as its scenario says. */
  readonly expected?: number
}

const scenarios: readonly Scenario[] = [
  {
    title: 'a gateway that says nothing is left after its own INVITE timeout',
    callees: [
      { scenario: 'uas_silent.xml', isSilent: true, gateway: { timeoutInvite: 1 } },
      { scenario: 'uas_rr.xml' },
    ],
  },
  {
    title: 'a caller’s session timer: 422 with Min-SE, then a refresh that stays on its leg',
    caller: 'uac_session_timer.xml',
    callees: [{ scenario: 'uas' }],
  },
  {
    title: 'a gateway’s 422 is honoured on the same gateway',
    callees: [{ scenario: 'uas_422.xml' }],
  },
  {
    title: 'a gateway that refreshes by UPDATE',
    holdMs: 1500,
    callees: [{ scenario: 'uas_timer_update.xml', holdMs: 500 }],
  },
  {
    title: 'a gateway that answers 503 is left for the next one',
    callees: [{ scenario: 'uas_503.xml' }, { scenario: 'uas_rr.xml' }],
  },
  {
    title: 'a gateway over TCP',
    callees: [{ scenario: 'uas', gateway: { transport: 'tcp' } }],
  },
]

describeWithTools(['sipp'], 'calls through the engine, SIPp at both ends', () => {
  let host: Host

  beforeAll(async () => {
    host = await startHost({ args: ['--sip', 'udp:127.0.0.1:0', '--sip', 'tcp:127.0.0.1:0'] })
    await host.web.demand('CreateGatewayMapping', { name: 'MG-Lab', remoteIps: '127.0.0.1' })
  })

  afterAll(async () => {
    await host.stop()
    host.removeData()
  })

  const play = async (scenario: Scenario, number: number): Promise<SippResult[]> => {
    const prefix = String(2000 + number)
    const callees = await Promise.all(
      scenario.callees.map(async (callee, priority) => {
        const transport = callee.gateway?.['transport'] === 'tcp' ? 'tcp' : 'udp'
        const sipp = await startSipp({
          scenario: callee.scenario,
          transport,
          calls: 1,
          limitMs: 30_000,
          ...(callee.holdMs === undefined ? {} : { holdMs: callee.holdMs }),
          ...(callee.isSilent === true ? { extraArgs: ['-default_behaviors', 'none'] } : {}),
        })
        await host.web.demand('CreateGatewayRouting', {
          ...callee.gateway,
          name: `GW-${prefix}-${String(priority)}`,
          remoteIp: '127.0.0.1',
          signalPort: sipp.port,
          prefix,
          priority,
        })
        return { ...callee, sipp }
      }),
    )
    const caller = await runSipp({
      scenario: scenario.caller ?? 'uac_b2bua.xml',
      target: host.sipAddress,
      user: `${prefix}001`,
      calls: 1,
      holdMs: scenario.holdMs ?? 200,
      limitMs: 30_000,
    })
    const answered = callees.filter(({ isSilent }) => isSilent !== true)
    const results = await Promise.all(answered.map(({ sipp }) => sipp.finished))
    for (const { isSilent, sipp } of callees) if (isSilent === true) await sipp.stop()
    return [caller, ...results]
  }

  scenarios.forEach((scenario, number) => {
    it(scenario.title, async () => {
      const results = await play(scenario, number)
      expect(results.map(({ errors }) => errors)).toEqual(results.map(() => ''))
      expect(results.map(({ code }) => code)).toEqual(results.map(() => scenario.expected ?? 0))
    })
  })

  it('leaves no line in use', async () => {
    const probe = async (): Promise<true | undefined> => {
      const answer = await host.web.demand('GetGatewayRoutingOnline', {})
      const rows = answer['infoGatewayRoutingOnlines'] as { currentCall: number }[]
      return rows.every(({ currentCall }) => currentCall === 0) || undefined
    }
    // The line of an INVITE that nobody answered is held until its transaction has ended.
    await eventually('no line is in use', probe, 40_000)
  })
})
