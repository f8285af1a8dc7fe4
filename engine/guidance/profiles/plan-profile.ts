import type { DeploymentProfile } from '../../api/contract/deployment-profile.ts'
import { EngineError, invalidValue } from '../../api/contract/errors.ts'
import type {
  ProfileChoice,
  ProfileGround,
  ProfilePlan,
} from '../../api/contract/profile-procedures.ts'
import { publishRate, refreshSeconds } from '../../api/contract/publish-rate.ts'
import type { Configuration, ConfigurationChanges } from '../../configuration/configuration.ts'
import { carriedProfiles } from './carried-profiles.ts'

const parameter = 'SS_SIP_PUBLISH_EXPIRE'

/** Profiles by id. */
export interface Profiles {
  /** undefined = there is none that can be used. */
  find(id: string): DeploymentProfile | undefined
  get(id: string): DeploymentProfile
}

/** What applying a profile would change, and what the PUBLISH traffic would become. */
export function planProfile(
  configuration: Configuration,
  profiles: Profiles,
  choice: ProfileChoice,
): ProfilePlan {
  const profile = profiles.get(choice.id)
  const expireSeconds = expireOf(profile, choice.expireSeconds)
  const changes = configuration.planEdits(profileChanges(profiles, choice))
  const targets = 1 + configuration.settings.values.publishTargets.length
  const { before, after, carrying } = countGateways(configuration, profile, choice.gateways)
  const rateOf = (gateways: number, seconds: number): ProfilePlan['before'] => ({
    ...{ gateways, targets, expireSeconds: seconds, refreshSeconds: refreshSeconds(seconds) },
    perSecond: publishRate(gateways, targets, seconds),
  })
  return {
    ...{ id: profile.id, expireSeconds, changes },
    before: rateOf(before, configuration.parameters.values[parameter]),
    after: rateOf(after, expireSeconds),
    ...carriedProfiles({
      ...{ gateways: carrying, targets, expireSeconds },
      profileOf: (id) => profiles.find(id),
    }),
    expected: groundOf(configuration, profile, choice.gateways),
  }
}

/** The changes of applying a profile; with `expected`, one made since then is a conflict. */
export function profileChanges(
  profiles: Profiles,
  choice: ProfileChoice,
  expected?: ProfileGround,
): ConfigurationChanges {
  const profile = profiles.get(choice.id)
  const expireSeconds = expireOf(profile, choice.expireSeconds)
  const names = [...new Set(choice.gateways)]
  if (expected) expectSame(profile, names, expected)
  const turnedOn = Object.fromEntries(profile.turnsOn.map((field) => [field, true] as const))
  return {
    parameters: {
      changes: { [parameter]: String(expireSeconds) },
      ...(expected ? { expected: { [parameter]: expected.expire } } : {}),
    },
    settings: {
      changes: { deploymentProfile: profile.id },
      expectedVersion: expected?.settingsVersion,
    },
    routingGateways: names.map((name, index) => ({
      ...{ kind: 'modify', name, changes: { ...turnedOn, deploymentProfile: profile.id } },
      expectedVersion: expected?.gatewayVersions[index],
    })),
  }
}

/** The value asked for, if the profile recommends it. */
function expireOf(profile: DeploymentProfile, asked: number | undefined): number {
  const { id, minSeconds, maxSeconds, presetSeconds } = profile
  if (asked === undefined) return presetSeconds
  if (asked >= minSeconds && asked <= maxSeconds) return asked
  const fault = invalidValue(
    'expireSeconds',
    asked,
    minSeconds === maxSeconds
      ? `${String(minSeconds)} s`
      : `whole number from ${String(minSeconds)} to ${String(maxSeconds)} s`,
  )
  throw new EngineError(fault.code, `profile ${id}: ${fault.message}`, fault.details)
}

interface GatewayCounts {
  /** Gateways with Allow Publish, as it is and as it would be. */
  readonly before: number
  readonly after: number
  /** The latter by the profile that they carry. */
  readonly carrying: ReadonlyMap<string, number>
}

function countGateways(
  { routingGateways }: Configuration,
  profile: DeploymentProfile,
  chosen: readonly string[],
): GatewayCounts {
  const names = new Set(chosen)
  const carrying = new Map<string, number>()
  let [before, after] = [0, 0]
  for (const { name, allowPublish, deploymentProfile } of routingGateways.all()) {
    const isChosen = names.has(name)
    if (allowPublish) before += 1
    if (!allowPublish && !(isChosen && profile.turnsOn.includes('allowPublish'))) continue
    after += 1
    const carried = isChosen ? profile.id : deploymentProfile
    if (carried !== '') carrying.set(carried, (carrying.get(carried) ?? 0) + 1)
  }
  return { before, after, carrying }
}

function groundOf(
  { parameters, settings, routingGateways }: Configuration,
  profile: DeploymentProfile,
  gateways: readonly string[],
): ProfileGround {
  return {
    expire: String(parameters.values[parameter]),
    settingsVersion: settings.version,
    gatewayVersions: [...new Set(gateways)].map((name) => routingGateways.get(name)?.version ?? 0),
    profile: JSON.stringify(profile),
  }
}

/** What the configuration itself cannot tell: that the profile is another one, or the list of gateways. */
function expectSame(
  profile: DeploymentProfile,
  names: readonly string[],
  expected: ProfileGround,
): void {
  const isSame =
    JSON.stringify(profile) === expected.profile && names.length === expected.gatewayVersions.length
  if (isSame) return
  const text = `the deployment profile "${profile.id}" or the list of gateways is not the planned one any more`
  throw new EngineError('CONFLICT', text, { name: profile.id })
}
