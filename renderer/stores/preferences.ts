import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { z } from 'zod'
import { i18n, languages } from '../i18n/i18n.ts'
import { readStored, writeStored } from '../host/stored.ts'

export const themes = ['system', 'light', 'dark'] as const
export const densities = ['compact', 'normal', 'comfortable'] as const

const stored = z.object({
  language: z.enum(languages).optional(),
  theme: z.enum(themes).optional(),
  density: z.enum(densities).optional(),
})

/** What a person likes to see; kept in this browser or on this desktop, never on the engine. */
export const usePreferences = defineStore('preferences', () => {
  const before = readStored('preferences', stored) ?? {}
  const browserLanguage = navigator.language.startsWith('zh') ? 'zh' : 'en'
  const language = ref(before.language ?? browserLanguage)
  const theme = ref(before.theme ?? 'system')
  const density = ref(before.density ?? 'normal')
  const darkQuery = matchMedia('(prefers-color-scheme: dark)')
  const isDark = ref(false)

  const apply = (): void => {
    isDark.value = theme.value === 'dark' || (theme.value === 'system' && darkQuery.matches)
    const root = document.documentElement
    root.classList.toggle('dark', isDark.value)
    root.dataset['density'] = density.value
    root.lang = language.value === 'zh' ? 'zh-CN' : 'en'
    i18n.global.locale.value = language.value
  }
  darkQuery.addEventListener('change', apply)
  apply()
  watch([language, theme, density], () => {
    apply()
    writeStored('preferences', {
      language: language.value,
      theme: theme.value,
      density: density.value,
    })
  })
  return { language, theme, density, isDark }
})
