import type { AlarmCondition, AlarmSink } from '../../engine/api/contract/alarms.ts'
import { engineSettings } from '../../engine/api/contract/engine-settings.ts'
import type { EngineSettings } from '../../engine/api/contract/engine-settings.ts'
import { routingGateway } from '../../engine/api/contract/gateways.ts'
import type { RoutingGateway } from '../../engine/api/contract/gateways.ts'
import { systemClock } from '../../engine/kernel/clock.ts'
import { createRandomIdSource } from '../../engine/kernel/id-source.ts'
import { silentLogger } from '../../engine/kernel/logger.ts'
import type { GatewayStatus } from '../../engine/publish/gateway-status.ts'
import { createPublishing } from '../../engine/publish/publishing.ts'
import type { Publishing } from '../../engine/publish/publishing.ts'
import { memoryPersistence } from '../../engine/publish/publication.ts'
import type { PublicationPersistence } from '../../engine/publish/publication.ts'
import { DigestChallenger } from '../../engine/sip/authentication/digest-challenger.ts'
import { createResponse } from '../../engine/sip/message/message.ts'
import { createTimerValues } from '../../engine/sip/transaction/timer-values.ts'
import { createTransactionLayer } from '../../engine/sip/transaction/transaction-layer.ts'
import { createTransportLayer } from '../../engine/sip/transport/transport-layer.ts'
import type { Destination, TransportProtocol } from '../../engine/sip/transport/transport.ts'

/** What a test may set and change while its node runs. */
export interface NodeOptions {
  readonly settings?: Partial<EngineSettings>
  readonly gateways?: readonly Partial<RoutingGateway>[]
  readonly publishExpireSeconds?: number
  readonly persistence?: PublicationPersistence
  /** Start the own agent. */
  readonly isPublishing?: boolean
  readonly resendIntervalsMs?: readonly number[]
}

/** Transport, transactions and publishing of one node on a loopback port of its own. */
export interface PresenceNode {
  readonly port: number
  readonly publishing: Publishing
  readonly settings: { values: EngineSettings }
  readonly parameters: { values: { SS_SIP_PUBLISH_EXPIRE: number } }
  readonly alarms: Map<string, AlarmCondition>
  readonly active: Map<string, number>
  /** Every PUBLISH that left or came, first line and more, in order. */
  readonly sent: string[]
  setGateway(fields: Partial<RoutingGateway> & { name: string }): void
  deleteGateway(name: string): void
  setActive(name: string, active: number): void
  stop(): Promise<void>
}

export async function startPresenceNode(options: NodeOptions = {}): Promise<PresenceNode> {
  const clock = systemClock
  const ids = createRandomIdSource()
  const log = silentLogger
  const settings = { values: { ...engineSettings.parse({}), ...options.settings } }
  const parameters = { values: { SS_SIP_PUBLISH_EXPIRE: options.publishExpireSeconds ?? 300 } }
  const gateways = new Map<string, RoutingGateway>()
  const put = (fields: Partial<RoutingGateway>): void => {
    const gateway = routingGateway.parse({ ...gateways.get(fields.name ?? ''), ...fields })
    gateways.set(gateway.name, gateway)
  }
  for (const fields of options.gateways ?? []) put(fields)
  const alarms = new Map<string, AlarmCondition>()
  const alarmSink: AlarmSink = {
    raise: (condition) => alarms.set(`${condition.type} ${condition.subject}`, condition),
    clear: (type, subject) => alarms.delete(`${type} ${subject}`),
  }
  const active = new Map<string, number>()
  const sent: string[] = []
  const transport = createTransportLayer({
    clock,
    log,
    observer: {
      sent: (bytes) => sent.push(bytes.toString('latin1')),
      received: () => undefined,
    },
    onMessage: (message, flow) => {
      transactions.onMessage(message, flow)
    },
  })
  const timerValues = createTimerValues({
    resendIntervalsMs: options.resendIntervalsMs ?? [500, 1000, 2000, 4000],
  })
  const transactions = createTransactionLayer({
    clock,
    ids,
    log,
    transport,
    timerValues: () => timerValues,
    transactionUser: {
      onRequest: (request, transaction) => {
        if (publishing.onRequest(request, transaction)) return
        transaction.respond(createResponse(request, 405, { toTag: 'x' }))
      },
      onAck: () => undefined,
    },
  })
  const resolveNow = (target: {
    host: string
    port?: number
    protocol?: TransportProtocol
  }): readonly Destination[] => [
    {
      protocol: target.protocol ?? 'udp',
      remote: { address: target.host, port: target.port ?? 5060 },
    },
  ]
  const statusOf = (name: string): GatewayStatus => {
    const gateway = gateways.get(name)
    const calls = active.get(name) ?? 0
    const capacity = gateway?.capacity ?? 0
    const isFull = capacity > 0 && calls >= capacity
    return {
      gatewayId: name,
      node: settings.values.nodeName,
      active: calls,
      capacity,
      status: gateway?.lockType === 3 ? 'locked' : isFull ? 'full' : 'available',
      attempts: calls,
      answers: 0,
      sequence: 0,
    }
  }
  const publishing = createPublishing({
    clock,
    ids,
    log,
    transactions,
    resolver: { resolveNow, resolve: (target) => Promise.resolve(resolveNow(target)) },
    parameters,
    settings,
    alarms: alarmSink,
    version: '0.1.0',
    statusOf,
    ownTarget: () => {
      const own = transport.addresses.find((each) => each.protocol === 'udp')
      return own && { protocol: 'udp', remote: { address: own.address, port: own.port } }
    },
    localFor: (destination) => transport.localFor(destination),
    routingGateways: { get: (name) => gateways.get(name), all: () => gateways.values() },
    gatewayAddress: (gateway) => gateway.remoteIp || undefined,
    listenAddresses: () => transport.addresses,
    // SIPp 3.6 reads the first challenge only and knows MD5 alone (seen 2026-11).
    digest: new DigestChallenger({
      clock,
      ids,
      realm: () => settings.values.domain,
      algorithms: () => ['MD5', 'SHA-256'],
    }),
    persistence: options.persistence ?? memoryPersistence,
    ownActive: (name) => active.get(name) ?? 0,
    configuredCapacity: (name) => gateways.get(name)?.capacity ?? 0,
  })
  const udp = await transport.listen({ protocol: 'udp', address: '127.0.0.1', port: 0 })
  await transport.listen({ protocol: 'tcp', address: '127.0.0.1', port: udp.port })
  if (options.isPublishing === true) publishing.start()
  else publishing.compositor.load()
  return {
    port: udp.port,
    publishing,
    settings,
    parameters,
    alarms,
    active,
    sent,
    setGateway(fields) {
      put(fields)
      publishing.gatewayChanged(fields.name)
    },
    deleteGateway(name) {
      gateways.delete(name)
      publishing.gatewayChanged(name)
    },
    setActive(name, calls) {
      active.set(name, calls)
      publishing.numbersChanged(name)
    },
    async stop() {
      await publishing.stop()
      transactions.close()
      await transport.close()
    },
  }
}
