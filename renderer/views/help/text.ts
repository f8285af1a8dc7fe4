import { defineText } from '../../i18n/define-text.ts'

export const helpText = defineText({ en: {}, zh: {} })
