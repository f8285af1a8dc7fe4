import { z } from 'zod'
import type { Wording } from './wording.ts'

/*
 * What guidance says and on what grounds: a code with its values, worded alike in the client, on the command line and in
 * reports, and where the fact can be looked up.
 */

/** Where a fact can be looked up; each shell knows which window or command shows it. */
export const evidenceSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('parameter'), name: z.string() }),
  z.object({ kind: z.literal('setting'), field: z.string() }),
  z.object({ kind: z.literal('routingGateway'), name: z.string() }),
  z.object({ kind: z.literal('routingOnline'), name: z.string() }),
  /** Rows of the trace; `sequence` names one message. */
  z.object({
    kind: z.literal('trace'),
    method: z.string().optional(),
    gateway: z.string().optional(),
    sequence: z.int().optional(),
  }),
  z.object({ kind: z.literal('publications'), gateway: z.string() }),
  z.object({ kind: z.literal('records'), gateway: z.string() }),
  z.object({ kind: z.literal('analysis'), gateway: z.string() }),
  z.object({ kind: z.literal('nodes') }),
  z.object({ kind: z.literal('labRun'), run: z.int() }),
])

export const evidence = z.object({
  /** Names a wording; never reused for another sense. */
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  /** null = it says all that there is. */
  source: evidenceSource.nullable(),
})

/** One field that an edit would change; values in the form that documents use, secrets concealed. */
export const plannedField = z.object({
  object: z.enum(['parameter', 'setting', 'routing gateway', 'mapping gateway']),
  /** Name of the parameter or gateway; empty for a setting. */
  name: z.string(),
  field: z.string(),
  from: z.unknown(),
  to: z.unknown(),
})

export type EvidenceSource = Readonly<z.infer<typeof evidenceSource>>
export type Evidence = Readonly<z.infer<typeof evidence>>
export type PlannedField = Readonly<z.infer<typeof plannedField>>

/** Every sentence of one kind of evidence by its code. */
export type Wordings = Readonly<Record<string, Wording>>
