import { Connection, Lock, Phone, Promotion, Refresh, Share, Unlock } from '@element-plus/icons-vue'
import { computed, type ComputedRef } from 'vue'
import type { GridAction } from '../../components/grid/grid-column.ts'
import { useFeed } from '../../composables/use-feed.ts'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { gatewayKinds, type KindName, type Listed } from '../gateways/gateway-kind.ts'
import { useGatewayActions } from '../gateways/use-gateway-actions.ts'
import { useAskGateways } from './use-ask-gateways.ts'

/** A row of either online list. */
interface OnlineRow {
  readonly id: number
  readonly name: string
  /** Of routing gateways. */
  readonly allowPublish?: boolean
}

/** What is done with the gateways of an online list. */
export function useOnlineActions<R extends OnlineRow>(
  kind: KindName,
): ComputedRef<readonly GridAction<R>[]> {
  const { t } = useText()
  const workspace = useWorkspace()
  const engine = useEngine()
  const listed = useFeed(gatewayKinds[kind].feed)
  const { setLock } = useGatewayActions(kind)
  const ask = useAskGateways()

  const configured = (rows: readonly R[]): readonly Listed[] =>
    rows.flatMap(({ id }) => (listed.get(id) as Listed | undefined) ?? [])
  const byRole = (): string | undefined =>
    engine.may('operator') ? undefined : t('online.operatorOnly')
  const opens = (window: string) => (rows: readonly R[]) => {
    workspace.open(window, { gateway: rows[0]?.name })
  }
  const locking = (lockType: 0 | 3): GridAction<R> => ({
    id: lockType === 0 ? 'unlock' : 'lock',
    label: lockType === 0 ? t('online.action.unlock') : t('online.action.lock'),
    icon: lockType === 0 ? Unlock : Lock,
    ...(lockType === 3 ? { inBar: 'plain' } : {}),
    on: 'many',
    refusal(rows) {
      const isNeeded = configured(rows).some((each) => each.lockType !== lockType)
      const words = lockType === 0 ? t('online.noneLocked') : t('online.allLocked')
      return byRole() ?? (isNeeded ? undefined : words)
    },
    run: (rows) => void setLock(configured(rows), lockType),
  })

  return computed(() => {
    const publishing: readonly GridAction<R>[] = [
      {
        ...{ id: 'publications', label: t('online.action.publications'), icon: Share },
        ...{ inBar: 'plain', on: 'one', run: opens('publications') },
      },
      {
        ...{ id: 'refresh', label: t('online.action.refresh'), icon: Refresh },
        ...{ inBar: 'plain', on: 'many' },
        refusal: (rows) =>
          byRole() ??
          (rows.some(({ allowPublish }) => allowPublish) ? undefined : t('online.notAllowed')),
        run: (rows) =>
          void ask(
            'publication.refresh',
            rows.filter(({ allowPublish }) => allowPublish).map(({ name }) => name),
          ),
      },
    ]
    return [
      {
        ...{ id: 'open', label: t('online.action.open'), icon: Promotion, keys: 'Enter' },
        ...{ inBar: 'plain', on: 'one' },
        run: ([row]) => workspace.open(`${kind}Gateways`, { open: row?.name }),
      },
      {
        ...{ id: 'calls', label: t('online.action.calls'), icon: Phone },
        ...{ inBar: 'plain', on: 'one', run: opens('calls') },
      },
      {
        ...{ id: 'trace', label: t('online.action.trace'), icon: Connection, on: 'one' },
        ...(kind === 'mapping' ? { inBar: 'plain' } : {}),
        run: opens('debugTrace'),
      },
      ...(kind === 'routing' ? publishing : []),
      locking(3),
      locking(0),
    ]
  })
}
