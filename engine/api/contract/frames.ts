import type { FeedUpdate } from './feeds.ts'
import type { Answer } from './procedures.ts'

/*
 * What crosses a MessagePort or a WebSocket, as plain values. Every exchange has a number chosen by the client.
 * After a reconnect the client opens its feeds again with the `resume` mark of the last update it has; a server that
 * still knows the state behind that mark goes on with a difference, any other begins with a reset.
 */

export type ClientFrame =
  | { readonly id: number; readonly ask: string; readonly input: unknown }
  | {
      readonly id: number
      readonly feed: string
      readonly input: unknown
      readonly resume?: string
    }
  /** Ends a feed. */
  | { readonly id: number; readonly cancel: true }
  /** Frames taken so far, told every few of them on a carrier that does not show by itself that it is full. */
  | { readonly taken: number }

export type ServerFrame =
  /** First frame of every connection. `instance` is new with every start of the engine. */
  | { readonly hello: { readonly instance: string; readonly version: string } }
  | { readonly id: number; readonly answer: Answer }
  | { readonly id: number; readonly update: FeedUpdate<unknown>; readonly resume: string }
  /** The feed ended and sends nothing more: refused, or the session ended. */
  | { readonly id: number; readonly ended: Extract<Answer, { ok: false }> }
  /** The session of this connection ended (signed out, expired, removed): every feed has been ended. */
  | { readonly signedOut: true }
  /** Said when there was nothing else to say for some seconds, so that a client can tell silence from absence. */
  | { readonly beat: true }
