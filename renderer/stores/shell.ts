import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { z } from 'zod'
import { readStored, writeStored } from '../host/stored.ts'

const stored = z.object({
  isNavigationShown: z.boolean(),
  navigationWidth: z.number().min(160).max(480),
  /** Groups of the tree; a new one is open. */
  closedGroups: z.array(z.string()),
})

/** What of the shell is open. */
export const useShell = defineStore('shell', () => {
  const before = readStored('shell', stored)
  const isNavigationShown = ref(before?.isNavigationShown ?? true)
  const navigationWidth = ref(before?.navigationWidth ?? 262)
  const closedGroups = ref<string[]>(before?.closedGroups ?? [])
  const isPaletteOpen = ref(false)
  const isShortcutListOpen = ref(false)
  const isPasswordDialogOpen = ref(false)
  watch(
    [isNavigationShown, navigationWidth, closedGroups],
    () => {
      writeStored('shell', {
        isNavigationShown: isNavigationShown.value,
        navigationWidth: navigationWidth.value,
        closedGroups: closedGroups.value,
      })
    },
    { deep: true },
  )
  return {
    ...{ isNavigationShown, navigationWidth, closedGroups },
    ...{ isPaletteOpen, isShortcutListOpen, isPasswordDialogOpen },
  }
})
