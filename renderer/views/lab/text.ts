import { defineText } from '../../i18n/define-text.ts'

export const labText = defineText({ en: {}, zh: {} })
