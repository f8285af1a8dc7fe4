import type { FieldEditor, FieldName, FormField } from './form-field.ts'

/* The choices that both kinds of gateway share, and short words to write a page with. */

type Extra = Omit<FormField, 'name' | 'editor'>

export const flag = (name: FieldName, extra: Extra = {}): FormField => ({
  ...{ name, editor: { kind: 'flag' } },
  ...extra,
})
export const number = (name: FieldName, extra: Extra = {}, unit?: string): FormField => ({
  ...{ name, editor: { kind: 'number', ...(unit === undefined ? {} : { unit }) } },
  ...extra,
})
export const text = (name: FieldName, extra: Extra = {}): FormField => ({
  ...{ name, editor: { kind: 'text' } },
  ...extra,
})
export const list = (name: FieldName, extra: Extra = {}): FormField => ({
  ...{ name, editor: { kind: 'list' } },
  ...extra,
})
export const dialPlan = (name: FieldName, extra: Extra = {}): FormField => ({
  ...{ name, editor: { kind: 'dial plan' }, hint: 'dialPlan' },
  ...extra,
})
export const choice = (name: FieldName, editor: FieldEditor, extra: Extra = {}): FormField => ({
  ...{ name, editor },
  ...extra,
})

export const lockChoices: FieldEditor = {
  kind: 'choice',
  choices: [
    { value: 0, word: 'unlocked' },
    { value: 3, word: 'locked' },
  ],
}
export const allowChoices: FieldEditor = {
  kind: 'choice',
  choices: [
    { value: false, word: 'forbidden' },
    { value: true, word: 'only' },
  ],
}
