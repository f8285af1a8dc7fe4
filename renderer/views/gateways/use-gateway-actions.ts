import { ElMessageBox } from 'element-plus'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'
import type { KindName, Listed } from './gateway-kind.ts'
import { removalWords } from './removal-words.ts'
import { useUndo } from '../../composables/use-undo.ts'

/** A row that is to be deleted, with the calls that it carries. */
export interface Removal {
  readonly gateway: Listed
  readonly active: number
}

/** What is done with gateways from the grid: each a single edit, with the way back. */
export function useGatewayActions(kind: KindName) {
  const engine = useEngine()
  const notices = useNotices()
  const { t } = useText()
  const offerUndo = useUndo()

  async function setLock(gateways: readonly Listed[], lockType: 0 | 3): Promise<void> {
    const changed = gateways.filter((each) => each.lockType !== lockType)
    // A lock overwrites nothing that somebody typed, so it needs no version to stand on.
    const edits = changed.map(({ name }) => ({ name, changes: { lockType } }))
    try {
      const { edit } = await engine.ask('gateway.setMany', { kind, edits })
      const done = lockType === 0 ? 'gateways.done.unlocked' : 'gateways.done.locked'
      offerUndo(t(done, { count: changed.length }), edit)
    } catch (error) {
      notices.fail(error)
    }
  }

  async function remove(removals: readonly Removal[]): Promise<void> {
    const names = removals.map(({ gateway }) => gateway.name)
    const answer = await ElMessageBox.confirm(
      removalWords(kind, removals, t),
      t('gateways.remove.title'),
      {
        confirmButtonText: t('gateways.remove.confirm'),
        cancelButtonText: t('component.cancel'),
        confirmButtonClass: 'el-button--danger',
        type: 'warning',
      },
    ).catch(() => 'cancel')
    if (answer === 'cancel') return
    try {
      const { edit } = await engine.ask('gateway.removeMany', { kind, names })
      const [name = ''] = names
      const done =
        names.length === 1
          ? t('gateways.done.removedOne', { name })
          : t('gateways.done.removed', { count: names.length })
      offerUndo(done, edit)
    } catch (error) {
      notices.fail(error)
    }
  }

  return { setLock, remove }
}
