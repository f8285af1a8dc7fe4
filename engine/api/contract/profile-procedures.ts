import { z } from 'zod'
import { profileSwitches } from './deployment-profile.ts'
import { plannedField } from './evidence.ts'
import { integer } from './fields.ts'
import { count, editNumber, name, nothing, openObject, procedure } from './procedure.ts'

/*
 * Deployment profiles: presets of SS_SIP_PUBLISH_EXPIRE. Those of the program and one's own are listed together; the feed
 * `profiles` follows them. Applying one is one edit, which `edit.undo` puts back.
 */

const words = z.object({ en: z.string(), zh: z.string() })

export const profileRow = z.object({
  id: z.string(),
  name: words,
  why: words,
  minSeconds: z.int(),
  maxSeconds: z.int(),
  presetSeconds: z.int(),
  turnsOn: z.array(z.enum(profileSwitches)).readonly(),
  origin: z.enum(['shipped', 'own']),
  /** Why its file cannot be used; empty = it can. The other fields say nothing then. */
  fault: z.string(),
})

const manyAllowed = 'at most 10000 gateways'
const choice = {
  id: name,
  /** Absent = the preset; only the recommended range is taken. */
  expireSeconds: integer(30, 7200, 's').optional(),
  /** Routing gateways that become gateways of this profile. */
  gateways: z.array(name).max(10_000, { error: manyAllowed }).default([]),
}

/** What a plan was made on; a change of any of it in between is a conflict. */
const profileGround = z.strictObject({
  expire: z.string({ error: 'text' }),
  settingsVersion: z.int(),
  /** Versions of the chosen gateways, in the order of `gateways`. */
  gatewayVersions: z.array(z.int()),
  /** The profile itself, as one text. */
  profile: z.string({ error: 'text' }),
})

/** What refreshing costs: gateways × targets ÷ time between two refreshes. */
const rate = z.object({
  gateways: count,
  targets: count,
  expireSeconds: z.int(),
  refreshSeconds: z.number(),
  perSecond: z.number(),
})

/** One profile that gateways with Allow Publish will carry. */
const carriedProfile = z.object({
  id: z.string(),
  gateways: count,
  minSeconds: z.int(),
  maxSeconds: z.int(),
  presetSeconds: z.int(),
  /** Where the planned value lies from the recommended range of this profile. */
  fit: z.enum(['inside', 'below', 'above']),
  /** PUBLISH requests of its gateways at its own preset, and at that of the governing profile. */
  presetPerSecond: z.number(),
  governedPerSecond: z.number(),
})

const profilePlan = z.object({
  id: z.string(),
  expireSeconds: z.int(),
  /** Every field that would change; none = everything is so already. */
  changes: z.array(plannedField).readonly(),
  before: rate,
  after: rate,
  /** Shortest preset first; profiles that no longer exist are left out. */
  carried: z.array(carriedProfile).readonly(),
  /** With several profiles: the one whose preset is the shortest, since the value is one for all. null = one or none. */
  governing: z.string().nullable(),
  expected: profileGround,
})

export const profileProcedures = {
  'profile.list': procedure('viewer', false, nothing, z.array(profileRow)),
  /** What applying would change, and the predicted PUBLISH rate. */
  'profile.plan': procedure('viewer', false, z.strictObject(choice), profilePlan),
  'profile.apply': procedure(
    'operator',
    true,
    z.strictObject({ ...choice, expected: profileGround.optional() }),
    z.object({ edit: editNumber, changes: z.array(plannedField).readonly() }),
  ),
  /** Keeps a profile in the data folder; one of the same id of one's own is replaced, a shipped one is not. */
  'profile.save': procedure('operator', true, z.strictObject({ document: openObject }), profileRow),
  'profile.remove': procedure('operator', true, z.strictObject({ id: name }), nothing),
} as const

export type ProfileRow = Readonly<z.infer<typeof profileRow>>
export type ProfilePlan = Readonly<z.infer<typeof profilePlan>>
export type ProfileGround = Readonly<z.infer<typeof profileGround>>
export type CarriedProfile = Readonly<z.infer<typeof carriedProfile>>
/** A profile, its value and the gateways that are to carry it. */
export interface ProfileChoice {
  readonly id: string
  readonly expireSeconds?: number | undefined
  readonly gateways: readonly string[]
}
