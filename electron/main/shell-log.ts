import { openRotatingFile } from './rotating-file.ts'

type Facts = Readonly<Record<string, unknown>>

/** The log of the desktop itself, and beside it that of the engine as the engine writes it. */
export interface ShellLog {
  readonly folder: string
  info(message: string, facts?: Facts): void
  warn(message: string, facts?: Facts): void
  error(message: string, facts?: Facts): void
  /** A line of the engine's own log. */
  engineLine(line: string): void
}

// The numbers that the engine's log has for its levels: one reader for both files.
const levels = { info: 30, warn: 40, error: 50 } as const

export function openShellLog(folder: string): ShellLog {
  const desktop = openRotatingFile(folder, 'desktop')
  const engine = openRotatingFile(folder, 'engine')
  const write =
    (level: keyof typeof levels) =>
    (message: string, facts: Facts = {}): void => {
      const line = { level: levels[level], time: Date.now(), ...plain(facts), msg: message }
      desktop.writeLine(JSON.stringify(line))
    }
  return {
    folder,
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    engineLine: (line) => engine.writeLine(line),
  }
}

/** Errors have no enumerable fields, and would be written as `{}`. */
const plain = (facts: Facts): Facts =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      value instanceof Error ? (value.stack ?? value.message) : value,
    ]),
  )
