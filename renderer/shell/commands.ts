import { useLeaving } from '../composables/use-unsaved.ts'
import { i18n, type Language } from '../i18n/i18n.ts'
import { useEngine } from '../stores/engine.ts'
import { densities, usePreferences } from '../stores/preferences.ts'
import { useWorkspace } from '../stores/workspace.ts'
import { useShell } from '../stores/shell.ts'
import { helpPageAt } from './help-page-at.ts'
import { isWindowId } from './windows.ts'

/** What the client can do apart from opening windows: palette, menu of the desktop and keys run the same commands. */
export const commandIds = [
  'palette',
  'help',
  'shortcuts',
  'navigation',
  'closeWindow',
  'nextWindow',
  'previousWindow',
  'nextArea',
  'theme',
  'language',
  'density',
  'resetLayout',
  'signOut',
] as const
export type CommandId = (typeof commandIds)[number]

/** The commands with their effects; called within the shell's setup. */
export function useCommands(): (id: CommandId) => void {
  const engine = useEngine()
  const preferences = usePreferences()
  const workspace = useWorkspace()
  const shell = useShell()
  const mayLeave = useLeaving()
  /** Unsaved work is asked about first. */
  const leave = async (
    windows: readonly string[] | undefined,
    go: () => unknown,
  ): Promise<void> => {
    if (await mayLeave(windows)) await go()
  }
  const effects: Readonly<Record<CommandId, () => void>> = {
    palette: () => {
      shell.isPaletteOpen = !shell.isPaletteOpen
    },
    help: () =>
      workspace.open('help', {
        page: helpPageAt(document.activeElement, isWindowId) ?? workspace.active,
      }),
    shortcuts: () => {
      shell.isShortcutListOpen = !shell.isShortcutListOpen
    },
    navigation: () => {
      shell.isNavigationShown = !shell.isNavigationShown
    },
    closeWindow: () => {
      const { active } = workspace
      if (active !== undefined) void leave([active], () => workspace.close(active))
    },
    nextWindow: () => workspace.step(1),
    previousWindow: () => workspace.step(-1),
    nextArea: focusNextArea,
    theme: () => {
      preferences.theme = preferences.isDark ? 'light' : 'dark'
    },
    language: () => {
      const shown = i18n.global.locale.value as Language
      preferences.language = shown === 'en' ? 'zh' : 'en'
    },
    density: () => {
      const at = densities.indexOf(preferences.density)
      preferences.density = densities[(at + 1) % densities.length] ?? 'normal'
    },
    resetLayout: () =>
      void leave(undefined, () => {
        workspace.resetLayout(engine.user?.name ?? '')
        workspace.open('dashboard')
      }),
    signOut: () => void leave(undefined, () => engine.signOut()),
  }
  return (id) => effects[id]()
}

/** Moves the focus to the next of the areas that are shown: search, navigation, windows, status. */
function focusNextArea(): void {
  const areas = [...document.querySelectorAll<HTMLElement>('[data-area]')]
  const at = areas.findIndex((area) => area.contains(document.activeElement))
  const next = areas[(at + 1) % areas.length]
  const focusable = next?.querySelector<HTMLElement>(
    '[tabindex="0"], input:not([disabled]), button:not([disabled])',
  )
  focusable?.focus()
}
