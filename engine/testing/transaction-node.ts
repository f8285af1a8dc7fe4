import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/id-source.ts'
import { silentLogger } from '../kernel/logger.ts'
import { HeaderFields } from '../sip/message/header-fields.ts'
import { SipRequest } from '../sip/message/message.ts'
import type { SipMessage } from '../sip/message/message.ts'
import { createTimerValues, standardResendIntervalsMs } from '../sip/transaction/timer-values.ts'
import type { TimerValues } from '../sip/transaction/timer-values.ts'
import { createTransactionLayer } from '../sip/transaction/transaction-layer.ts'
import type {
  TransactionLayer,
  TransactionLayerOptions,
} from '../sip/transaction/transaction-layer.ts'
import type {
  ClientTransactionListener,
  ServerTransaction,
  TransactionUser,
} from '../sip/transaction/transaction-user.ts'
import type { Flow } from '../sip/transport/transport.ts'
import type { TransportLayer, TransportLayerOptions } from '../sip/transport/transport-layer.ts'

/** One SIP element up to its transactions, with a record of what reached its transaction user. */
export interface TransactionNode {
  readonly transport: TransportLayer
  readonly transactions: TransactionLayer
  readonly requests: { readonly request: SipRequest; readonly transaction: ServerTransaction }[]
  readonly acks: SipRequest[]
  readonly strays: number[]
  /** Everything that came in, in order: method or status code. */
  readonly arrivals: string[]
  /** Everything that went out, in order, and where to. */
  readonly departures: { readonly bytes: Buffer; readonly flow: Flow }[]
  /** What to do with a new request besides noting it. */
  answer: (request: SipRequest, transaction: ServerTransaction) => void
}

/** What a node is made of. */
export interface TransactionNodeOptions {
  readonly clock: Clock
  readonly ids: IdSource
  readonly createTransport: (options: TransportLayerOptions) => TransportLayer
  readonly values?: TimerValues
  readonly more?: Partial<TransactionLayerOptions>
}

/** Timer values of the RFC. */
export const standardTimerValues = createTimerValues({
  resendIntervalsMs: standardResendIntervalsMs,
})

export function createTransactionNode(options: TransactionNodeOptions): TransactionNode {
  const { clock, ids, values = standardTimerValues } = options
  const requests: { request: SipRequest; transaction: ServerTransaction }[] = []
  const acks: SipRequest[] = []
  const strays: number[] = []
  const arrivals: string[] = []
  const departures: { bytes: Buffer; flow: Flow }[] = []
  const transactionUser: TransactionUser = {
    onRequest(request, transaction) {
      requests.push({ request, transaction })
      node.answer(request, transaction)
    },
    onAck: (request) => void acks.push(request),
    onStrayResponse: (response) => void strays.push(response.statusCode),
  }
  const onMessage = (message: SipMessage, flow: Flow): void => {
    arrivals.push(message.kind === 'request' ? message.method : String(message.statusCode))
    transactions.onMessage(message, flow)
  }
  const observer = {
    sent: (bytes: Buffer, flow: Flow) => void departures.push({ bytes, flow }),
    received: () => undefined,
  }
  const transport = options.createTransport({ clock, log: silentLogger, observer, onMessage })
  const transactions = createTransactionLayer({
    clock,
    ids,
    log: silentLogger,
    transport,
    timerValues: () => values,
    transactionUser,
    ...options.more,
  })
  const node: TransactionNode = {
    transport,
    transactions,
    requests,
    acks,
    strays,
    arrivals,
    departures,
    answer: () => undefined,
  }
  return node
}

/** What a node has sent, in order: method or status code. */
export function departed(node: TransactionNode): string[] {
  return node.departures.map(({ bytes }) => {
    const [first = '', second = ''] = bytes.toString('latin1', 0, 40).split(' ')
    return first === 'SIP/2.0' ? second : first
  })
}

/** What became of a request, in order: status codes, `timeout`, `transport error`. */
export interface RecordingListener extends ClientTransactionListener {
  readonly outcomes: string[]
}

export function createRecordingListener(): RecordingListener {
  const outcomes: string[] = []
  return {
    outcomes,
    onResponse: (response) => void outcomes.push(String(response.statusCode)),
    onTimeout: () => void outcomes.push('timeout'),
    onTransportError: () => void outcomes.push('transport error'),
  }
}

/** A request without Via, as the transaction layer takes it. */
export function buildOutgoing(method: string, callId: string, toTag?: string): SipRequest {
  const to = toTag === undefined ? '<sip:bob@example.com>' : `<sip:bob@example.com>;tag=${toTag}`
  const entries = ['Max-Forwards', '70', 'From', '<sip:alice@example.com>;tag=alice', 'To', to]
  entries.push('Call-ID', callId, 'CSeq', `1 ${method}`)
  return new SipRequest(method, 'sip:bob@example.com', new HeaderFields(entries))
}
