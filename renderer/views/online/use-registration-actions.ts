import { Connection, Promotion, Refresh } from '@element-plus/icons-vue'
import { computed, type ComputedRef } from 'vue'
import type { RegistrationRow } from '../../../engine/api/contract/feed-rows.ts'
import type { GridAction } from '../../components/grid/grid-column.ts'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { useAskGateways } from './use-ask-gateways.ts'

const ownOf = (rows: readonly RegistrationRow[]): readonly RegistrationRow[] =>
  rows.filter(({ direction }) => direction === 'outbound')

/** What is done with registrations. */
export function useRegistrationActions(): ComputedRef<readonly GridAction<RegistrationRow>[]> {
  const { t } = useText()
  const engine = useEngine()
  const workspace = useWorkspace()
  const ask = useAskGateways()

  function refusal(rows: readonly RegistrationRow[]): string | undefined {
    if (!engine.may('operator')) return t('online.operatorOnly')
    return ownOf(rows).length > 0 ? undefined : t('online.onlyOutbound')
  }

  return computed(() => [
    {
      ...{ id: 'register', label: t('online.action.register'), icon: Refresh },
      ...{ inBar: 'primary', on: 'many', refusal },
      run: (rows) =>
        void ask(
          'registration.refresh',
          ownOf(rows).map(({ gateway }) => gateway),
        ),
    },
    {
      ...{ id: 'open', label: t('online.action.open'), icon: Promotion, keys: 'Enter' },
      ...{ inBar: 'plain', on: 'one' },
      run: ([row]) => workspace.open('routingGateways', { open: row?.gateway }),
    },
    {
      ...{ id: 'trace', label: t('online.action.trace'), icon: Connection },
      ...{ inBar: 'plain', on: 'one' },
      run: ([row]) => workspace.open('debugTrace', { gateway: row?.gateway, method: 'REGISTER' }),
    },
  ])
}
