import { describe, expect, test } from 'vitest'
import type { StateTable } from '../sip/transaction/finite-state-machine.ts'

/** One cell of a state table: state, input, and `next: actions` or `ignored`. */
export type ExpectedCell<S extends string, I extends string> = readonly [S, I, string]

/** Holds a state table against a list that names every pair of state and input, the ignored ones too. */
export function stateTableSuite<S extends string, I extends string, A extends string>(
  table: StateTable<S, I, A>,
  inputs: readonly I[],
  cells: readonly ExpectedCell<S, I>[],
): void {
  const states = Object.keys(table) as S[]
  test('every pair of state and input is listed once', () => {
    const listed = cells.map(([state, input]) => `${state} ${input}`)
    const all = states.flatMap((state) => inputs.map((input) => `${state} ${input}`))
    expect([...listed].sort()).toEqual(all.sort())
  })
  test('no input is in the table that is not in the list', () => {
    for (const state of states) {
      for (const input of Object.keys(table[state])) expect(inputs).toContain(input)
    }
  })
  describe('pairs', () => {
    test.each(cells)('%s on %s: %s', (state, input, expected) => {
      const step = table[state][input]
      const shown = step === undefined ? 'ignored' : `${step.to}: ${step.actions.join(' ')}`.trim()
      expect(shown).toBe(expected)
    })
  })
}
