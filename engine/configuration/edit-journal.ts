import type { Actor, AuditStatement } from '../api/contract/audit-entry.ts'
import type { EditRow } from '../api/contract/configuration-procedures.ts'
import { EngineError } from '../api/contract/errors.ts'
import type { ConfigurationEdit } from './configuration-persistence.ts'

/** What was committed as one, with what it takes to put it back. */
export interface JournalEntry extends EditRow {
  readonly edits: readonly ConfigurationEdit[]
  /** The edit that this one undid. */
  readonly undoes: number | undefined
}

/** What the journal is told of a commit. */
export interface CommittedEdit {
  readonly edits: readonly ConfigurationEdit[]
  readonly statements: readonly AuditStatement[]
  readonly actor: Actor
  readonly atMs: number
  readonly undoes: number | undefined
}

const mostEdits = 100
/** Changed objects that all edits hold together, so that imports of many gateways do not fill the memory. */
const mostObjects = 30_000

/** The last edits of this run, newest first; secrets are among what they keep. */
export class EditJournal {
  #entries: readonly JournalEntry[] = []
  #lastNumber: number

  /** Numbers go on after `lastNumber`, so that none of an earlier run names an edit of this one. */
  constructor(lastNumber: number) {
    this.#lastNumber = lastNumber
  }

  record({ edits, statements, actor, atMs, undoes }: CommittedEdit): number {
    this.#lastNumber += 1
    const actions = new Set(statements.map(({ action }) => action))
    const [first = ''] = actions
    const entry: JournalEntry = {
      edit: this.#lastNumber,
      atMs,
      by: actor.name,
      action: actions.size === 1 ? first : 'configuration.change',
      objects: [...new Set(statements.map(({ object }) => object))],
      isUndone: false,
      edits,
      undoes,
    }
    this.#keep(undoes === undefined ? entry : this.#afterUndo(entry, undoes))
    return entry.edit
  }

  /** An undo undoes an edit; undoing that undo makes the edit count again. */
  #afterUndo(entry: JournalEntry, undone: number): JournalEntry {
    const original = this.#entries.find(({ edit }) => edit === undone)?.undoes
    this.#entries = this.#entries.map((each) => {
      if (each.edit === undone) return { ...each, isUndone: true }
      return each.edit === original ? { ...each, isUndone: false } : each
    })
    return { ...entry, action: 'edit.undo' }
  }

  #keep(entry: JournalEntry): void {
    let objects = 0
    const entries = [entry, ...this.#entries].slice(0, mostEdits)
    this.#entries = entries.filter((each) => {
      objects += each.objects.length
      return each === entry || objects <= mostObjects
    })
  }

  /** The edit of that number, if it can be undone. */
  expect(edit: number): JournalEntry {
    const entry = this.#entries.find((each) => each.edit === edit)
    if (!entry) {
      const text = `no edit ${edit} can be undone: the last ${mostEdits} of this run can`
      throw new EngineError('NOT_FOUND', text, { edit })
    }
    if (!entry.isUndone) return entry
    throw new EngineError('CONFLICT', `edit ${edit} was undone already`, {
      edit,
      name: String(edit),
    })
  }

  list(): readonly EditRow[] {
    return this.#entries.map(({ edit, atMs, by, action, objects, isUndone }) => ({
      ...{ edit, atMs, by, action, objects, isUndone },
    }))
  }
}
