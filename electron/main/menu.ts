import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { HostAction, MenuEntry } from '../bridge/menu-entry.ts'
import type { Phrases } from './phrases.ts'

export interface MenuActions {
  readonly choose: (id: string) => void
  readonly act: (action: HostAction) => void
}

/** Shows the client's menu as the application's own. */
export function showMenu(
  entries: readonly MenuEntry[],
  phrases: Phrases,
  actions: MenuActions,
): void {
  const template = withHelp(entries, phrases).map((entry) => menuItem(entry, actions))
  // macOS takes the first menu for the application's own.
  const own: MenuItemConstructorOptions[] =
    process.platform === 'darwin' ? [{ role: 'appMenu' }] : []
  Menu.setApplicationMenu(Menu.buildFromTemplate([...own, ...template]))
}

/** What is there before the client has said what it offers, and if it never does. */
export const firstMenu = (phrases: Phrases): readonly MenuEntry[] => [
  {
    kind: 'submenu',
    label: phrases.edit,
    entries: (['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'] as const).map((role) => ({
      kind: 'role',
      role,
      label: phrases[role],
    })),
  },
]

/** The way to the logs is always there: it is wanted most when the client is not. */
function withHelp(entries: readonly MenuEntry[], phrases: Phrases): readonly MenuEntry[] {
  if (offersLogs(entries)) return entries
  const help: MenuEntry = {
    kind: 'submenu',
    label: phrases.help,
    entries: [
      { kind: 'host', action: 'openLogs', label: phrases.openLogs },
      { kind: 'host', action: 'checkForUpdates', label: phrases.checkForUpdates },
      { kind: 'separator' },
      { kind: 'host', action: 'quit', label: phrases.quit },
    ],
  }
  return [...entries, help]
}

const offersLogs = (entries: readonly MenuEntry[]): boolean =>
  entries.some(
    (entry) =>
      (entry.kind === 'host' && entry.action === 'openLogs') ||
      (entry.kind === 'submenu' && offersLogs(entry.entries)),
  )

function menuItem(entry: MenuEntry, actions: MenuActions): MenuItemConstructorOptions {
  switch (entry.kind) {
    case 'separator':
      return { type: 'separator' }
    case 'submenu':
      return { label: entry.label, submenu: entry.entries.map((each) => menuItem(each, actions)) }
    case 'role':
      return { role: entry.role, label: entry.label }
    case 'host':
      return { label: entry.label, click: () => actions.act(entry.action) }
    case 'command':
      return {
        ...{ id: entry.id, label: entry.label, enabled: entry.enabled },
        ...(entry.accelerator === undefined ? {} : { accelerator: entry.accelerator }),
        ...(entry.checked === undefined ? {} : { type: 'checkbox', checked: entry.checked }),
        // The window listens to its keys itself: shown here, a key must not count twice.
        registerAccelerator: false,
        click: () => actions.choose(entry.id),
      }
  }
}
