import type { AlarmSink } from '../api/contract/alarms.ts'
import { TraceRing, type GatewayLookup } from '../capture/trace-ring.ts'
import { SourceRateLimit } from '../gateways/source-rate-limit.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/id-source.ts'
import type { Logger } from '../kernel/logger.ts'
import type { ParameterReader } from '../parameters/parameter-catalogue.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { Uri } from '../sip/message/uri.ts'
import { createTimerValues, type TimerValues } from '../sip/transaction/timer-values.ts'
import {
  createTransactionLayer,
  type TransactionLayer,
} from '../sip/transaction/transaction-layer.ts'
import type { TransactionUser } from '../sip/transaction/transaction-user.ts'
import { createResolver, type ResolveTarget } from '../sip/transport/resolve-destination.ts'
import { createTransportLayer, type TransportLayer } from '../sip/transport/transport-layer.ts'
import type { CarrierSource, Destination, Flow } from '../sip/transport/transport.ts'
import type { SettingsInForce } from './effective-settings.ts'
import { Listeners } from './listeners.ts'
import { SettingsTlsTrust } from './tls-trust.ts'

interface SignallingPorts {
  readonly clock: Clock
  readonly ids: IdSource
  readonly log: Logger
  readonly alarms: AlarmSink
  readonly settings: SettingsInForce
  readonly parameters: ParameterReader
  /** A gateway, a peer or this node itself is at this address. */
  readonly isKnownSource: (address: string) => boolean
  readonly gatewaysAt: GatewayLookup
  readonly responseDestination: (request: SipRequest, flow: Flow) => Destination | undefined
  readonly transactionUser: TransactionUser
  /** Takes the place of the sockets; undefined = real ones. */
  readonly carrierOf: CarrierSource | undefined
}

/** The resolver for whatever URI a message or a setting names; what is not SIP leads nowhere. */
export interface UriResolver {
  resolveNow(target: Uri | ResolveTarget): readonly Destination[] | undefined
  resolve(target: Uri | ResolveTarget): Promise<readonly Destination[]>
}

/** The SIP stack of one node, with its trace. */
export interface Signalling {
  readonly trace: TraceRing
  readonly transport: TransportLayer
  readonly transactions: TransactionLayer
  readonly resolver: UriResolver
  readonly listeners: Listeners
  /** Trace or TLS settings changed. */
  settingsChanged(): void
}

export function createSignalling(ports: SignallingPorts): Signalling {
  const { clock, ids, log, settings, parameters } = ports
  const trace = new TraceRing({
    clock,
    limits: traceLimits(settings),
    gatewaysAt: ports.gatewaysAt,
  })
  const rateLimit = new SourceRateLimit({
    clock,
    perSecond: () => settings.values.sourceRateLimit,
    isKnown: ports.isKnownSource,
  })
  const tlsTrust = new SettingsTlsTrust(settings, ports.alarms)
  const transport = createTransportLayer({
    clock,
    log: log.scope('sip.transport'),
    observer: trace,
    tlsTrust,
    ...(ports.carrierOf === undefined ? {} : { carrierOf: ports.carrierOf }),
    admitSource: (flow) => rateLimit.admits(flow.remote.address),
    onMessage: (message, flow) => transactions.onMessage(message, flow),
  })
  const transactions: TransactionLayer = createTransactionLayer({
    clock,
    ids,
    log: log.scope('sip.transaction'),
    transport,
    timerValues: timerValuesOf(parameters),
    transactionUser: ports.transactionUser,
    responseDestination: ports.responseDestination,
  })
  const names = createResolver({
    clock,
    ids,
    log: log.scope('sip.dns'),
    supports: (protocol) => transport.addresses.some((each) => each.protocol === protocol),
  })
  const resolver: UriResolver = {
    resolveNow: (target) => ('text' in target ? [] : names.resolveNow(target)),
    resolve: (target) => ('text' in target ? Promise.resolve([]) : names.resolve(target)),
  }
  const settingsChanged = (): void => {
    tlsTrust.settingsChanged()
    trace.isEnabled = settings.values.traceEnabled
    const wanted = traceLimits(settings)
    const { messages, bytes } = trace.limits
    if (wanted.messages !== messages || wanted.bytes !== bytes) trace.setLimits(wanted)
  }
  settingsChanged()
  const listeners = new Listeners({ settings, transport, alarms: ports.alarms, log })
  return { trace, transport, transactions, resolver, listeners, settingsChanged }
}

const traceLimits = ({ values }: SettingsInForce) => ({
  messages: values.traceMessages,
  bytes: values.traceMegabytes * 1024 * 1024,
})

/** One value object until SS_SIP_RESEND_INTERVAL changes: it is read once per transaction. */
function timerValuesOf(parameters: ParameterReader): () => TimerValues {
  let seen = parameters.values.SS_SIP_RESEND_INTERVAL
  const make = (): TimerValues =>
    createTimerValues({ resendIntervalsMs: seen.map((seconds) => seconds * 1000) })
  let values = make()
  return () => {
    if (parameters.values.SS_SIP_RESEND_INTERVAL !== seen) {
      seen = parameters.values.SS_SIP_RESEND_INTERVAL
      values = make()
    }
    return values
  }
}
