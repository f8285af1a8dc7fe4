import { z } from 'zod'
import { integer, profileId, text } from './fields.ts'

const idAllowed = '1 to 64 small letters, digits or -'
const nameAllowed = 'name of 1 to 100 characters'
const switchesAllowed = 'allowPublish, enforceCapacity, each once'

/** Fields of a routing gateway that a profile can turn on. */
export const profileSwitches = ['allowPublish', 'enforceCapacity'] as const

const expire = () => integer(30, 7200, 's')

/** A preset of SS_SIP_PUBLISH_EXPIRE for one kind of deployment; one's own may be worded in one language. */
export const deploymentProfile = z
  .strictObject({
    id: profileId().min(1, { error: idAllowed }),
    name: z.strictObject({
      en: text(100).min(1, { error: nameAllowed }),
      zh: text(100).default(''),
    }),
    why: z.strictObject({ en: text(500).default(''), zh: text(500).default('') }).prefault({}),
    /** The recommended range. */
    minSeconds: expire(),
    maxSeconds: expire(),
    presetSeconds: expire(),
    /** What is turned on at the gateways that are chosen. */
    turnsOn: z
      .array(z.enum(profileSwitches, { error: switchesAllowed }))
      .refine((names) => new Set(names).size === names.length, { error: switchesAllowed })
      .default(['allowPublish']),
  })
  .refine(({ minSeconds, maxSeconds }) => minSeconds <= maxSeconds, {
    error: 'maxSeconds must not be below minSeconds',
    path: ['maxSeconds'],
  })
  .refine(
    ({ minSeconds, maxSeconds, presetSeconds }) =>
      (minSeconds <= presetSeconds && presetSeconds <= maxSeconds) || minSeconds > maxSeconds,
    { error: 'presetSeconds must lie in the recommended range', path: ['presetSeconds'] },
  )

export type DeploymentProfile = Readonly<z.infer<typeof deploymentProfile>>
