import type { DeploymentProfile } from '../../api/contract/deployment-profile.ts'
import type { Evidence } from '../../api/contract/evidence.ts'
import type { CheckScene } from './checked-engine.ts'
import { findingOf, line, type PointFinding } from './point-finding.ts'

const parameter = { kind: 'parameter', name: 'SS_SIP_PUBLISH_EXPIRE' } as const
const setting = { kind: 'setting', field: 'deploymentProfile' } as const

/** Point 1: SS_SIP_PUBLISH_EXPIRE is inside its range and that of the chosen profile. */
export function checkExpire({ engine, gateways }: CheckScene): PointFinding {
  const seconds = engine.expireSeconds()
  const isInRange = seconds >= 30 && seconds <= 7200
  const inRange = line(isInRange ? 'expireInRange' : 'expireOutOfRange', { seconds }, parameter)
  const own = gateways.flatMap(({ name, allowPublish, deploymentProfile }) => {
    const profile = allowPublish ? engine.profile(deploymentProfile) : undefined
    if (profile === undefined || fits(profile, seconds)) return []
    const source = { kind: 'routingGateway', name } as const
    return [line('gatewayProfileExcludes', { gateway: name, ...wordsOf(profile) }, source)]
  })
  return findingOf([inRange, chosenLine(engine, seconds), ...own], 'passed')
}

function chosenLine(engine: CheckScene['engine'], seconds: number): Evidence {
  const id = engine.deploymentProfile()
  if (id === '') return line('noProfile', {}, setting)
  const profile = engine.profile(id)
  if (!profile) return line('profileUnknown', { profile: id }, setting)
  return fits(profile, seconds)
    ? line('profileFits', wordsOf(profile), setting)
    : line('profileExcludes', { seconds, ...wordsOf(profile) }, parameter)
}

const fits = ({ minSeconds, maxSeconds }: DeploymentProfile, seconds: number): boolean =>
  seconds >= minSeconds && seconds <= maxSeconds

const wordsOf = ({ name, minSeconds: min, maxSeconds: max }: DeploymentProfile) => ({
  ...{ min, max, profileEn: name.en, profileZh: name.zh === '' ? name.en : name.zh },
})
