import { Connection, Phone, Position, Promotion } from '@element-plus/icons-vue'
import { computed, type ComputedRef } from 'vue'
import type { CallFeedRow } from '../../../engine/api/contract/feed-rows.ts'
import type { GridAction } from '../../components/grid/grid-column.ts'
import { useConfirm } from '../../composables/use-confirm.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { hangUpQuestion, hangUpResult } from './hang-up-words.ts'

/** What is done with calls in progress. */
export function useCallActions(): ComputedRef<readonly GridAction<CallFeedRow>[]> {
  const { t } = useText()
  const engine = useEngine()
  const workspace = useWorkspace()
  const notices = useNotices()
  const confirm = useConfirm()

  async function hangUp(calls: readonly CallFeedRow[]): Promise<void> {
    const count = calls.length
    const isConfirmed = await confirm({
      title: t('calls.hangUp.title'),
      question: hangUpQuestion(calls, t),
      hint: t('calls.hangUp.hint'),
      confirm: count === 1 ? t('calls.hangUp.confirmOne') : t('calls.hangUp.confirm', { count }),
    })
    if (!isConfirmed) return
    const callIds = calls.map(({ callId }) => callId)
    try {
      const { disconnected } = await engine.ask('call.disconnect', { callIds })
      notices.say(hangUpResult(callIds.length, disconnected, t))
    } catch (error) {
      notices.fail(error)
    }
  }

  return computed(() => [
    {
      ...{ id: 'hangUp', label: t('calls.action.hangUp'), icon: Phone, keys: 'Delete' },
      ...{ inBar: 'primary', on: 'many', isDangerous: true },
      refusal: () => (engine.may('operator') ? undefined : t('online.operatorOnly')),
      run: (calls) => void hangUp(calls),
    },
    {
      ...{ id: 'trace', label: t('calls.action.trace'), icon: Connection, keys: 'Enter' },
      ...{ inBar: 'plain', on: 'one' },
      run: ([call]) => workspace.open('debugTrace', { callIds: call?.callIds.join(',') }),
    },
    {
      ...{ id: 'routing', label: t('calls.action.openRouting'), icon: Promotion },
      ...{ inBar: 'plain', on: 'one' },
      refusal: ([call]) => (call?.routingGateway === '' ? t('calls.noRouting') : undefined),
      run: ([call]) => workspace.open('routingGateways', { open: call?.routingGateway }),
    },
    {
      ...{ id: 'mapping', label: t('calls.action.openMapping'), icon: Position },
      ...{ inBar: 'plain', on: 'one' },
      run: ([call]) => workspace.open('mappingGateways', { open: call?.mappingGateway }),
    },
  ])
}
