import { onBeforeUnmount, watch } from 'vue'
import type { MenuEntry } from '../../electron/bridge/menu-entry.ts'
import { useDesktop } from '../composables/use-host.ts'
import { useText, type Translate } from '../composables/use-text.ts'
import type { Role } from '../../engine/api/contract/procedure.ts'
import { useEngine } from '../stores/engine.ts'
import { useWorkspace } from '../stores/workspace.ts'
import { commandIds, type CommandId } from './commands.ts'
import { shortcutKeys } from './shortcuts.ts'
import { navigation, windowOf, windows, type NavigationNode, type WindowId } from './windows.ts'

/** Marks the id of a menu entry that opens a window; every other id is that of a command. */
const windowMark = 'window:'

interface MenuWords {
  readonly t: Translate
  readonly may: (role: Role) => boolean
}

/** The desktop's own menu shows the same windows and commands as tree and palette, in the language that is shown. */
export function useDesktopMenu(run: (id: CommandId) => void): void {
  const desktop = useDesktop()
  if (!desktop) return
  const engine = useEngine()
  const workspace = useWorkspace()
  const { t, language } = useText()
  watch(
    [() => language.value, () => engine.user?.role],
    () => {
      void desktop.setLanguage(language.value === 'zh' ? 'zh-CN' : 'en')
      void desktop.setMenu(menuOf({ t, may: engine.may }))
    },
    { immediate: true },
  )
  const choose = (id: string): void => {
    const window = id.slice(windowMark.length)
    if (id.startsWith(windowMark) && isWindow(window)) workspace.open(window)
    else if (isCommand(id)) run(id)
  }
  const stops = [
    desktop.on('menuChosen', choose),
    desktop.on('notificationClicked', ({ view }) => {
      if (isWindow(view)) workspace.open(view)
    }),
  ]
  onBeforeUnmount(() => {
    for (const stop of stops) stop()
  })
}

const isWindow = (id: string): id is WindowId => Object.hasOwn(windows, id)
const isCommand = (id: string): id is CommandId => (commandIds as readonly string[]).includes(id)

/** The whole menu as plain data. */
export function menuOf({ t, may }: MenuWords): readonly MenuEntry[] {
  const command = (id: CommandId): MenuEntry => {
    const keys = shortcutKeys[id]
    return {
      ...{ kind: 'command', id, label: t(`shell.command.${id}`), enabled: true },
      ...(keys === undefined ? {} : { accelerator: keys.replace('Ctrl', 'CmdOrCtrl') }),
    }
  }
  const separator: MenuEntry = { kind: 'separator' }
  return [
    submenu(t('shell.menu.file'), [
      command('signOut'),
      separator,
      { kind: 'host', action: 'restartEngine', label: t('shell.menu.restartEngine') },
      separator,
      { kind: 'host', action: 'quit', label: t('shell.menu.quit') },
    ]),
    submenu(t('shell.menu.edit'), editEntries(t)),
    submenu(t('shell.menu.view'), [
      ...(['palette', 'navigation', 'nextArea'] as const).map(command),
      separator,
      ...(['theme', 'language', 'density'] as const).map(command),
      separator,
      ...viewEntries(t),
    ]),
    submenu(t('shell.menu.window'), [
      ...navigation.flatMap((node) => windowEntries(node, { t, may })),
      separator,
      ...(['nextWindow', 'previousWindow', 'closeWindow', 'resetLayout'] as const).map(command),
    ]),
    submenu(t('shell.menu.help'), [
      command('help'),
      command('shortcuts'),
      separator,
      { kind: 'host', action: 'openLogs', label: t('shell.menu.openLogs') },
      { kind: 'host', action: 'checkForUpdates', label: t('shell.menu.checkForUpdates') },
    ]),
  ]
}

const submenu = (label: string, entries: readonly MenuEntry[]): MenuEntry => ({
  ...{ kind: 'submenu', label, entries },
})

const editEntries = (t: Translate): readonly MenuEntry[] =>
  (['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'] as const).map((role) => ({
    ...{ kind: 'role', role, label: t(`shell.menu.${role}`) },
  }))

const viewEntries = (t: Translate): readonly MenuEntry[] =>
  (['zoomIn', 'zoomOut', 'resetZoom', 'togglefullscreen'] as const).map((role) => ({
    ...{ kind: 'role', role, label: t(`shell.menu.${role}`) },
  }))

/** The Navigation tree as submenus; what the person may not open is not there. */
function windowEntries(node: NavigationNode, words: MenuWords): readonly MenuEntry[] {
  const { t, may } = words
  if ('window' in node) {
    const { title, role = 'viewer' } = windowOf(node.window)
    if (!may(role)) return []
    return [{ kind: 'command', id: windowMark + node.window, label: t(title), enabled: true }]
  }
  const entries = node.children.flatMap((child) => windowEntries(child, words))
  return entries.length === 0 ? [] : [submenu(t(node.title), entries)]
}
