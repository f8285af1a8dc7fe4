import type { ProfileRow } from '../../../engine/api/contract/profile-procedures.ts'
import { secondsAt } from '../parameters/range-analysis.ts'
import type { Translate } from '../../composables/use-text.ts'

type Range = Pick<ProfileRow, 'minSeconds' | 'maxSeconds'>

/** The recommended range in words; one value alone is no range. */
export function rangeWords({ minSeconds: min, maxSeconds: max }: Range, t: Translate): string {
  return t(min === max ? 'profiles.one' : 'profiles.range', { min, max })
}

/** A number of seconds within the recommended range. */
export const withinRange = (seconds: number, { minSeconds, maxSeconds }: Range): number =>
  Math.min(maxSeconds, Math.max(minSeconds, Math.round(seconds)))

/** The value at a place of the slider; rounding does not lead out of the range. */
export const valueAt = (place: number, range: Range): number => withinRange(secondsAt(place), range)

/** What the slider begins with: the value in force where this profile recommends it and is in force, else the preset. */
export function firstValue(profile: ProfileRow, profileInForce: string, inForce: number): number {
  const { id, minSeconds, maxSeconds, presetSeconds } = profile
  const isMine = id === profileInForce && inForce >= minSeconds && inForce <= maxSeconds
  return isMine ? inForce : presetSeconds
}
