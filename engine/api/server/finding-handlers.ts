import type { findingProcedures } from '../contract/finding-procedures.ts'
import type { Handlers } from '../contract/procedures.ts'
import type { HandlerPorts } from './handler-ports.ts'
import { running } from './running-engine.ts'

/** Handlers of `finding.*`: they speak of the running engine alone. */
export function createFindingHandlers(
  ports: Pick<HandlerPorts, 'engine'>,
): Pick<Handlers, keyof typeof findingProcedures> {
  return {
    'finding.list': async () => [...(await running(ports).findings.list())],
    'finding.planFix': (question) => ({ fields: running(ports).findings.planFix(question) }),
    'finding.applyFix': ({ expected, ...question }, caller) => ({
      edit: running(ports).findings.applyFix(question, caller, expected),
    }),
  }
}
