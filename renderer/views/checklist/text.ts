import { defineText } from '../../i18n/define-text.ts'

export const checklistText = defineText({ en: {}, zh: {} })
