import type { AlarmSink } from '../api/contract/alarms.ts'
import type { EngineSettings } from '../api/contract/engine-settings.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdSource } from '../kernel/id-source.ts'
import type { Logger } from '../kernel/logger.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type {
  ClientTransaction,
  ClientTransactionListener,
} from '../sip/transaction/transaction-user.ts'
import type { Destination } from '../sip/transport/transport.ts'
import type { AgentPublication, TargetAddress } from './agent-target.ts'
import type { GatewayStatus } from './gateway-status.ts'

/** RFC 3263 as far as targets need it. */
export interface TargetResolver {
  resolveNow(target: TargetAddress): readonly Destination[] | undefined
  resolve(target: TargetAddress): Promise<readonly Destination[]>
}

/** The client side of the transaction layer. */
export interface RequestSender {
  request(
    request: SipRequest,
    destination: Destination,
    listener: ClientTransactionListener,
  ): ClientTransaction
}

export interface AgentPorts {
  readonly clock: Clock
  readonly ids: IdSource
  readonly log: Logger
  readonly transactions: RequestSender
  readonly resolver: TargetResolver
  readonly parameters: { readonly values: { readonly SS_SIP_PUBLISH_EXPIRE: number } }
  readonly settings: {
    readonly values: Pick<
      EngineSettings,
      | 'domain'
      | 'nodeName'
      | 'publishTargets'
      | 'publishOnChange'
      | 'publishCoalescingMs'
      | 'publishPacePerSecond'
    >
  }
  readonly alarms: AlarmSink
  /** Version announced to other nodes. */
  readonly version: string
  /** Every routing gateway with Allow Publish. */
  readonly gateways: () => Iterable<{ readonly name: string }>
  /** The gateway exists and has Allow Publish. */
  readonly isPublished: (name: string) => boolean
  readonly statusOf: (name: string) => GatewayStatus
  /** Own listener; undefined = nothing is listened on. */
  readonly ownTarget: () => Destination | undefined
  /** What is shown of a publication changed, or it is new or gone. */
  readonly onSentTouched?: (publication: AgentPublication) => void
}
