import { engineSettings, type EngineSettings } from '../api/contract/engine-settings.ts'
import { checkFields } from './check-fields.ts'
import type { ConfigurationEdit } from './configuration-persistence.ts'
import { differencesOf } from './edit-facts.ts'

/** Plans a change of some settings; no edit when nothing would change. */
export function planSettings(
  before: EngineSettings,
  changes: Readonly<Record<string, unknown>>,
): readonly ConfigurationEdit[] {
  const merged: Record<string, unknown> = { ...before, ...changes }
  merged.publishTargets = keepPasswords(merged.publishTargets, before)
  const after = Object.freeze(checkFields(engineSettings, merged, 'engine settings'))
  return differencesOf(before, after).length === 0 ? [] : [{ kind: 'settings', before, after }]
}

/** A publish target that comes without a password keeps the one that it has. */
function keepPasswords(targets: unknown, before: EngineSettings): unknown {
  if (!Array.isArray(targets)) return targets
  const known = new Map<unknown, string>(
    before.publishTargets.map((each) => [each.name, each.password]),
  )
  return targets.map((target: unknown) => {
    if (typeof target !== 'object' || target === null || 'password' in target) return target
    const password = known.get(Reflect.get(target, 'name'))
    return password === undefined ? target : { ...target, password }
  })
}
