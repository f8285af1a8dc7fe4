import { Delete, Phone, Position, RefreshRight, VideoPause } from '@element-plus/icons-vue'
import { computed } from 'vue'
import type { LabGeneratorRow } from '../../../engine/api/contract/lab-rows.ts'
import type { GridAction } from '../../components/grid/grid-column.ts'
import { askEach } from '../../composables/ask-each.ts'
import { useConfirm } from '../../composables/use-confirm.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import type { OpenPeer } from './use-peer-dialog.ts'

type Rows = readonly LabGeneratorRow[]

/** What is done with call generators. */
export function useGeneratorActions(
  open: (opened: OpenPeer) => void,
  hasMapping: (name: string) => boolean,
) {
  const { t } = useText()
  const engine = useEngine()
  const workspace = useWorkspace()
  const notices = useNotices()
  const confirm = useConfirm()
  const byRole = (): string | undefined =>
    engine.may('operator') ? undefined : t('lab.notYourRole')

  async function stop(rows: Rows): Promise<void> {
    const names = rows.filter(({ state }) => state !== 'stopped').map(({ name }) => name)
    const { done, fault } = await askEach(names, (name) =>
      engine.ask('labGenerator.stop', { name }),
    )
    if (done > 0) notices.say(t('lab.generator.stopped', { name: names.join(', ') }))
    if (fault !== undefined) notices.fail(fault)
  }

  async function remove(rows: Rows): Promise<void> {
    const names = rows.map(({ name }) => name)
    const calls = rows.reduce((sum, { active }) => sum + active, 0)
    const isConfirmed = await confirm({
      title: t('lab.generator.removeTitle', { count: rows.length }),
      question: t('lab.generator.removeWhat', { names: names.join(', '), calls }),
      ...{ hint: t('lab.generator.removeHint'), confirm: t('lab.generator.remove') },
    })
    if (!isConfirmed) return
    const ask = (name: string) => engine.ask('labGenerator.remove', { name })
    const { done, fault } = await askEach(names, ask)
    if (done > 0) notices.say(t('lab.generator.removed', { names: names.join(', ') }))
    if (fault !== undefined) notices.fail(fault)
  }

  return computed((): readonly GridAction<LabGeneratorRow>[] => [
    {
      ...{ id: 'add', label: t('lab.generator.add'), icon: Phone, inBar: 'primary', on: 'none' },
      ...{ keys: 'Insert', refusal: byRole, run: () => open({ kind: 'generator', fields: {} }) },
    },
    {
      ...{ id: 'stop', label: t('lab.generator.stop'), icon: VideoPause, inBar: 'plain' },
      on: 'many',
      refusal: (rows) =>
        byRole() ??
        (rows.some(({ state }) => state !== 'stopped') ? undefined : t('lab.generator.isStopped')),
      run: (rows) => void stop(rows),
    },
    {
      ...{ id: 'again', label: t('lab.generator.again'), icon: RefreshRight, inBar: 'plain' },
      on: 'one',
      refusal: ([row]) =>
        byRole() ?? (row?.state === 'stopped' ? undefined : t('lab.generator.isRunning')),
      run: ([row]) => row && open({ kind: 'generator', fields: row.plan }),
    },
    {
      ...{ id: 'remove', label: t('lab.generator.remove'), icon: Delete, inBar: 'plain' },
      ...{ on: 'many', keys: 'Delete', isDangerous: true, refusal: byRole },
      run: (rows) => void remove(rows),
    },
    {
      ...{ id: 'mapping', label: t('lab.generator.openMapping'), icon: Position, on: 'one' },
      refusal: ([row]) => (row && hasMapping(row.name) ? undefined : t('lab.generator.noMapping')),
      run: ([row]) => workspace.open('mappingGateways', { open: row?.name }),
    },
  ])
}
