import type { AuditFacts } from '../contract/audit-entry.ts'
import type { Caller, Checked, Handlers, Output, Visitor } from '../contract/procedures.ts'
import type { AuditBook } from './handler-ports.ts'

/** What a line of the audit log says of an operation. */
interface Line {
  readonly object: string
  readonly after: AuditFacts
}

type Operation =
  | 'session.signOut'
  | 'config.export'
  | 'call.disconnect'
  | 'alarm.confirm'
  | 'publication.refresh'
  | 'publication.remove'
  | 'registration.refresh'
  | 'labScenario.save'
  | 'labScenario.remove'
  | 'labScenario.run'
  | 'labScenario.stop'
  | 'labGateway.add'
  | 'labGateway.set'
  | 'labGateway.remove'
  | 'labGenerator.start'
  | 'labGenerator.stop'
  | 'labGenerator.remove'
  | 'capture.begin'
  | 'profile.apply'
  | 'profile.save'
  | 'profile.remove'
  | 'checklist.run'
  | 'checklist.stop'
  | 'checklist.note'
  | 'checklist.exempt'
  | 'checklist.unexempt'

/** Operations that commit nothing which would write its own line, or whose sense those lines do not tell; and what theirs say. */
const operations: {
  readonly [N in Operation]: (input: Checked<N>, output: Output<N>, caller: Caller) => Line
} = {
  'session.signOut': (_input, _output, caller) => ({ object: caller.name, after: null }),
  'config.export': ({ passphrase }) => ({
    object: 'configuration',
    after: { withSecrets: passphrase !== undefined },
  }),
  'call.disconnect': ({ callIds }, after) => ({ object: listed(callIds), after }),
  'alarm.confirm': ({ ids }, after) => ({ object: listed(ids), after }),
  'publication.refresh': ({ gateway }) => ({ object: gateway, after: null }),
  'publication.remove': ({ entityTag }) => ({ object: entityTag, after: null }),
  'registration.refresh': ({ gateway }) => ({ object: gateway, after: null }),
  'labScenario.save': (_input, { name }) => ({ object: name, after: null }),
  'labScenario.remove': ({ name }) => ({ object: name, after: null }),
  'labScenario.run': ({ name }, { run }) => ({ object: name, after: { run } }),
  'labScenario.stop': ({ run }) => ({ object: String(run), after: null }),
  'labGateway.add': ({ name }, { address, port }) => ({ object: name, after: { address, port } }),
  'labGateway.set': ({ name, changes }) => ({ object: name, after: changes }),
  'labGateway.remove': ({ name }) => ({ object: name, after: null }),
  'labGenerator.start': ({ name, totalCalls }) => ({ object: name, after: { totalCalls } }),
  'labGenerator.stop': ({ name }, { placed }) => ({ object: name, after: { placed } }),
  'labGenerator.remove': ({ name }) => ({ object: name, after: null }),
  'capture.begin': ({ name }, { capture }) => ({ object: name, after: { capture } }),
  'profile.apply': ({ id, gateways }, { edit }) => ({
    object: id,
    after: { edit, gateways: gateways.length },
  }),
  'profile.save': (_input, { id }) => ({ object: id, after: null }),
  'profile.remove': ({ id }) => ({ object: id, after: null }),
  'checklist.run': ({ gateway = '' }, { points }) => ({
    object: gateway === '' ? 'checklist' : gateway,
    after: { points },
  }),
  'checklist.stop': () => ({ object: 'checklist', after: null }),
  'checklist.note': ({ point, text }) => ({ object: `point ${point}`, after: { text } }),
  'checklist.exempt': ({ gateway, reason }) => ({ object: gateway, after: { reason } }),
  'checklist.unexempt': ({ gateway }) => ({ object: gateway, after: null }),
}

type AnyHandler = (input: unknown, caller: Caller, visitor: Visitor) => unknown
type AnyLine = (input: unknown, output: unknown, caller: Caller) => Line

/** The handlers, with a line of the audit log for each of these operations that succeeds. */
export function withAudit(handlers: Handlers, auditLog: AuditBook): Handlers {
  const withLine = Object.entries(operations).map(([action, operation]) => {
    // The name selected both, which the compiler cannot follow.
    const handler = handlers[action as Operation] as AnyHandler
    const lineOf = operation as AnyLine
    const audited: AnyHandler = async (input, caller, visitor) => {
      const output = await handler(input, caller, visitor)
      const actor = { name: caller.name, from: caller.from }
      auditLog.append({ actor, action, before: null, ...lineOf(input, output, caller) })
      return output
    }
    return [action, audited]
  })
  return { ...handlers, ...Object.fromEntries(withLine) } as Handlers
}

const mostListed = 20

/** Numbers as one object: `3, 4, 5`. */
function listed(numbers: readonly number[]): string {
  const more = numbers.length - mostListed
  const shown = numbers.slice(0, mostListed).join(', ')
  return more > 0 ? `${shown} and ${more} more` : shown
}
