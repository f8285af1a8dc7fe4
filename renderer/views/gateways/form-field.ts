import type { Key, Translate } from '../../composables/use-text.ts'
import type { gatewaysText } from './text.ts'

type English = typeof gatewaysText.en
export type FieldName = keyof English['field']
type HintName = keyof English['hint']
type ChoiceName = keyof English['choice']
type SectionName = keyof English['section']
type PageName = keyof English['page']

/** One of the values that a field takes. */
export interface Choice {
  readonly value: string | number | boolean
  readonly word: ChoiceName
}

/** How a field is edited. */
export type FieldEditor =
  | { readonly kind: 'text'; readonly isMono?: boolean; readonly placeholder?: string }
  | { readonly kind: 'lines' }
  | { readonly kind: 'number'; readonly unit?: string }
  | { readonly kind: 'flag' }
  | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
  /** Comma list. */
  | { readonly kind: 'list' }
  | { readonly kind: 'groups' }
  /** Id of a deployment profile. */
  | { readonly kind: 'profile' }
  /** Comma list of `pattern:replacement`. */
  | { readonly kind: 'dial plan' }
  /** Comma list of `from:to`. */
  | { readonly kind: 'codes' }
  | { readonly kind: 'periods' }
  | { readonly kind: 'password' }

/** One field of a gateway on a page of its dialog. */
export interface FormField {
  readonly name: FieldName
  readonly editor: FieldEditor
  readonly hint?: HintName
  /** The parameter that holds when the field leaves it to the system. */
  readonly parameter?: string
  readonly section?: SectionName
  /** Shown only while the other values make it mean something. */
  readonly isShown?: (values: Readonly<Record<string, unknown>>) => boolean
  /** The same field stands on an earlier page already. */
  readonly isRepeated?: boolean
}

/** A page of the property dialog; `fields` absent = a branch. */
export interface FormPage {
  readonly id: PageName
  readonly fields?: readonly FormField[]
  readonly children?: readonly FormPage[]
  readonly isShown?: (values: Readonly<Record<string, unknown>>) => boolean
}

export const labelOf = (name: FieldName, t: Translate): string => t(`gateways.field.${name}` as Key)

export const choiceWord = (word: ChoiceName, t: Translate): string =>
  t(`gateways.choice.${word}` as Key)

/** Pages from top to bottom, without the branches. */
export const leavesOf = (pages: readonly FormPage[]): readonly FormPage[] =>
  pages.flatMap((page) => [...(page.fields ? [page] : []), ...leavesOf(page.children ?? [])])

/** Every field once, in the order of the pages. */
export const fieldsOf = (pages: readonly FormPage[]): readonly FormField[] =>
  leavesOf(pages).flatMap(({ fields = [] }) => fields.filter(({ isRepeated }) => !isRepeated))
