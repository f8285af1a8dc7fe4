import { Delete, Edit, Lock, Plus, Unlock } from '@element-plus/icons-vue'
import type { GridAction } from '../../components/grid/grid-column.ts'
import type { Translate } from '../../composables/use-text.ts'
import type { WindowParams } from '../../stores/workspace.ts'
import type { KindName, Listed } from './gateway-kind.ts'
import type { GatewayRow } from './join-rows.ts'
import type { Removal } from './use-gateway-actions.ts'

/** What the actions of both grids do. */
export interface ActionPorts {
  readonly mayChange: () => boolean
  readonly add: () => void
  readonly open: (gateway: Listed) => void
  readonly copy: (gateway: Listed) => void
  readonly setLock: (gateways: readonly Listed[], lockType: 0 | 3) => void
  readonly setMany: (gateways: readonly Listed[]) => void
  readonly remove: (removals: readonly Removal[]) => void
}

type AnyRow = GatewayRow<Listed, { readonly id: number; readonly active: number }>

const gatewaysOf = (rows: readonly AnyRow[]): readonly Listed[] =>
  rows.map(({ gateway }) => gateway)

/** Where else a gateway shows: entries of the right-click menu. */
export function gatewayLinks(
  kind: KindName,
  open: (id: string, params: WindowParams) => void,
  t: Translate,
): readonly GridAction<AnyRow>[] {
  const links = {
    routing: [
      ['online', 'routingOnline', {}],
      ['publications', 'publications', {}],
      ['messages', 'debugTrace', { method: 'PUBLISH' }],
      ['analysis', 'gatewayAnalysis', {}],
    ],
    mapping: [
      ['online', 'mappingOnline', {}],
      ['route', 'routeAnalysis', {}],
    ],
  } as const
  return links[kind].map(([id, window, params]) => ({
    ...{ id, label: t(`gateways.action.${id}`), on: 'one' },
    run: (rows) =>
      gatewaysOf(rows).forEach(({ name }) => open(window, { ...params, gateway: name })),
  }))
}

/** The tool bar and the right-click menu of a gateway grid. */
export function gatewayActions(ports: ActionPorts, t: Translate): readonly GridAction<AnyRow>[] {
  const refusal = (): string | undefined =>
    ports.mayChange() ? undefined : t('gateways.action.operatorOnly')
  const refusalUnless =
    (isWanted: (gateway: Listed) => boolean, word: string) => (rows: readonly AnyRow[]) =>
      refusal() ?? (gatewaysOf(rows).some(isWanted) ? undefined : word)
  return [
    {
      ...{ id: 'add', label: t('gateways.action.add'), icon: Plus, inBar: 'primary', on: 'none' },
      ...{ keys: 'Insert', refusal, run: ports.add },
    },
    {
      ...{ id: 'properties', label: t('gateways.action.properties'), icon: Edit, inBar: 'plain' },
      ...{ on: 'one', keys: 'Enter', run: (rows) => gatewaysOf(rows).forEach(ports.open) },
    },
    {
      ...{ id: 'copy', label: t('gateways.action.copy'), on: 'one', refusal },
      run: (rows) => gatewaysOf(rows).forEach(ports.copy),
    },
    {
      ...{ id: 'setMany', label: t('gateways.action.setMany'), on: 'many', inBar: 'plain' },
      ...{ refusal, run: (rows) => ports.setMany(gatewaysOf(rows)) },
    },
    {
      ...{ id: 'lock', label: t('gateways.action.lock'), icon: Lock, inBar: 'plain', on: 'many' },
      refusal: refusalUnless(({ lockType }) => lockType === 0, t('gateways.action.allLocked')),
      run: (rows) => ports.setLock(gatewaysOf(rows), 3),
    },
    {
      ...{ id: 'unlock', label: t('gateways.action.unlock'), icon: Unlock, inBar: 'plain' },
      on: 'many',
      refusal: refusalUnless(({ lockType }) => lockType !== 0, t('gateways.action.allUnlocked')),
      run: (rows) => ports.setLock(gatewaysOf(rows), 0),
    },
    {
      ...{ id: 'remove', label: t('gateways.action.remove'), icon: Delete, inBar: 'plain' },
      ...{ on: 'many', isDangerous: true, keys: 'Delete', refusal },
      run: (rows) =>
        ports.remove(rows.map(({ gateway, online }) => ({ gateway, active: online?.active ?? 0 }))),
    },
  ]
}
