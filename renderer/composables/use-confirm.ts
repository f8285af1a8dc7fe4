import { ElMessageBox } from 'element-plus'
import { h } from 'vue'
import { translate } from './use-text.ts'

export interface Question {
  readonly title: string
  /** What will be done: how many, which. */
  readonly question: string
  /** What comes of it, below. */
  readonly hint: string
  /** The word of the button that does it. */
  readonly confirm: string
}

/** Asks before something is done that cannot be taken back. */
async function isConfirmed({ title, question, hint, confirm }: Question): Promise<boolean> {
  const words = h('div', [h('p', question), h('p', { class: 'tl-soft' }, hint)])
  const answer = await ElMessageBox.confirm(words, title, {
    confirmButtonText: confirm,
    cancelButtonText: translate('component.cancel'),
    confirmButtonClass: 'el-button--danger',
    type: 'warning',
  }).catch(() => 'cancel')
  return answer !== 'cancel'
}

export const useConfirm = () => isConfirmed
