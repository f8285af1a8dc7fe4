import { z } from 'zod'
import { evidence, evidenceSource, plannedField } from './evidence.ts'
import { integer } from './fields.ts'
import { editNumber, name, nothing, procedure } from './procedure.ts'

/*
 * Troubleshooting: what the engine finds wrong with concurrency control by PUBLISH while it runs, on what grounds, and what
 * mends it. Feed `findings` holds what is found now; a finding goes when its condition does.
 */

export const findingRules = ['overload', 'stale', 'excess', 'conflict'] as const

/** Every condition that is watched; each is found once, however many gateways or nodes it concerns. */
export const findingIds = [
  'overload.active',
  'overload.unpublished',
  'overload.unenforced',
  'stale.lifetime',
  'stale.error',
  'excess.lifetime',
  'excess.rate',
  'conflict.parameter',
  'conflict.view',
  'conflict.expired',
  'conflict.delay',
] as const

/** What mends a finding: an edit of the configuration, or a window where somebody must look or decide. */
export const findingFixes = [
  'allowPublish',
  'enforceLimit',
  'setLimit',
  'equalLimit',
  'lowerExpire',
  'highTrafficExpire',
  'raiseExpire',
  'clusterExpire',
  'equalExpire',
  'uncheckDormant',
  'showTrace',
  'showPublications',
  'checkLatency',
  'publishOnChange',
  'publishPace',
] as const

const fixOffer = z.object({
  fix: z.enum(findingFixes),
  /** The number that a person may choose; null = there is none to choose. */
  value: z.object({ suggested: z.int(), min: z.int(), max: z.int() }).nullable(),
  /** What it opens; null = it is an edit. */
  source: evidenceSource.nullable(),
})

export const findingRow = z.object({
  id: z.enum(findingIds),
  rule: z.enum(findingRules),
  /** `serious`: calls go wrong, or are about to. */
  severity: z.enum(['serious', 'warning']),
  sinceMs: z.number(),
  /** Worst first; of many gateways the first twenty, and how many more. */
  evidence: z.array(evidence).readonly(),
  fixes: z.array(fixOffer).readonly(),
})

const namesAllowed = 'at least one gateway, at most 10000'
const fixQuestion = z.strictObject({
  finding: z.enum(findingIds, { error: `one of ${findingIds.join(', ')}` }),
  fix: z.enum(findingFixes, { error: `one of ${findingFixes.join(', ')}` }),
  /** In place of the suggested one. */
  value: integer(1, 100_000).optional(),
  /** Only these of the gateways; absent = all of the finding. */
  gateways: z
    .array(name)
    .min(1, { error: namesAllowed })
    .max(10_000, { error: namesAllowed })
    .optional(),
})

export const findingProcedures = {
  'finding.list': procedure('viewer', false, nothing, z.array(findingRow)),
  /** What a fix would change. */
  'finding.planFix': procedure(
    'viewer',
    false,
    fixQuestion,
    z.object({ fields: z.array(plannedField).readonly() }),
  ),
  /** Makes the changes as one edit, which `edit.undo` takes back. */
  'finding.applyFix': procedure(
    'operator',
    true,
    // What was planned; when the fix would change something else by now, it is a conflict.
    fixQuestion.extend({ expected: z.array(plannedField).max(20_000).readonly().optional() }),
    z.object({ edit: editNumber }),
  ),
} as const

export type FindingRule = (typeof findingRules)[number]
export type FindingId = (typeof findingIds)[number]
export type FindingFix = (typeof findingFixes)[number]
export type FixOffer = Readonly<z.infer<typeof fixOffer>>
export type FindingRow = Readonly<z.infer<typeof findingRow>>
export type FixQuestion = Readonly<z.infer<typeof fixQuestion>>
