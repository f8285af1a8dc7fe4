import type { Handlers } from '../contract/procedures.ts'
import type { HandlerPorts } from './handler-ports.ts'

/** Handler of `audit.list`. */
export function createAuditHandlers({ auditLog }: HandlerPorts): Pick<Handlers, 'audit.list'> {
  return {
    'audit.list': ({ limit, ...filter }) => {
      const given = Object.entries(filter).filter(([, value]) => value !== undefined)
      const entries = auditLog.read({ ...Object.fromEntries(given), limit })
      const isLastPage = entries.length < limit
      return { entries, next: isLastPage ? null : (entries.at(-1)?.id ?? null) }
    },
  }
}
