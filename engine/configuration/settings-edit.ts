import { concealed } from '../api/contract/audit-entry.ts'
import {
  engineSettings,
  type EngineSettings,
  type PublishTarget,
} from '../api/contract/engine-settings.ts'
import { invalidValue } from '../api/contract/errors.ts'
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

/** A publish target that comes without its password, or with what is shown in its place, keeps the one that it has. */
function keepPasswords(targets: unknown, before: EngineSettings): unknown {
  if (!Array.isArray(targets)) return targets
  return targets.map((target: unknown, index) => {
    if (typeof target !== 'object' || target === null) return target
    const given: unknown = Reflect.get(target, 'password')
    if (given !== undefined && given !== concealed) return target
    const known = knownTarget(before, target, given === concealed)
    if (known) return { ...target, password: known.password }
    if (given === undefined) return target
    const field = `publishTargets.${index}.password`
    throw invalidValue(field, 'the one given', 'the password itself, as this target has none yet')
  })
}

/** The target of the same name; one that was read and is sent back renamed is known by its address. */
function knownTarget(
  { publishTargets }: EngineSettings,
  target: object,
  wasRead: boolean,
): PublishTarget | undefined {
  const name: unknown = Reflect.get(target, 'name')
  const address: unknown = Reflect.get(target, 'address')
  return (
    publishTargets.find((each) => each.name === name) ??
    (wasRead ? publishTargets.find((each) => each.address === address) : undefined)
  )
}
