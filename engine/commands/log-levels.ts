export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const

/** Least level that is logged. */
export type LogLevel = (typeof logLevels)[number]
