/** Plain facts that accompany a log line. */
export type LogFacts = Readonly<Record<string, unknown>>

/** A scoped logger, handed in; credentials never reach it. */
export interface Logger {
  debug(message: string, facts?: LogFacts): void
  info(message: string, facts?: LogFacts): void
  warn(message: string, facts?: LogFacts): void
  error(message: string, facts?: LogFacts): void
  /** The same log under a narrower name, for example `sip.transaction`. */
  scope(name: string): Logger
}

/** Swallows everything; for tests and tools. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  scope: () => silentLogger,
}
