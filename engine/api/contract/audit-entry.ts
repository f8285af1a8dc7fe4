/** Who does something, and from where. */
export interface Actor {
  readonly name: string
  /** Address of the client, or `command line`. */
  readonly from: string
}

/** Changed fields of an object, secrets replaced; null = the object did not exist. */
export type AuditFacts = Readonly<Record<string, unknown>> | null

/** What was done, as the doer states it; the log adds number and time. */
export interface AuditStatement {
  readonly actor: Actor
  /** `noun.verb`, for example `routingGateway.modify`. */
  readonly action: string
  /** Name of what was acted on: gateway, parameter, user, call. */
  readonly object: string
  readonly before: AuditFacts
  readonly after: AuditFacts
}

/** One line of the audit log; never changed once written. */
export interface AuditEntry extends AuditStatement {
  readonly id: number
  readonly atMs: number
}

/** Which lines of the audit log to read, newest first. */
export interface AuditFilter {
  readonly fromMs?: number
  /** Exclusive. */
  readonly toMs?: number
  readonly actor?: string
  /** Whole action or its noun: `routingGateway` finds create, modify and delete. */
  readonly action?: string
  readonly object?: string
  /** Lines older than this one: the last id of the page before. */
  readonly beforeId?: number
  /** Page size, 200 when absent, at most 10,000. */
  readonly limit?: number
}

/** Shown in place of a secret that is set. */
export const concealed = '••••••'
