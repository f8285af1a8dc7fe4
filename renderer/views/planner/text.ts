import { defineText } from '../../i18n/define-text.ts'

export const plannerText = defineText({ en: {}, zh: {} })
