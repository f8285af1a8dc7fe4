/** Outcome of an operation whose failure the caller expects. */
export type Result<T, F> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: F }

export const success = <T>(value: T): { readonly ok: true; readonly value: T } => ({
  ok: true,
  value,
})

export const failure = <F>(fault: F): { readonly ok: false; readonly fault: F } => ({
  ok: false,
  fault,
})
