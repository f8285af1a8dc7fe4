/** Where a publication stands at one target, RFC 3903 §4:
 *
 *   idle --publish--> publishing --accepted--> published --refresh--> refreshing --accepted--+
 *                        ^  ^                   ^  |   \---modify---> modifying ---accepted--+
 *                        |  +----tagUnknown-----|--|----------------- (412, from both)       |
 *                        |                      +--|-----------------------------------------+
 *                        |                         +--remove--> removing --any answer--> idle
 *   failed, from any of them --> retrying --publish, refresh, modify, remove--> (again)
 *   unfit, from any of them  --> unfit --publish (hourly)--> publishing */
export type AgentState =
  | 'idle'
  | 'publishing'
  | 'published'
  | 'refreshing'
  | 'modifying'
  | 'removing'
  | 'retrying'
  | 'unfit'

/** What can happen to a publication. */
export type AgentInput =
  | 'publish'
  | 'refresh'
  | 'modify'
  | 'remove'
  /** 2xx */
  | 'accepted'
  /** 401 or 407, and credentials at hand */
  | 'challenged'
  /** 412 */
  | 'tagUnknown'
  /** 423 */
  | 'tooBrief'
  /** 404, 405, 415, 489 and the like: the target will not do this */
  | 'refused'
  /** timeout, transport error, 5xx */
  | 'failed'
  /** the granted lifetime is over */
  | 'lapsed'

export type AgentAction =
  | 'sendInitial'
  | 'sendRefresh'
  | 'sendModify'
  | 'sendRemove'
  | 'keepTag'
  | 'forgetTag'
  | 'showExpired'
  | 'waitForRetry'
  | 'waitAnHour'
  | 'finish'

export interface AgentStep {
  readonly to: AgentState
  readonly actions: readonly AgentAction[]
}

type AgentTable = {
  readonly [S in AgentState]: { readonly [I in AgentInput]?: AgentStep }
}

const initial: AgentStep = { to: 'publishing', actions: ['sendInitial'] }
const refresh: AgentStep = { to: 'refreshing', actions: ['sendRefresh'] }
const modify: AgentStep = { to: 'modifying', actions: ['sendModify'] }
const remove: AgentStep = { to: 'removing', actions: ['sendRemove'] }
const accepted: AgentStep = { to: 'published', actions: ['keepTag'] }
/** RFC 3903 §5: 412 is never sent again; the publication begins afresh. */
const afresh: AgentStep = { to: 'publishing', actions: ['forgetTag', 'sendInitial'] }
const failed: AgentStep = { to: 'retrying', actions: ['waitForRetry'] }
const refused: AgentStep = { to: 'unfit', actions: ['forgetTag', 'waitAnHour'] }
const finished: AgentStep = { to: 'idle', actions: ['forgetTag', 'finish'] }
const expired = (to: AgentState): AgentStep => ({ to, actions: ['forgetTag', 'showExpired'] })

export const agentTable: AgentTable = {
  idle: { publish: initial },
  publishing: {
    accepted,
    challenged: initial,
    tagUnknown: failed,
    tooBrief: initial,
    refused,
    failed,
  },
  published: { publish: initial, refresh, modify, remove, lapsed: expired('retrying') },
  refreshing: {
    accepted,
    challenged: refresh,
    tagUnknown: afresh,
    tooBrief: refresh,
    refused,
    failed,
    lapsed: expired('refreshing'),
  },
  modifying: {
    accepted,
    challenged: modify,
    tagUnknown: afresh,
    tooBrief: modify,
    refused,
    failed,
    lapsed: expired('modifying'),
  },
  removing: {
    accepted: finished,
    challenged: remove,
    tagUnknown: finished,
    tooBrief: finished,
    refused: finished,
    failed,
    lapsed: { to: 'removing', actions: ['forgetTag'] },
  },
  retrying: { publish: initial, refresh, modify, remove, lapsed: expired('retrying') },
  unfit: { publish: initial },
}

/** The step for an input, or undefined when it means nothing in that state. */
export function agentStep(state: AgentState, input: AgentInput): AgentStep | undefined {
  return agentTable[state][input]
}

/** A request is under way and its answer outstanding (RFC 3903 §4: one at a time). */
export function isInFlight(state: AgentState): boolean {
  switch (state) {
    case 'publishing':
    case 'refreshing':
    case 'modifying':
    case 'removing':
      return true
    default:
      return false
  }
}
