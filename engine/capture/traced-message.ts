import type { Endpoint, TransportProtocol } from '../sip/transport/transport.ts'

/** Sent by us, or received. */
export type Direction = 'sent' | 'received'

/** One message of the trace, as lists and ladders show it. */
export interface TracedMessage {
  /** Counts up by one per message from the start of the engine; the handle for paging and reading. */
  readonly sequence: number
  readonly timeMs: number
  readonly direction: Direction
  readonly protocol: TransportProtocol
  readonly local: Endpoint
  readonly remote: Endpoint
  /** Number of the connection; 0 = UDP. */
  readonly connection: number
  /** Gateways whose address the remote end is now. */
  readonly gateways: readonly string[]
  /** Of a PUBLISH and its answers: the gateway whose event state it is. */
  readonly speaksOf?: string
  readonly startLine: string
  /** Absent for a request. */
  readonly statusCode?: number
  /** Empty when the message has none. */
  readonly callId: string
  readonly cseq: string
  readonly lengthBytes: number
  /** False for bytes that are no SIP message. */
  readonly isParsed: boolean
}

/** What to look for; every given field must fit. */
export interface TraceFilter {
  /** Requests of this method, or of any of these, and the responses to them. */
  readonly method?: string | readonly string[]
  readonly statusCode?: number
  /** Messages of any of these calls: both legs of a ladder. */
  readonly callIds?: readonly string[]
  /** Messages to or from an address of this gateway, and publications that speak of it. */
  readonly gateway?: string
  readonly direction?: Direction
  readonly fromMs?: number
  readonly untilMs?: number
  /** Text anywhere in the message; credentials are not searched. */
  readonly text?: string
}

/** Where to look on, newest first. */
export interface TracePaging {
  /** Only messages older than this sequence number; absent = from the newest. */
  readonly before?: number
  readonly limit: number
}

/** One page of the trace, newest first. */
export interface TracePage {
  readonly messages: readonly TracedMessage[]
  /** `before` of the next page; absent when everything has been looked at. A page may be short and yet not the last. */
  readonly next?: number
}

/** How much the trace holds at most; whichever is reached first counts. */
export interface TraceLimits {
  readonly messages: number
  readonly bytes: number
}

/** How much the trace holds now; all 0 when that is nothing. */
export interface TraceHolding {
  readonly messages: number
  readonly bytes: number
  readonly oldestMs: number
  readonly newestMs: number
}
