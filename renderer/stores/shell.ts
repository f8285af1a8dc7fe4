import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { z } from 'zod'
import { readStored, writeStored } from '../host/stored.ts'

const stored = z.object({
  isNavigationShown: z.boolean(),
  navigationWidth: z.number().min(160).max(480),
  openGroups: z.array(z.string()),
})

const everyGroup = [
  'operation',
  'softswitchManagement',
  'additionalSettings',
  'gatewayOperation',
  'businessAnalysis',
  'dataQuery',
  'alarmManagement',
  'interfaceManagement',
  'system',
]

/** What of the shell is open. */
export const useShell = defineStore('shell', () => {
  const before = readStored('shell', stored)
  const isNavigationShown = ref(before?.isNavigationShown ?? true)
  const navigationWidth = ref(before?.navigationWidth ?? 246)
  const openGroups = ref<string[]>(before?.openGroups ?? everyGroup)
  const isPaletteOpen = ref(false)
  const isShortcutListOpen = ref(false)
  const isPasswordDialogOpen = ref(false)
  watch(
    [isNavigationShown, navigationWidth, openGroups],
    () => {
      writeStored('shell', {
        isNavigationShown: isNavigationShown.value,
        navigationWidth: navigationWidth.value,
        openGroups: openGroups.value,
      })
    },
    { deep: true },
  )
  return {
    ...{ isNavigationShown, navigationWidth, openGroups },
    ...{ isPaletteOpen, isShortcutListOpen, isPasswordDialogOpen },
  }
})
