import type { GridColumn, GridEdit, GridField } from '../../components/grid/grid-column.ts'
import { allowedSentence } from '../../composables/error-sentence.ts'
import type { Translate } from '../../composables/use-text.ts'
import { allowedText } from '../../i18n/allowed-text.ts'
import type { Language } from '../../i18n/i18n.ts'
import { shortRange, type EditedParameter } from './edited-parameters.ts'
import { keptText } from './parameter-check.ts'

interface ColumnOptions {
  readonly t: Translate
  readonly language: Language
  readonly mayEdit: boolean
  readonly type: (row: EditedParameter, text: string) => void
}

export const valueColumn = 'value'

/** Columns of the parameter grid, as operators know them. */
export function parameterColumns(options: ColumnOptions): readonly GridColumn<EditedParameter>[] {
  const { t, language } = options
  const shown = (text: string): string => (text === '' ? t('parameter.empty') : text)
  return [
    {
      ...{ id: 'name', title: t('parameter.name'), width: 300, mono: true, pinned: true },
      value: ({ name }) => name,
      tooltip: ({ name }) => name,
    },
    {
      ...{ id: valueColumn, title: t('parameter.value'), width: 130 },
      value: ({ text }) => text,
      format: ({ text, unit }) => shown(withUnit(text, unit)),
      tone: ({ isAllowed }) => (isAllowed ? undefined : 'bad'),
      edit: editOf(options),
    },
    {
      ...{ id: 'default', title: t('parameter.default'), width: 112 },
      value: (row) => row.default,
      format: (row) => shown(withUnit(row.default, row.unit)),
    },
    {
      ...{ id: 'range', title: t('parameter.range'), width: 130 },
      value: (row) =>
        row.kind === 'text'
          ? t('parameter.characters', { most: row.maxLength ?? 0 })
          : shortRange(row),
      tooltip: ({ allowed }) => allowedText(allowed, language),
    },
    {
      ...{ id: 'description', title: t('parameter.description'), width: 170, grow: 1 },
      // What is to be said about a changed row stands where its description was.
      value: (row) => noteOf(row, t) ?? descriptionOf(row, language),
      tone: noteTone,
      tooltip: (row) => noteOf(row, t) ?? descriptionOf(row, language),
    },
  ]
}

/** Only numbers carry a unit. */
export const withUnit = (text: string, unit: string): string =>
  unit !== '' && /^[\d.,\s]+$/.test(text) ? `${text} ${unit}` : text

const descriptionOf = (row: EditedParameter, language: Language): string =>
  language === 'zh' ? row.descriptionZh : row.description

export const faultOf = (row: EditedParameter, text: string): string | undefined =>
  keptText(row, text) === undefined ? allowedSentence(row.allowed) : undefined

function editOf({ language, mayEdit, type }: ColumnOptions): GridEdit<EditedParameter> {
  return {
    field: (row) => (mayEdit ? fieldOf(row, language) : undefined),
    text: ({ text }) => text,
    fault: faultOf,
    commit: type,
  }
}

function fieldOf(row: EditedParameter, language: Language): GridField {
  const { name, kind, unit, choices, allowed } = row
  return {
    label: name,
    hint: allowedText(allowed, language),
    unit,
    words: choices,
    isChoice: kind === 'choice' || kind === 'on/off',
    isNumber: kind === 'integer',
  }
}

function noteOf(row: EditedParameter, t: Translate): string | undefined {
  const { isChanged, isAllowed, base, value, unit, lastChange } = row
  if (!isChanged) return undefined
  if (!isAllowed) return allowedSentence(row.allowed)
  const shown = value === '' ? t('parameter.empty') : withUnit(value, unit)
  if (base === value) return t('parameter.was', { value: shown })
  return t('parameter.theirs', { by: lastChange?.by ?? t('parameter.somebody'), value: shown })
}

function noteTone({ isChanged, isAllowed, base, value }: EditedParameter) {
  if (!isChanged) return undefined
  if (!isAllowed) return 'bad'
  return base === value ? 'info' : 'warn'
}
