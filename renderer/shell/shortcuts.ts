import type { CommandId } from './commands.ts'

/** Keys of the commands; written as they are shown. */
export const shortcutKeys: Partial<Readonly<Record<CommandId, string>>> = {
  palette: 'Ctrl+K',
  help: 'F1',
  shortcuts: 'Ctrl+/',
  navigation: 'Ctrl+B',
  closeWindow: 'Alt+W',
  nextWindow: 'Alt+PageDown',
  previousWindow: 'Alt+PageUp',
  nextArea: 'F6',
}

/** The combination that an event stands for, `Ctrl+Shift+K`; Command counts as Ctrl. */
export function keysOf(event: KeyboardEvent): string {
  const parts = [
    event.ctrlKey || event.metaKey ? 'Ctrl' : '',
    event.altKey ? 'Alt' : '',
    event.shiftKey ? 'Shift' : '',
    event.key.length === 1 ? event.key.toUpperCase() : event.key,
  ]
  return parts.filter((part) => part !== '').join('+')
}

/** Runs the command of each combination, until the returned function is called; an open dialog keeps its keys. */
export function listenToShortcuts(run: (id: CommandId) => void): () => void {
  const byKeys = new Map(
    Object.entries(shortcutKeys).map(([id, keys]) => [keys, id as CommandId] as const),
  )
  const onKey = (event: KeyboardEvent): void => {
    const id = byKeys.get(keysOf(event))
    if (id === undefined || event.repeat) return
    event.preventDefault()
    event.stopPropagation()
    run(id)
  }
  window.addEventListener('keydown', onKey, { capture: true })
  return () => window.removeEventListener('keydown', onKey, { capture: true })
}
