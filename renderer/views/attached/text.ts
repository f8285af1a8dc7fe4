import { defineText } from '../../i18n/define-text.ts'

export const attachedText = defineText({ en: {}, zh: {} })
