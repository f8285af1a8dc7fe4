import { z } from 'zod'

/** Building blocks of the object schemas; every message says what is allowed. */

/** Whole number in a closed range; numeric strings are taken as numbers. */
export const integer = (min: number, max: number, unit = '') => {
  const allowed = `whole number from ${min} to ${max}${unit && ` ${unit}`}`
  return z
    .preprocess(
      (value) => (typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value),
      z.int({ error: allowed }).min(min, { error: allowed }).max(max, { error: allowed }),
    )
    .meta({ allowed })
}

/** Whole number out of a short list, as the VOS3000 web interface codes its choices. */
export const code = <const C extends readonly [number, ...number[]]>(...codes: C) => {
  const allowed = `one of ${codes.join(', ')}`
  return z.preprocess(
    (value) => (typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value),
    z.literal(codes, { error: allowed }),
  )
}

/** True or false; the words and numbers that programs send for them are understood. */
export const flag = () =>
  z.preprocess(
    (value) => {
      if (value === 'true' || value === 1 || value === '1') return true
      if (value === 'false' || value === 0 || value === '0') return false
      return value
    },
    z.boolean({ error: 'true or false' }),
  )

export const text = (maxLength: number) => {
  const allowed = `text of at most ${maxLength} characters`
  return z
    .string({ error: allowed })
    .max(maxLength, { error: allowed })
    .regex(/^[^\u0000-\u0008\u000a-\u001f\u007f]*$/, {
      error: `${allowed} without control characters`,
    })
}

/** Comma list of items that each match `item`; blanks around items are dropped; empty = none. */
export const commaList = (item: RegExp, allowed: string, maxLength = 65_535) =>
  z
    .string({ error: allowed })
    .max(maxLength, { error: `text of at most ${maxLength} characters` })
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
        .join(','),
    )
    .refine((value) => value === '' || value.split(',').every((part) => item.test(part)), {
      error: allowed,
    })

/** A setting that is yes, no, or left to the system. */
export const systemYesNo = () =>
  z.preprocess(
    (value) => {
      if (value === null || value === '') return 'system'
      if (value === true || value === 'true') return 'yes'
      if (value === false || value === 'false') return 'no'
      return value
    },
    z.enum(['system', 'yes', 'no'], { error: 'one of system, yes, no' }),
  )

export type SystemYesNo = 'system' | 'yes' | 'no'

/** Id of a deployment profile, shipped or one's own; empty = none. */
export const profileId = () => {
  const allowed = 'id of a deployment profile: lower-case letters, digits and hyphens, or nothing'
  return z.string({ error: allowed }).regex(/^([a-z0-9][a-z0-9-]{0,63})?$/, { error: allowed })
}
