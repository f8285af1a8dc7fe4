/** What the stand-in and the child that it forked tell each other, over Node's own channel. */
export type UtilityFrame =
  | { readonly kind: 'message'; readonly data: unknown; readonly ports: readonly number[] }
  | { readonly kind: 'port'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'portClosed'; readonly port: number }
