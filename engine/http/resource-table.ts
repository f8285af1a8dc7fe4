import type { FeedName } from '../api/contract/feeds.ts'
import type { ProcedureName } from '../api/contract/procedures.ts'

/*
 * The daily operations by address: `/api/v1/<resource>`. Each row names the procedure that answers, or the live list
 * whose present rows do. Parts of the path and the query are fields of the procedure's input; so are the fields of the
 * body, unless the body is one field of its own.
 */

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** An address that a procedure answers. */
export interface ProcedureResource {
  readonly method: Method
  /** Below `/api/v1`, with `:field` for fields of the input. */
  readonly path: string
  readonly procedure: ProcedureName
  /** Fields of the input that the address stands for. */
  readonly fixed?: Readonly<Record<string, string>>
  /** The field that the whole body is. */
  readonly bodyField?: string
}

/** An address where the present rows of a live list are read. */
export interface ListResource {
  readonly method: 'GET'
  readonly path: string
  readonly list: FeedName
}

const gateways = (kind: 'routing' | 'mapping'): readonly ProcedureResource[] => {
  const all = `/${kind}-gateways`
  const one = `${all}/:name`
  const fixed = { kind }
  return [
    { method: 'GET', path: all, procedure: 'gateway.list', fixed },
    { method: 'POST', path: all, procedure: 'gateway.add', fixed, bodyField: 'fields' },
    { method: 'GET', path: one, procedure: 'gateway.get', fixed },
    { method: 'PATCH', path: one, procedure: 'gateway.set', fixed, bodyField: 'changes' },
    { method: 'DELETE', path: one, procedure: 'gateway.remove', fixed },
  ]
}

/** Other softswitches, read by their web interface. */
const attached: readonly ProcedureResource[] = [
  { method: 'GET', path: '/attached', procedure: 'attached.list' },
  { method: 'POST', path: '/attached', procedure: 'attached.add' },
  {
    ...{ method: 'PATCH', path: '/attached/:name', procedure: 'attached.set' },
    bodyField: 'changes',
  },
  { method: 'DELETE', path: '/attached/:name', procedure: 'attached.remove' },
  {
    ...{ method: 'GET', path: '/attached/:server/routing-gateways' },
    procedure: 'attached.routingGateways',
  },
  {
    ...{ method: 'PATCH', path: '/attached/:server/routing-gateways/:name' },
    ...{ procedure: 'attached.setGateway', bodyField: 'changes' },
  },
  { method: 'GET', path: '/attached/:server/online', procedure: 'attached.online' },
  { method: 'GET', path: '/attached/:server/calls', procedure: 'attached.calls' },
  { method: 'GET', path: '/attached/:server/records', procedure: 'attached.records' },
  { method: 'GET', path: '/attached/:server/check', procedure: 'attached.check' },
]

export const procedureResources: readonly ProcedureResource[] = [
  { method: 'GET', path: '/status', procedure: 'engine.status' },
  { method: 'GET', path: '/parameters', procedure: 'param.list' },
  { method: 'GET', path: '/parameters/:name', procedure: 'param.get' },
  { method: 'PATCH', path: '/parameters', procedure: 'param.set', bodyField: 'changes' },
  { method: 'GET', path: '/settings', procedure: 'settings.get' },
  { method: 'PATCH', path: '/settings', procedure: 'settings.set', bodyField: 'changes' },
  ...gateways('routing'),
  ...gateways('mapping'),
  { method: 'GET', path: '/edits', procedure: 'edit.list' },
  { method: 'POST', path: '/edits/:edit/undo', procedure: 'edit.undo' },
  { method: 'GET', path: '/profiles', procedure: 'profile.list' },
  { method: 'POST', path: '/profiles', procedure: 'profile.save', bodyField: 'document' },
  { method: 'DELETE', path: '/profiles/:id', procedure: 'profile.remove' },
  { method: 'POST', path: '/profiles/:id/plan', procedure: 'profile.plan' },
  { method: 'POST', path: '/profiles/:id/apply', procedure: 'profile.apply' },
  { method: 'GET', path: '/checklist', procedure: 'checklist.list' },
  { method: 'POST', path: '/checklist/run', procedure: 'checklist.run' },
  { method: 'POST', path: '/checklist/stop', procedure: 'checklist.stop' },
  { method: 'PATCH', path: '/checklist/points/:point/note', procedure: 'checklist.note' },
  { method: 'POST', path: '/checklist/exemptions', procedure: 'checklist.exempt' },
  { method: 'DELETE', path: '/checklist/exemptions/:gateway', procedure: 'checklist.unexempt' },
  { method: 'GET', path: '/checklist/report', procedure: 'checklist.report' },
  { method: 'GET', path: '/audit', procedure: 'audit.list' },
  { method: 'GET', path: '/findings', procedure: 'finding.list' },
  { method: 'GET', path: '/findings/:finding/fixes/:fix', procedure: 'finding.planFix' },
  { method: 'POST', path: '/findings/:finding/fixes/:fix', procedure: 'finding.applyFix' },
  { method: 'DELETE', path: '/calls/:callIds', procedure: 'call.disconnect' },
  { method: 'GET', path: '/records', procedure: 'record.list' },
  { method: 'GET', path: '/records/totals', procedure: 'record.totals' },
  { method: 'GET', path: '/alarms/history', procedure: 'alarm.history' },
  { method: 'POST', path: '/alarms/:ids/confirmation', procedure: 'alarm.confirm' },
  { method: 'POST', path: '/publications/:gateway/refresh', procedure: 'publication.refresh' },
  { method: 'DELETE', path: '/publications/:entityTag', procedure: 'publication.remove' },
  { method: 'POST', path: '/registrations/:gateway/refresh', procedure: 'registration.refresh' },
  ...attached,
]

export const listResources: readonly ListResource[] = [
  { method: 'GET', path: '/online/routing-gateways', list: 'routingOnline' },
  { method: 'GET', path: '/online/mapping-gateways', list: 'mappingOnline' },
  { method: 'GET', path: '/calls', list: 'calls' },
  { method: 'GET', path: '/alarms', list: 'alarms' },
  { method: 'GET', path: '/publications', list: 'publications' },
  { method: 'GET', path: '/registrations', list: 'registrations' },
  { method: 'GET', path: '/watchers', list: 'watchers' },
]
