import type { SettingsState } from '../../../engine/api/contract/configuration-procedures.ts'
import type { SettingName } from './setting-fields.ts'
import { settingSections } from './setting-fields.ts'

const names: readonly SettingName[] = settingSections.flatMap(({ fields }) =>
  fields.map(({ name }) => name),
)

/** Settings shown here that differ between two states of the engine. */
export function differingSettings(
  before: SettingsState,
  after: SettingsState,
): readonly SettingName[] {
  return names.filter((name) => !isDeepEqual(before.values[name], after.values[name]))
}

/** Both come from the same schema, so their fields are in the same order. */
export const isDeepEqual = (a: unknown, b: unknown): boolean =>
  JSON.stringify(a) === JSON.stringify(b)
