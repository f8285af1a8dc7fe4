import type { CallAttempt, CallRecord } from '../api/contract/call-record.ts'
import type { RoutingGateway } from '../api/contract/gateways.ts'
import type { CallStateName } from '../api/contract/live-rows.ts'
import type { CallerVerdict } from '../gateways/caller-verdict.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/id-source.ts'
import type { Logger } from '../kernel/logger.ts'
import type { ParameterReader } from '../parameters/parameter-catalogue.ts'
import type { RouteEnquiry, RoutePlan } from '../routing/route-plan.ts'
import type { SipRequest, SipResponse } from '../sip/message/message.ts'
import type { SipUri } from '../sip/message/uri.ts'
import type {
  ClientTransaction,
  ClientTransactionListener,
  ServerTransaction,
} from '../sip/transaction/transaction-user.ts'
import type { Destination, Endpoint, Flow } from '../sip/transport/transport.ts'

/** What calls need of the transaction layer. */
export interface CallTransactions {
  /** Adds Via. */
  request(
    request: SipRequest,
    destination: Destination,
    listener: ClientTransactionListener,
  ): ClientTransaction
  /** An ACK for a 2xx; adds Via. */
  sendAck(request: SipRequest, destination: Destination): unknown
}

/** Where a gateway is reached; undefined = nowhere now. */
export type GatewayDestinations = readonly Destination[] | undefined

/** Everything the back-to-back user agent asks of the rest of the engine. */
export interface CallPorts {
  readonly clock: Clock
  readonly ids: IdSource
  readonly log: Logger
  readonly transactions: CallTransactions
  readonly transport: { localFor(destination: Destination): Endpoint | undefined }
  readonly resolver: { resolveNow(target: SipUri): readonly Destination[] | undefined }
  readonly parameters: ParameterReader
  identifyCaller(request: SipRequest, flow: Flow): CallerVerdict
  planRoute(enquiry: RouteEnquiry): RoutePlan
  /** Check and reservation in one step. */
  reserveLine(gateway: string): boolean
  releaseLine(gateway: string): void
  reserveMappingLine(gateway: string): boolean
  releaseMappingLine(gateway: string): void
  destinationOf(gateway: RoutingGateway): GatewayDestinations | Promise<GatewayDestinations>
  suspendGateway(gateway: string, reason: 'retry-after', untilMs: number): void
  /** Unique for ever in the data folder. */
  nextFlowNo(): number
  readonly facts: CallFacts
}

/** Told what happens to calls; a listener must be quick and must not throw. */
export interface CallFacts {
  callStarted(record: CallRecord): void
  attemptStarted(record: CallRecord, attempt: CallAttempt): void
  /** First response other than 100. */
  attemptResponded(record: CallRecord, attempt: CallAttempt): void
  attemptEnded(record: CallRecord, attempt: CallAttempt): void
  callRinging(record: CallRecord): void
  callAnswered(record: CallRecord): void
  callEnded(record: CallRecord): void
  /** Every change of `CallView.state`. */
  callStateChanged?(call: CallView): void
}

/** A call as others may look at it. */
export interface CallView {
  readonly callId: number
  readonly state: CallStateName
  readonly record: CallRecord
  /** Our side towards the caller and towards the gateway, ip:port; empty = not known yet. */
  readonly callerLocalAddress: string
  readonly calleeLocalAddress: string
  /** Call-IDs of every leg that it had, the incoming one first. */
  readonly callIds: readonly string[]
}

/** The calls of this node. */
export interface BackToBackUserAgent {
  /** False when the request is none of its business: it belongs to no call and cannot start one. */
  onRequest(request: SipRequest, transaction: ServerTransaction): boolean
  onAck(request: SipRequest, flow: Flow): void
  onStrayResponse(response: SipResponse, flow: Flow): void
  /** Calls that have not ended. */
  readonly activeCalls: number
  calls(): IterableIterator<CallView>
  /** A call that has not ended. */
  call(callId: number): CallView | undefined
  /** Lines held by calls, to compare with the ledgers. */
  heldLines(): { readonly routing: Map<string, number>; readonly mapping: Map<string, number> }
  /** Hangs up on the operator's behalf; false when there is no such call. */
  disconnect(callId: number): boolean
  /** From now on (or no more) new calls are refused; those in progress go on. */
  drain(isOn: boolean): void
  /** Ends every call, refuses new ones, and waits until all is said, at most 5 s. */
  stop(): Promise<void>
}
