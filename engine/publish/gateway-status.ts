/** Status words of a routing gateway, from free to closed. */
export const statusWords = [
  'available',
  'reduced',
  'last-resort',
  'full',
  'locked',
  'suspended',
] as const

export type StatusWord = (typeof statusWords)[number]

/** What one node publishes about one routing gateway. */
export interface GatewayStatus {
  readonly gatewayId: string
  readonly node: string
  readonly active: number
  /** 0 = unlimited. */
  readonly capacity: number
  readonly status: StatusWord
  readonly attempts: number
  readonly answers: number
  readonly sequence: number
}

/** What each node says about itself, so that differences between nodes come to light. */
export interface NodeAnnouncement {
  readonly name: string
  readonly version: string
  /** Its SS_SIP_PUBLISH_EXPIRE. */
  readonly publishExpireSeconds: number
  /** Its wall clock when the body was written. */
  readonly clockMs: number
}

const closedWords: ReadonlySet<StatusWord> = new Set(['full', 'locked', 'suspended'])

/** PIDF basic status: open unless locked, suspended or full. */
export function isOpen(status: StatusWord): boolean {
  return !closedWords.has(status)
}

export function isStatusWord(text: string): text is StatusWord {
  return (statusWords as readonly string[]).includes(text)
}

/** True when two states would make the same document, apart from its sequence number. */
export function sameNumbers(a: GatewayStatus, b: GatewayStatus): boolean {
  return (
    a.active === b.active &&
    a.status === b.status &&
    a.capacity === b.capacity &&
    a.attempts === b.attempts &&
    a.answers === b.answers
  )
}
