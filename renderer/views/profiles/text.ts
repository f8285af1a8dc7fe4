import { defineText } from '../../i18n/define-text.ts'

export const profilesText = defineText({ en: {}, zh: {} })
