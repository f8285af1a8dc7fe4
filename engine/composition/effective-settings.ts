import type { EngineSettings } from '../api/contract/engine-settings.ts'

/** What the host was told on its command line, for this run only. */
export type SettingOverrides = Partial<
  Pick<EngineSettings, 'listen' | 'domain' | 'nodeName' | 'tlsCertificateFile' | 'tlsKeyFile'>
>

/** The settings in force: those that were saved, with the command line's over them. */
export interface SettingsInForce {
  readonly values: EngineSettings
}

/** The settings in force, with the names of those that the command line gave. */
export interface OverriddenSettings extends SettingsInForce {
  readonly overridden: readonly string[]
}

/** Merges once per change, because the signalling path reads them. */
export function createSettingsInForce(
  saved: SettingsInForce,
  overrides: SettingOverrides,
): OverriddenSettings {
  let seen = saved.values
  let merged: EngineSettings = { ...seen, ...overrides }
  return {
    overridden: Object.keys(overrides),
    get values() {
      if (saved.values !== seen) {
        seen = saved.values
        merged = { ...seen, ...overrides }
      }
      return merged
    },
  }
}
