import type { ParameterRow } from '../../../engine/api/contract/configuration-procedures.ts'
import { keptText } from './parameter-check.ts'
import type { ParameterDraft } from './parameter-drafts.ts'

/** A parameter with what somebody has typed for it. */
export interface EditedParameter extends ParameterRow {
  /** What is shown and edited: the draft, else the value in force. */
  readonly text: string
  readonly isChanged: boolean
  readonly isAllowed: boolean
  /** The value that the draft was made on; another one than `value` = somebody else was faster. */
  readonly base: string
}

/** The rows of the grid. */
export function editedParameters(
  rows: readonly ParameterRow[],
  drafts: Readonly<Record<string, ParameterDraft>>,
): readonly EditedParameter[] {
  return rows.map((row) => {
    const draft = drafts[row.name]
    const text = draft?.text ?? row.value
    return {
      ...row,
      text,
      isChanged: text !== row.value,
      isAllowed: keptText(row, text) !== undefined,
      base: draft?.base ?? row.value,
    }
  })
}

/** What a changed row asks of the engine: its new value, and the value that it was typed over. */
export function changesOf(rows: readonly EditedParameter[]): {
  readonly changes: Readonly<Record<string, string>>
  readonly expected: Readonly<Record<string, string>>
} {
  const changed = rows.filter(({ isChanged }) => isChanged)
  return {
    changes: Object.fromEntries(changed.map(({ name, text }) => [name, text])),
    expected: Object.fromEntries(changed.map(({ name, base }) => [name, base])),
  }
}

/** A range in short: `30–7200 s`, `On / Off`. */
export function shortRange({ kind, min, max, unit, choices, maxLength }: ParameterRow): string {
  const span = `${min ?? ''}–${max ?? ''}${unit === '' ? '' : ` ${unit}`}`
  switch (kind) {
    case 'integer':
      return span
    case 'integer or word':
      return [...choices, span].join(' / ')
    case 'on/off':
    case 'choice':
      return choices.join(' / ')
    case 'decimal list':
      return `≤ ${maxLength ?? ''} × ${span}`
    case 'text':
      return `≤ ${maxLength ?? ''}`
  }
}
