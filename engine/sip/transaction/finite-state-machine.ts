/** What one input does in one state. */
export interface Step<S extends string, A extends string> {
  readonly to: S
  readonly actions: readonly A[]
}

/** A state machine as a table; an input that is not listed is ignored in that state. */
export type StateTable<S extends string, I extends string, A extends string> = {
  readonly [State in S]: { readonly [Input in I]?: Step<S, A> }
}
