import type { PlanResult } from '../api/contract/plan-procedures.ts'

/** What the thread of a plan says. */
export type PlanWord =
  | { readonly kind: 'progress'; readonly part: number }
  | { readonly kind: 'done'; readonly result: PlanResult }
