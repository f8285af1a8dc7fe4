import { expect } from 'vitest'
import type { CallAttempt, CallRecord } from '../api/contract/call-record.ts'
import { mappingGateway, routingGateway } from '../api/contract/gateways.ts'
import type { MappingGateway, RoutingGateway } from '../api/contract/gateways.ts'
import { createBackToBackUserAgent } from '../calls/back-to-back-user-agent.ts'
import type { BackToBackUserAgent, CallFacts, GatewayDestinations } from '../calls/ports.ts'
import { createSeededIdSource } from '../kernel/id-source.ts'
import { silentLogger } from '../kernel/logger.ts'
import type { Logger } from '../kernel/logger.ts'
import { defaultParameterValues } from '../parameters/parameter-catalogue.ts'
import type { ParameterValues } from '../parameters/parameter-catalogue.ts'
import { LineLedger } from '../routing/line-ledger.ts'
import type { RoutePlan } from '../routing/route-plan.ts'
import { createResponse } from '../sip/message/message.ts'
import { isSipUri } from '../sip/message/uri.ts'
import type { Uri } from '../sip/message/uri.ts'
import { createTimerValues } from '../sip/transaction/timer-values.ts'
import { createResolver } from '../sip/transport/resolve-destination.ts'
import type { Endpoint } from '../sip/transport/transport.ts'
import { createFakeClock } from './fake-clock.ts'
import type { FakeClock } from './fake-clock.ts'
import { createMemoryNetwork } from '../sip/transport/memory-network.ts'
import type { MemoryNetwork } from '../sip/transport/memory-network.ts'
import { ScriptedPeer } from './scripted-peer.ts'
import { createTransactionNode } from './transaction-node.ts'
import type { TransactionNode } from './transaction-node.ts'

/** What a test wants of a scene; gateways are tried in their order. */
export interface CallSceneOptions {
  readonly gateways?: readonly Partial<RoutingGateway>[]
  readonly mapping?: Partial<MappingGateway>
  readonly parameters?: Partial<ParameterValues>
  readonly seed?: number
  /** Line limits by gateway, `caller` for the mapping gateway; absent = unlimited. */
  readonly limits?: Readonly<Record<string, number>>
  readonly plan?: (plan: RoutePlan) => RoutePlan
  readonly destinationOf?: (
    gateway: RoutingGateway,
  ) => GatewayDestinations | Promise<GatewayDestinations> | 'default'
}

/** A caller, a node with the back-to-back user agent, and gateways, on one virtual network and clock. */
export interface CallScene {
  readonly clock: FakeClock
  readonly network: MemoryNetwork
  readonly agent: BackToBackUserAgent
  readonly node: TransactionNode
  readonly caller: ScriptedPeer
  readonly gateways: readonly ScriptedPeer[]
  /** The first of the gateways. */
  readonly gateway: ScriptedPeer
  readonly lines: LineLedger
  readonly mappingLines: LineLedger
  readonly records: CallRecord[]
  /** What was told, in order: `started`, `attempt gw1`, `responded gw1`, … */
  readonly facts: string[]
  readonly suspended: string[]
  /** Internal faults that were logged; a test expects none. */
  readonly faults: string[]
  readonly switchEndpoint: Endpoint
  readonly parameters: { values: Readonly<ParameterValues> }
}

const switchEndpoint = { address: '10.0.0.1', port: 5060 }
const callerEndpoint = { address: '10.0.1.1', port: 5060 }

const userOf = (uri: Uri | undefined): string => (uri && isSipUri(uri) ? (uri.user ?? '') : '')

const nameOf = (index: number): string => `gw${String(index + 1)}`

const endpointOf = (index: number): Endpoint => ({
  address: `10.0.2.${String(index + 1)}`,
  port: 5060,
})

/** Builds a scene; nothing moves until the clock does. */
export async function createCallScene(options: CallSceneOptions = {}): Promise<CallScene> {
  const clock = createFakeClock()
  const ids = createSeededIdSource(options.seed ?? 1)
  const network = createMemoryNetwork({ clock, ids })
  const lines = new LineLedger()
  const mappingLines = new LineLedger()
  const records: CallRecord[] = []
  const facts: string[] = []
  const suspended: string[] = []
  const faults: string[] = []
  const parameters = { values: { ...defaultParameterValues, ...options.parameters } }
  const routing = (options.gateways ?? [{}]).map((fields, index) =>
    routingGateway.parse({ name: nameOf(index), remoteIp: endpointOf(index).address, ...fields }),
  )
  const mapping = mappingGateway.parse({
    name: 'caller',
    remoteIps: '10.0.1.1',
    ...options.mapping,
  })
  const resendIntervalsMs = parameters.values.SS_SIP_RESEND_INTERVAL.map((each) => each * 1000)
  const node = createTransactionNode({
    clock,
    ids,
    createTransport: (transportOptions) => network.createTransport(transportOptions),
    values: createTimerValues({ resendIntervalsMs }),
    more: {
      transactionUser: {
        onRequest(request, transaction) {
          if (agent.onRequest(request, transaction)) return
          transaction.respond(createResponse(request, 405, { toTag: 'none' }))
        },
        onAck: (request, flow) => agent.onAck(request, flow),
        onStrayResponse: (response, flow) => agent.onStrayResponse(response, flow),
      },
    },
  })
  await node.transport.listen({ protocol: 'udp', ...switchEndpoint })
  const limit = (name: string): number => options.limits?.[name] ?? 0
  const agent = createBackToBackUserAgent({
    clock,
    ids,
    log: faultLog(faults),
    transactions: node.transactions,
    transport: node.transport,
    resolver: createResolver({ clock, log: silentLogger }),
    parameters,
    identifyCaller: (request) => ({
      kind: 'accepted',
      gateway: mapping,
      caller: userOf(request.from.uri),
      callee: userOf(request.uri),
    }),
    planRoute({ caller, callee }) {
      let next = 0
      const plan: RoutePlan = {
        kind: 'candidates',
        callerE164: caller,
        calleeE164: callee,
        next: () => {
          const gateway = routing[next++]
          if (gateway === undefined) return undefined
          const numbers = { callerSent: caller, calleeSent: callee }
          return { gateway, ...numbers, prefix: '', band: 'normal', active: 0, capacity: 0 }
        },
      }
      return options.plan?.(plan) ?? plan
    },
    reserveLine: (gateway) => lines.reserve(gateway, limit(gateway)),
    releaseLine: (gateway) => void lines.release(gateway),
    reserveMappingLine: (gateway) => mappingLines.reserve(gateway, limit(gateway)),
    releaseMappingLine: (gateway) => void mappingLines.release(gateway),
    destinationOf(gateway) {
      const given = options.destinationOf?.(gateway) ?? 'default'
      if (given !== 'default') return given
      const remote = { address: gateway.remoteIp, port: gateway.signalPort }
      return [{ protocol: gateway.transport, remote }]
    },
    suspendGateway: (gateway, reason, untilMs) =>
      void suspended.push(`${gateway} ${reason} ${String(untilMs - clock.nowMs())}`),
    nextFlowNo: () => records.length + 1,
    facts: factLog(facts, records),
  })
  const ports = { clock, ids, network }
  const caller = new ScriptedPeer(ports, callerEndpoint)
  const gateways = routing.map((_, index) => new ScriptedPeer(ports, endpointOf(index)))
  await Promise.resolve()
  const [gateway = caller] = gateways
  return {
    ...{
      clock,
      network,
      agent,
      node,
      caller,
      gateways,
      gateway,
      lines,
      mappingLines,
      records,
      facts,
    },
    ...{ suspended, faults, switchEndpoint, parameters },
  }
}

function faultLog(faults: string[]): Logger {
  const log: Logger = {
    ...silentLogger,
    error: (message, facts) => void faults.push(`${message} ${JSON.stringify(facts)}`),
    scope: () => log,
  }
  return log
}

function factLog(facts: string[], records: CallRecord[]): CallFacts {
  const attempt = (word: string) => (_record: CallRecord, row: CallAttempt) =>
    void facts.push(`${word} ${row.gateway}`)
  return {
    callStarted(record) {
      records.push(record)
      facts.push('started')
    },
    attemptStarted: attempt('attempt'),
    attemptResponded: attempt('responded'),
    attemptEnded: attempt('attempt ended'),
    callRinging: () => void facts.push('ringing'),
    callAnswered: () => void facts.push('answered'),
    callEnded: () => void facts.push('ended'),
  }
}

/** Everything is over once late retransmissions have ended: no line, no call, no transaction, no fault. */
export function expectSettled(scene: CallScene): void {
  scene.clock.advance(200_000)
  expect(scene.faults).toEqual([])
  expect([...scene.lines.entries(), ...scene.mappingLines.entries()]).toEqual([])
  expect(scene.lines.refusedReleases + scene.mappingLines.refusedReleases).toBe(0)
  expect(scene.agent.activeCalls).toBe(0)
  expect(scene.node.transactions.counts).toEqual({ client: 0, server: 0 })
  for (const record of scene.records) {
    expect(record.endedAtMs).toBeGreaterThan(0)
    for (const attempt of record.attempts) expect(attempt.endedAtMs).toBeGreaterThan(0)
  }
}
