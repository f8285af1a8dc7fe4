import { ElMessage, ElNotification } from 'element-plus'
import { h } from 'vue'
import { errorSentence } from './error-sentence.ts'
import { translate } from './use-text.ts'

const undoShownMs = 10_000

/** Short words about what happened; nothing here blocks the work. */
export interface Notices {
  say(sentence: string): void
  warn(sentence: string): void
  /** What went wrong, in the words of the error's code. */
  fail(error: unknown): void
  /** What was done, with the way back. */
  offerUndo(sentence: string, undo: () => void): void
}

const notices: Notices = {
  say(message) {
    ElMessage({ type: 'success', message, plain: true })
  },
  warn(message) {
    ElMessage({ type: 'warning', message, plain: true })
  },
  fail(error) {
    ElMessage({
      ...{ type: 'error', message: errorSentence(error), plain: true },
      ...{ duration: 8000, showClose: true },
    })
  },
  offerUndo(sentence, undo) {
    const notification = ElNotification({
      ...{ type: 'success', title: sentence, position: 'bottom-right', duration: undoShownMs },
      message: h(
        'button',
        {
          type: 'button',
          class: 'tl-link',
          onClick: () => {
            notification.close()
            undo()
          },
        },
        translate('component.undo'),
      ),
    })
  },
}

export const useNotices = (): Notices => notices
