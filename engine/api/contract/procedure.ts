import { z } from 'zod'

/** Each role may do what those before it may. */
export const roles = ['viewer', 'operator', 'administrator'] as const
export type Role = (typeof roles)[number]

/** The least role that may call; `anyone` = also somebody who has not signed in. */
export type Access = Role | 'anyone'

/** One procedure of the management interface. */
export interface Procedure<A extends Access, I extends z.ZodType, O extends z.ZodType> {
  readonly role: A
  /** The audit log keeps who called it, with what came of it. */
  readonly audit: boolean
  readonly input: I
  readonly output: O
}

export const procedure = <A extends Access, I extends z.ZodType, O extends z.ZodType>(
  role: A,
  audit: boolean,
  input: I,
  output: O,
): Procedure<A, I, O> => ({ role, audit, input, output })

/** No input, or nothing to tell. */
export const nothing = z.strictObject({})
export const openObject = z.record(z.string(), z.unknown())
export const name = z.string({ error: 'a name' }).min(1, { error: 'a name' })
export const gatewayKind = z.enum(['routing', 'mapping'], { error: 'one of routing, mapping' })
export const count = z.int()

const epochAllowed = 'milliseconds since the epoch'
/** A moment, in milliseconds since the epoch. */
export const moment = z.number({ error: epochAllowed }).min(0, { error: epochAllowed })
/** Number of an edit in the undo journal; null = nothing was changed, so there is nothing to undo. */
export const editNumber = z.int().nullable()
