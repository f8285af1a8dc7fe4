import { useEngine } from '../stores/engine.ts'
import { useNotices } from './use-notices.ts'
import { useText } from './use-text.ts'

/** Says what was done and offers the way back; an edit that changed nothing has none. */
export function useUndo(): (sentence: string, edit: number | null) => void {
  const engine = useEngine()
  const notices = useNotices()
  const { t } = useText()
  const undo = (edit: number): void => {
    engine
      .ask('edit.undo', { edit })
      .then(() => notices.say(t('component.undone')))
      .catch((error: unknown) => notices.fail(error))
  }
  return (sentence, edit) => {
    if (edit === null) notices.say(t('component.nothingChanged'))
    else notices.offerUndo(sentence, () => undo(edit))
  }
}
