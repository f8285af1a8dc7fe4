import { z } from 'zod'
import { evidence } from './evidence.ts'
import { integer } from './fields.ts'
import { gatewayName } from './gateways.ts'
import { name, nothing, procedure } from './procedure.ts'
import { spokenLanguages } from './wording.ts'

/*
 * The configuration checklist: eight points, each verified on the running engine, with the evidence for its result. Feed
 * `checklist` holds them while they are verified and afterwards; results and notes outlive a restart.
 */

/** In the order in which they are done. */
export const checkPoints = [1, 2, 3, 4, 5, 6, 7, 8] as const
const pointsAllowed = `points from 1 to ${checkPoints.length}`
const point = z.literal(checkPoints, { error: pointsAllowed })

export const checkResults = ['passed', 'failed', 'not applicable', 'not yet'] as const

const said = { by: z.string(), atMs: z.number() }

/** A gateway that needs no Allow Publish, as somebody decided. */
const exemption = z.object({ gateway: z.string(), reason: z.string(), ...said })

export const checklistRow = z.object({
  point,
  /** `waiting` = its turn comes in the run under way. */
  state: z.enum(['idle', 'waiting', 'running']),
  /** null = it has not been verified yet. */
  result: z.enum(checkResults).nullable(),
  /** Some of the evidence comes from virtual time and a network without sockets. */
  isSimulated: z.boolean(),
  /** What speaks against comes first. */
  evidence: z.array(evidence).readonly(),
  /** Why it could not be verified; empty = it could. The result is `not yet` then. */
  fault: z.string(),
  verifiedAtMs: z.number().nullable(),
  verifiedBy: z.string(),
  /** The only gateway that was looked at; empty = all. */
  gateway: z.string(),
  /** 0 to 1, while it runs. */
  progress: z.number(),
  /** What somebody has written about it; null = nothing. */
  note: z.object({ text: z.string(), ...said }).nullable(),
  /** Of the second point; empty at all others. */
  exemptions: z.array(exemption).readonly(),
})

const reasonAllowed = 'a reason of 1 to 500 characters'
const noteAllowed = 'text of at most 2000 characters'

export const checklistProcedures = {
  'checklist.list': procedure('viewer', false, nothing, z.array(checklistRow)),
  /** Verifies these points, or all, one after the other; the answer comes at once, the results by the feed. */
  'checklist.run': procedure(
    'operator',
    true,
    z.strictObject({
      points: z
        .array(point, { error: pointsAllowed })
        .min(1, { error: pointsAllowed })
        .max(checkPoints.length, { error: pointsAllowed })
        .optional(),
      /** Looks at this routing gateway alone. */
      gateway: gatewayName.optional(),
      /** Traffic and figures of this time count. */
      minutes: integer(1, 1440, 'minutes').default(60),
    }),
    z.object({ points: z.array(point).readonly() }),
  ),
  /** Ends the run under way; points that are not done keep the result they had. */
  'checklist.stop': procedure('operator', true, nothing, nothing),
  /** Writes a note to a point; an empty one takes it away. */
  'checklist.note': procedure(
    'operator',
    true,
    z.strictObject({ point, text: z.string({ error: noteAllowed }).max(2000, noteAllowed) }),
    nothing,
  ),
  /** Says that a routing gateway needs no Allow Publish. */
  'checklist.exempt': procedure(
    'operator',
    true,
    z.strictObject({
      gateway: gatewayName,
      reason: z
        .string({ error: reasonAllowed })
        .trim()
        .min(1, reasonAllowed)
        .max(500, reasonAllowed),
    }),
    nothing,
  ),
  'checklist.unexempt': procedure('operator', true, z.strictObject({ gateway: name }), nothing),
  /** The last results as one HTML page that needs nothing else. */
  'checklist.report': procedure(
    'viewer',
    false,
    z.strictObject({
      language: z.enum(spokenLanguages, { error: `one of ${spokenLanguages.join(', ')}` }),
    }),
    z.object({ html: z.string() }),
  ),
} as const

export type CheckPoint = (typeof checkPoints)[number]
export type CheckResult = (typeof checkResults)[number]
export type ChecklistRow = Readonly<z.infer<typeof checklistRow>>
export type Exemption = Readonly<z.infer<typeof exemption>>
