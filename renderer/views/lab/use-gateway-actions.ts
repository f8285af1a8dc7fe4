import { Bell, Delete, Edit, MuteNotification, Plus, Promotion } from '@element-plus/icons-vue'
import { ElMessageBox } from 'element-plus'
import { computed, h } from 'vue'
import type { LabGatewayRow } from '../../../engine/api/contract/lab-rows.ts'
import type { GridAction } from '../../components/grid/grid-column.ts'
import { askEach } from '../../composables/ask-each.ts'
import { useConfirm } from '../../composables/use-confirm.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useUndo } from '../../composables/use-undo.ts'
import { useEngine } from '../../stores/engine.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import type { OpenPeer } from './use-peer-dialog.ts'

type Rows = readonly LabGatewayRow[]

const namesOf = (rows: readonly { readonly name: string }[]): string =>
  rows.map(({ name }) => name).join(', ')

/** What is done with simulated gateways. */
export function useGatewayActions(
  open: (opened: OpenPeer) => void,
  routingOf: (row: LabGatewayRow) => readonly string[],
) {
  const { t } = useText()
  const engine = useEngine()
  const workspace = useWorkspace()
  const notices = useNotices()
  const confirm = useConfirm()
  const offerUndo = useUndo()
  const byRole = (): string | undefined =>
    engine.may('operator') ? undefined : t('lab.notYourRole')

  async function setSilent({ name }: LabGatewayRow, isSilent: boolean): Promise<void> {
    try {
      await engine.ask('labGateway.set', { name, changes: { isSilent } })
      notices.say(t(isSilent ? 'lab.gateway.silenced' : 'lab.gateway.speaks', { name }))
    } catch (error) {
      notices.fail(error)
    }
  }

  async function remove(rows: Rows): Promise<void> {
    const routing = [...new Set(rows.flatMap(routingOf))]
    const answer = routing.length === 0 ? await asked(rows) : await askedBoth(rows, routing)
    if (answer === 'none') return
    const names = rows.map(({ name }) => name)
    const { done, fault } = await askEach(names, (name) =>
      engine.ask('labGateway.remove', { name }),
    )
    if (done > 0) notices.say(t('lab.gateway.removed', { names: names.join(', ') }))
    if (fault !== undefined) notices.fail(fault)
    else if (answer === 'both') await removeRouting(routing)
  }

  async function asked(rows: Rows): Promise<'one' | 'none'> {
    const isConfirmed = await confirm({
      title: t('lab.gateway.removeTitle', { count: rows.length }),
      question: t('lab.gateway.removeWhat', { names: namesOf(rows) }),
      ...{ hint: t('lab.gateway.removeHint'), confirm: t('lab.gateway.remove') },
    })
    return isConfirmed ? 'one' : 'none'
  }

  /** Routing gateways that send to them would be left behind. */
  async function askedBoth(
    rows: Rows,
    routing: readonly string[],
  ): Promise<'both' | 'one' | 'none'> {
    const words = h('div', [
      h('p', t('lab.gateway.removeWhat', { names: namesOf(rows) })),
      h('p', t('lab.gateway.removeRouting', { names: routing.join(', ') })),
    ])
    const title = t('lab.gateway.removeTitle', { count: rows.length })
    const answer = await ElMessageBox.confirm(words, title, {
      ...{ confirmButtonText: t('lab.gateway.removeBoth') },
      ...{ cancelButtonText: t('lab.gateway.removeOne'), distinguishCancelAndClose: true },
      ...{ type: 'warning', confirmButtonClass: 'el-button--danger' },
    }).catch((action: unknown) => action)
    if (answer === 'confirm') return 'both'
    return answer === 'cancel' ? 'one' : 'none'
  }

  async function removeRouting(names: readonly string[]): Promise<void> {
    try {
      const { edit } = await engine.ask('gateway.removeMany', {
        kind: 'routing',
        names: [...names],
      })
      offerUndo(t('lab.gateway.routingRemoved', { names: names.join(', ') }), edit)
    } catch (error) {
      notices.fail(error)
    }
  }

  const edit = ({ name, plan }: LabGatewayRow): void =>
    open({ kind: 'gateway', name, fields: plan })

  return {
    edit,
    actions: computed((): readonly GridAction<LabGatewayRow>[] => [
      {
        ...{ id: 'add', label: t('lab.gateway.add'), icon: Plus, inBar: 'primary', on: 'none' },
        ...{ keys: 'Insert', refusal: byRole, run: () => open({ kind: 'gateway', fields: {} }) },
      },
      {
        ...{ id: 'edit', label: t('lab.gateway.edit'), icon: Edit, inBar: 'plain', on: 'one' },
        ...{ keys: 'Enter', run: ([row]) => row && edit(row) },
      },
      {
        ...{ id: 'remove', label: t('lab.gateway.remove'), icon: Delete, inBar: 'plain' },
        ...{ on: 'many', keys: 'Delete', isDangerous: true, refusal: byRole },
        run: (rows) => void remove(rows),
      },
      {
        ...{ id: 'silence', label: t('lab.gateway.silence'), icon: MuteNotification, on: 'one' },
        refusal: byRole,
        run: ([row]) => row && void setSilent(row, true),
      },
      {
        ...{ id: 'speak', label: t('lab.gateway.speak'), icon: Bell, on: 'one', refusal: byRole },
        run: ([row]) => row && void setSilent(row, false),
      },
      {
        ...{ id: 'routing', label: t('lab.gateway.openRouting'), icon: Promotion, on: 'one' },
        refusal: ([row]) =>
          row && routingOf(row).length > 0 ? undefined : t('lab.gateway.noRouting'),
        run: ([row]) => row && workspace.open('routingGateways', { open: routingOf(row)[0] }),
      },
    ]),
  }
}
