/** Alarm types: VOS3000 numbers where one exists, ours from 30000. */
export const alarmTypes = {
  routingGatewayAsr: 20000,
  routingGatewayAcd: 20001,
  routingGatewayConcurrencyDrop: 20002,
  disk: 20005,
  pendingRecords: 20006,
  database: 20017,
  clockSkew: 20021,
  routingGatewayConcurrencyRise: 20022,
  publicationStale: 30001,
  publishTargetUnreachable: 30002,
  publishTargetUnfit: 30003,
  minExpiresConflict: 30004,
  publishExpireDiffers: 30005,
  lineLimitExceeded: 30006,
  ledgerDifference: 30007,
  publicationExpiredAtTarget: 30008,
  registrationFailed: 30009,
  gatewayOffline: 30010,
  sharedStoreLost: 30011,
  listenFailed: 30012,
} as const

export type AlarmTypeName = keyof typeof alarmTypes

/** 0 general, 1 minor, 2 major, 3 critical. */
export type AlarmLevel = 0 | 1 | 2 | 3

/** What raises an alarm; the same type and subject is the same alarm until it clears. */
export interface AlarmCondition {
  readonly type: AlarmTypeName
  /** Gateway, target or node that the alarm is about. */
  readonly subject: string
  readonly level: AlarmLevel
  readonly text: string
  readonly value?: number
  readonly upper?: number
  readonly lower?: number
}

export interface Alarm {
  readonly id: number
  readonly type: AlarmTypeName
  readonly subject: string
  readonly level: AlarmLevel
  readonly text: string
  readonly value: number | null
  readonly upper: number | null
  readonly lower: number | null
  readonly startedAtMs: number
  /** null while the condition lasts. */
  readonly stoppedAtMs: number | null
  readonly confirmedBy: string | null
  readonly confirmedAtMs: number | null
}

/** Where the engine's parts report conditions; raising twice or clearing what is not raised is harmless. */
export interface AlarmSink {
  raise(condition: AlarmCondition): void
  clear(type: AlarmTypeName, subject: string): void
}
