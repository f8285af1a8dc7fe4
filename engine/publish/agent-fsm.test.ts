import { describe, expect, it } from 'vitest'
import { agentStep, isInFlight } from './agent-fsm.ts'
import type { AgentInput, AgentState } from './agent-fsm.ts'

const states: readonly AgentState[] = [
  'idle',
  'publishing',
  'published',
  'refreshing',
  'modifying',
  'removing',
  'retrying',
  'unfit',
]

/** Every pair of state and input; a dot = ignored. */
const expected: { readonly [I in AgentInput]: readonly (AgentState | '.')[] } = {
  //          idle          publishing    published     refreshing    modifying     removing    retrying      unfit
  publish: ['publishing', '.', 'publishing', '.', '.', '.', 'publishing', 'publishing'],
  refresh: ['.', '.', 'refreshing', '.', '.', '.', 'refreshing', '.'],
  modify: ['.', '.', 'modifying', '.', '.', '.', 'modifying', '.'],
  remove: ['.', '.', 'removing', '.', '.', '.', 'removing', '.'],
  accepted: ['.', 'published', '.', 'published', 'published', 'idle', '.', '.'],
  challenged: ['.', 'publishing', '.', 'refreshing', 'modifying', 'removing', '.', '.'],
  tagUnknown: ['.', 'retrying', '.', 'publishing', 'publishing', 'idle', '.', '.'],
  tooBrief: ['.', 'publishing', '.', 'refreshing', 'modifying', 'idle', '.', '.'],
  refused: ['.', 'unfit', '.', 'unfit', 'unfit', 'idle', '.', '.'],
  failed: ['.', 'retrying', '.', 'retrying', 'retrying', 'retrying', '.', '.'],
  lapsed: ['.', '.', 'retrying', 'refreshing', 'modifying', 'removing', 'retrying', '.'],
}

describe('the state machine of a publication at a target', () => {
  for (const [input, row] of Object.entries(expected)) {
    it.each(states.map((state, i) => [state, row[i] ?? '.'] as const))(
      `${input} in %s leads to %s`,
      (state, to) => {
        expect(agentStep(state, input as AgentInput)?.to ?? '.').toBe(to)
      },
    )
  }

  it('sends nothing while a request is in flight but what answers it', () => {
    for (const state of states.filter(isInFlight)) {
      for (const input of ['publish', 'refresh', 'modify', 'remove'] as const) {
        expect(agentStep(state, input)).toBeUndefined()
      }
    }
  })

  it('forgets the tag before it publishes afresh after 412', () => {
    expect(agentStep('refreshing', 'tagUnknown')?.actions).toEqual(['forgetTag', 'sendInitial'])
  })
})
