import { useI18n } from 'vue-i18n'
import type { TextKey } from '../i18n/define-text.ts'
import type { Language } from '../i18n/i18n.ts'
import { i18n } from '../i18n/i18n.ts'
import type { Messages } from '../i18n/messages.ts'

export type Key = TextKey<Messages>
export type Values = Readonly<Record<string, string | number>>
export type Translate = (key: Key, values?: Values) => string

/** Our keys are checked above; the library's own type of them is too deep for the compiler. */
const texts = i18n.global as unknown as { t(key: string, values: Values): string }

/** The text of a key in the language that is shown; reactive where it is used in a component. */
export const translate: Translate = (key, values = {}) => texts.t(key, values)

/** Texts and language of a component. */
export function useText() {
  const { locale } = useI18n({ useScope: 'global' })
  return {
    t: translate,
    language: locale as { readonly value: Language },
  }
}
