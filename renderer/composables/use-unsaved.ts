import { ElMessageBox } from 'element-plus'
import { h, onBeforeUnmount } from 'vue'
import { useUnsavedWork, type UnsavedWork } from '../stores/unsaved.ts'
import { useHost } from './use-host.ts'
import { translate } from './use-text.ts'

/** Lets a window be asked about before it closes, and before somebody signs out, while it holds unsaved work. */
export function holdUnsaved(window: string, work: UnsavedWork): void {
  onBeforeUnmount(useUnsavedWork().hold(window, work))
}

/** Asks what is to become of unsaved work in these windows, or in all; true = nothing is left that could be lost. */
export function useLeaving(): (windows?: Iterable<string>) => Promise<boolean> {
  const unsaved = useUnsavedWork()
  return async (windows) => {
    const held = unsaved.heldBy(windows)
    if (held.length === 0) return true
    // The safe answer is the one that Enter gives.
    const answer = await ElMessageBox.confirm(
      h('div', [...held.map((work) => h('p', work.words()))]),
      translate('component.unsaved'),
      {
        confirmButtonText: translate('component.keepEditing'),
        cancelButtonText: translate('component.discard'),
        distinguishCancelAndClose: true,
        type: 'warning',
      },
    ).catch((action: unknown) => action)
    if (answer !== 'cancel') return false
    for (const work of held) work.discard()
    return true
  }
}

/** Keeps the browser from leaving the page without a question while there is unsaved work; until the returned function is called. */
export function guardPage(): () => void {
  // The desktop has no such question: its window would just not close.
  if (useHost().isDesktop) return () => undefined
  const unsaved = useUnsavedWork()
  const ask = (event: BeforeUnloadEvent): void => {
    if (unsaved.heldBy().length > 0) event.preventDefault()
  }
  window.addEventListener('beforeunload', ask)
  return () => window.removeEventListener('beforeunload', ask)
}
