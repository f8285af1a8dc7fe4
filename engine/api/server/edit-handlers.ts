import type { EngineSettings } from '../contract/engine-settings.ts'
import { EngineError } from '../contract/errors.ts'
import type { Caller, Handlers } from '../contract/procedures.ts'
import type { HandlerPorts } from './handler-ports.ts'

/** Settings that an operator may change, by `trace.configure` and `profile.apply`; all others need the administrator. */
const operatorSettings: readonly (keyof EngineSettings)[] = [
  'traceEnabled',
  'traceMessages',
  'traceMegabytes',
  'deploymentProfile',
]

/** Handlers of `edit.*`. */
export function createEditHandlers({
  configuration,
}: Pick<HandlerPorts, 'configuration'>): Pick<Handlers, 'edit.list' | 'edit.undo'> {
  /** What somebody may not change they may not change back either. */
  const refuseSettings = (edit: number, caller: Caller): void => {
    if (caller.role === 'administrator') return
    const changed = configuration.settingsChangedBy(edit)
    const name = changed.find((each) => !operatorSettings.includes(each))
    if (name === undefined) return
    const text = `edit ${edit} changed the engine setting ${name}: undoing it needs the role administrator`
    throw new EngineError('PERMISSION_DENIED', text, { role: 'administrator', name })
  }
  return {
    'edit.list': () => [...configuration.edits()],
    'edit.undo': ({ edit }, caller) => {
      refuseSettings(edit, caller)
      return { edit: configuration.undo(edit, caller) }
    },
  }
}
