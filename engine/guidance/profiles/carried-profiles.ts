import type { DeploymentProfile } from '../../api/contract/deployment-profile.ts'
import type { CarriedProfile } from '../../api/contract/profile-procedures.ts'
import { publishRate } from '../../api/contract/publish-rate.ts'

/** What is asked about the gateways that will carry profiles. */
export interface CarriedQuestion {
  /** Gateways with Allow Publish by the id of their profile. */
  readonly gateways: ReadonlyMap<string, number>
  readonly profileOf: (id: string) => DeploymentProfile | undefined
  readonly targets: number
  readonly expireSeconds: number
}

/** Profiles that gateways carry, and the one whose preset governs all when there are several. */
export interface CarriedProfiles {
  readonly carried: readonly CarriedProfile[]
  readonly governing: string | null
}

/** Lays the one global value beside every profile that gateways carry. */
export function carriedProfiles(question: CarriedQuestion): CarriedProfiles {
  const { gateways, profileOf, targets, expireSeconds } = question
  const known = [...gateways.keys()]
    .map(profileOf)
    .filter((profile) => profile !== undefined)
    .sort((a, b) => a.presetSeconds - b.presetSeconds)
  const [shortest] = known
  const carried = known.map(({ id, minSeconds, maxSeconds, presetSeconds }) => {
    const count = gateways.get(id) ?? 0
    const rateAt = (seconds: number): number => publishRate(count, targets, seconds)
    return {
      ...{ id, gateways: count, minSeconds, maxSeconds, presetSeconds },
      fit: fitOf(expireSeconds, minSeconds, maxSeconds),
      presetPerSecond: rateAt(presetSeconds),
      governedPerSecond: rateAt(shortest?.presetSeconds ?? presetSeconds),
    }
  })
  return { carried, governing: known.length > 1 ? (shortest?.id ?? null) : null }
}

function fitOf(seconds: number, min: number, max: number): CarriedProfile['fit'] {
  if (seconds < min) return 'below'
  return seconds > max ? 'above' : 'inside'
}
