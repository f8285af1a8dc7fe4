import { pino, type Logger as Pino } from 'pino'
import type { LogFacts, Logger } from '../kernel/logger.ts'
import type { LogLevel } from './log-levels.ts'

/** Names whose values never reach a log, however deep the mistake that handed them over. */
const concealedNames = ['password', '*.password', 'token', '*.token', 'authorization']

/** The log of this process: JSON lines on standard error. */
export function createProcessLog(level: LogLevel): Logger {
  const destination = pino.destination({ dest: 2, sync: true })
  return scoped(pino({ level, base: null, redact: concealedNames }, destination), '')
}

function scoped(root: Pino, name: string): Logger {
  const target = name === '' ? root : root.child({ scope: name })
  const write = (level: Exclude<LogLevel, 'silent'>) => (message: string, facts?: LogFacts) => {
    // pino knows errors by the name `err`.
    const { error, ...others } = facts ?? {}
    target[level](error === undefined ? others : { ...others, err: error }, message)
  }
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    scope: (inner) => scoped(root, name === '' ? inner : `${name}.${inner}`),
  }
}
