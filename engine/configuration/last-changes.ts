import type { AuditEntry, AuditFacts, AuditStatement } from '../api/contract/audit-entry.ts'
import { EngineError, type ErrorDetails } from '../api/contract/errors.ts'
import type { ConfigurationPersistence, ConfiguredNoun } from './configuration-persistence.ts'

/** Who changed an object last, from where and when. */
export interface LastChange {
  readonly by: string
  readonly from: string
  readonly atMs: number
}

/** The last change of a parameter, with its values as text. */
export interface LastParameterChange extends LastChange {
  readonly before: string
  readonly after: string
}

/** Who changed what last: from this run's edits, else from the audit log, which is asked once for each parameter. */
export class LastChanges {
  readonly #persistence: Pick<ConfigurationPersistence, 'lastEntry'>
  readonly #parameters = new Map<string, LastParameterChange | null>()
  readonly #objects = new Map<string, LastChange>()

  constructor(persistence: Pick<ConfigurationPersistence, 'lastEntry'>) {
    this.#persistence = persistence
  }

  note({ actor, action, object, before, after }: AuditStatement, atMs: number): void {
    const change = { by: actor.name, from: actor.from, atMs }
    const noun = action.slice(0, action.indexOf('.'))
    if (noun === 'parameter') {
      this.#parameters.set(object, { ...change, before: valueIn(before), after: valueIn(after) })
      return
    }
    this.#objects.set(`${noun} ${object}`, change)
    // A renamed gateway is asked for by its new name.
    if (typeof after?.name === 'string') this.#objects.set(`${noun} ${after.name}`, change)
  }

  /** null = it was never changed in this data folder. */
  ofParameter(name: string): LastParameterChange | null {
    const known = this.#parameters.get(name)
    if (known !== undefined) return known
    const entry = this.#persistence.lastEntry('parameter', name)
    const change = entry
      ? { ...changeOf(entry), before: valueIn(entry.before), after: valueIn(entry.after) }
      : null
    this.#parameters.set(name, change)
    return change
  }

  of(noun: ConfiguredNoun, object: string): LastChange | undefined {
    if (noun === 'parameter') return this.ofParameter(object) ?? undefined
    const known = this.#objects.get(`${noun} ${object}`)
    if (known) return known
    const entry = this.#persistence.lastEntry(noun, object)
    return entry && changeOf(entry)
  }

  /** The newest change of any of these settings. */
  ofSettings(names: readonly string[]): LastChange | undefined {
    return names
      .flatMap((name) => this.of('setting', name) ?? [])
      .reduce<LastChange | undefined>((a, b) => (a && a.atMs > b.atMs ? a : b), undefined)
  }
}

const changeOf = ({ actor, atMs }: AuditEntry): LastChange => ({
  by: actor.name,
  from: actor.from,
  atMs,
})

const valueIn = (facts: AuditFacts): string => (typeof facts?.value === 'string' ? facts.value : '')

/** What somebody else was faster with. */
export interface Conflict {
  /** `routing gateway "A"`. */
  readonly object: string
  readonly name: string
  /** Why that refuses the change: `version 3, not 1`. */
  readonly because: string
  readonly change: LastChange | undefined
  readonly details?: ErrorDetails
}

/** A CONFLICT that says which object, and who changed it when. */
export function conflictError({ object, name, because, change, details }: Conflict): EngineError {
  const who = change ? ` by ${change.by}` : ''
  return new EngineError('CONFLICT', `${object} was changed in the meantime${who}: ${because}`, {
    ...details,
    name,
    ...(change ? { by: change.by, from: change.from, atMs: change.atMs } : {}),
  })
}
