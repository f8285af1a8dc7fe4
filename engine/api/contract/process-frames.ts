/*
 * What the engine's own process and the program that started it tell each other, as plain values. Logs go to standard
 * error, one JSON line each; windows speak to the engine over ports of their own.
 */

/** From the program that started the process. */
export type ParentFrame =
  /** First frame, once. */
  | {
      readonly kind: 'start'
      /** Data folder. */
      readonly folder: string
      /** Key of the secrets, 32 bytes; absent = the key file of the folder. */
      readonly key?: Uint8Array
      /** Web listener (command line, VOS3000 web interface, browsers); null = none. Port 0 = any. */
      readonly http: { readonly host: string; readonly port: number } | null
      /** SIP listeners for this run, as `--sip` of the command line takes them; absent = those of the settings. */
      readonly sip?: readonly string[]
      readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
    }
  /**
   * Carries one port: the visitor at its other end is the desktop user of this machine, signed in when `token` is that
   * of a session.
   */
  | { readonly kind: 'port'; readonly token?: string }
  /** From now on (or no more) no new call is taken; those in progress go on. */
  | { readonly kind: 'drain'; readonly on: boolean }
  /** Orderly stop: un-publish, un-register, flush; the process then ends by itself with code 0. */
  | { readonly kind: 'stop' }

/** From the engine's process. */
export type EngineFrame =
  | {
      readonly kind: 'ready'
      readonly node: string
      readonly sip: readonly string[]
      /** Address of the web listener; null = none, because none was wanted or its address is taken. */
      readonly http: string | null
    }
  /** It cannot run; the process then ends with code 1. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  /** On a change, at most once a second: what a stop would break off (active calls), what wants a look (current alarms). */
  | { readonly kind: 'load'; readonly busy: number; readonly attention: number }
