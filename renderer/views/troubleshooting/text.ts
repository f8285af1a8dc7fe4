import { defineText } from '../../i18n/define-text.ts'

export const troubleshootingText = defineText({ en: {}, zh: {} })
