import { createI18n } from 'vue-i18n'
import { messages } from './messages.ts'

export const languages = ['en', 'zh'] as const
export type Language = (typeof languages)[number]

/** Both languages, switched at run time. A missing key is a compile error, so there is no fallback. */
export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  // Texts are compared in a test; at run time nothing is to be said about them.
  missingWarn: false,
  fallbackWarn: false,
  messages: messages as never,
})
