/** One try of one routing gateway within a call. */
export interface CallAttempt {
  readonly gateway: string
  /** ip:port the INVITE went to. */
  readonly address: string
  readonly callerSent: string
  readonly calleeSent: string
  readonly startedAtMs: number
  endedAtMs: number
  /** First response other than 100, 0 = none. */
  firstResponseAtMs: number
  /** SIP code as it is, or a negative end reason. */
  result: number
}

/**
 * A call detail record. One object lives as long as its call; the record writer reads it at each batch.
 * Numbers: "access" as they arrived, "E164" after the mapping gateway's rules, "ToGateway" as sent on.
 */
export interface CallRecord {
  /** Unique for ever in this data folder. */
  readonly flowNo: number
  readonly callerCallId: string
  readonly callerAccessE164: string
  readonly calleeAccessE164: string
  callerE164: string
  calleeE164: string
  callerToGatewayE164: string
  calleeToGatewayE164: string
  mappingGateway: string
  routingGateway: string
  readonly callerAddress: string
  calleeAddress: string
  readonly startedAtMs: number
  /** 0 = never. */
  ringingAtMs: number
  answeredAtMs: number
  endedAtMs: number
  /** From our INVITE to the first 18x or 2xx of the gateway that carried the call; 0 = none (PDD). */
  setupDelayMs: number
  /** 0 caller, 1 callee, 2 server. */
  endDirection: 0 | 1 | 2
  endReason: number
  switchCount: number
  readonly attempts: CallAttempt[]
}

/** Reasons of the server's own, all negative so that no SIP code is shadowed. */
export const endReasons = {
  normal: 200,
  inviteTimeout: -1,
  tryingTimeout: -2,
  sessionProgressTimeout: -3,
  sessionProgressSdpTimeout: -4,
  ringingTimeout: -5,
  transactionTimeout: -6,
  transportError: -7,
  sessionTimeout: -8,
  noTimerLimit: -9,
  lineLimit: -10,
  noRoute: -11,
  disconnectedByOperator: -12,
  serverStopped: -13,
  serverRestart: -14,
  ackTimeout: -15,
  internalError: -16,
  gatewayUnavailable: -17,
} as const
