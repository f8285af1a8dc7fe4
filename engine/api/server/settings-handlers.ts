import type { SettingsState } from '../contract/configuration-procedures.ts'
import type { Handlers } from '../contract/procedures.ts'
import { conceal } from '../contract/secrets.ts'
import type { Configuration } from '../../configuration/configuration.ts'
import type { HandlerPorts } from './handler-ports.ts'

/** Handlers of `settings.*`. */
export function createSettingsHandlers({
  configuration,
  engine,
}: Pick<HandlerPorts, 'configuration' | 'engine'>): Pick<
  Handlers,
  'settings.get' | 'settings.set'
> {
  const overridden = engine?.overriddenSettings ?? []
  return {
    'settings.get': () => settingsState(configuration, overridden),
    'settings.set': ({ changes, expectedVersion }, caller) => {
      const edit = configuration.setSettings(changes, caller, expectedVersion)
      return { ...settingsState(configuration, overridden), edit }
    },
  }
}

/** The saved engine settings as people may see them, with those that the command line overrides for this run. */
export function settingsState(
  { settings }: Pick<Configuration, 'settings'>,
  overridden: readonly string[],
): SettingsState {
  return {
    version: settings.version,
    values: conceal({ ...settings.values }),
    overridden: [...overridden],
  }
}
