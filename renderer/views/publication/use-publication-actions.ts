import { Connection, DataLine, Delete, Promotion, Refresh } from '@element-plus/icons-vue'
import { computed, type ComputedRef } from 'vue'
import type { PublicationRow } from '../../../engine/api/contract/feed-rows.ts'
import type { GridAction } from '../../components/grid/grid-column.ts'
import { askEach } from '../../composables/ask-each.ts'
import { useConfirm } from '../../composables/use-confirm.ts'
import { useFeed } from '../../composables/use-feed.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { useAskGateways } from '../online/use-ask-gateways.ts'
import { removalQuestion } from './removal-words.ts'

const heldOf = (rows: readonly PublicationRow[]): readonly PublicationRow[] =>
  rows.filter(({ side }) => side === 'held')

/** What is done with publications. */
export function usePublicationActions(): ComputedRef<readonly GridAction<PublicationRow>[]> {
  const { t } = useText()
  const engine = useEngine()
  const workspace = useWorkspace()
  const notices = useNotices()
  const confirm = useConfirm()
  const publications = useFeed('publications')
  const ask = useAskGateways()
  const byRole = (): string | undefined =>
    engine.may('operator') ? undefined : t('online.operatorOnly')

  async function remove(rows: readonly PublicationRow[]): Promise<void> {
    const isConfirmed = await confirm({
      title: t('publication.removal.title'),
      question: removalQuestion(rows, t),
      hint: t('publication.removal.hint'),
      confirm: t('publication.removal.confirm'),
    })
    if (!isConfirmed) return
    // Each refresh gives it a new entity-tag: the one that it has now, not the one that was asked about.
    const left = rows.flatMap(({ key }) => publications.get(key) ?? [])
    const tags = left.map(({ entityTag }) => entityTag)
    const { done, fault } = await askEach(tags, (entityTag) =>
      engine.ask('publication.remove', { entityTag }),
    )
    if (fault !== undefined) notices.fail(fault)
    else if (done === 0) notices.warn(t('publication.removal.gone'))
    else if (done === 1) {
      notices.say(t('publication.removal.doneOne', { gateway: left[0]?.gateway ?? '' }))
    } else notices.say(t('publication.removal.done', { count: done }))
  }

  return computed(() => [
    {
      ...{ id: 'refresh', label: t('publication.action.refresh'), icon: Refresh },
      ...{ inBar: 'primary', on: 'many', refusal: byRole },
      run: (rows) =>
        void ask('publication.refresh', [...new Set(rows.map(({ gateway }) => gateway))]),
    },
    {
      ...{ id: 'remove', label: t('publication.action.remove'), icon: Delete, keys: 'Delete' },
      ...{ inBar: 'plain', on: 'many', isDangerous: true },
      refusal: (rows) =>
        byRole() ?? (heldOf(rows).length > 0 ? undefined : t('publication.onlyHeld')),
      run: (rows) => void remove(heldOf(rows)),
    },
    {
      ...{ id: 'trace', label: t('publication.action.trace'), icon: Connection },
      ...{ inBar: 'plain', on: 'one' },
      run: ([row]) => workspace.open('debugTrace', { gateway: row?.gateway, method: 'PUBLISH' }),
    },
    {
      ...{ id: 'open', label: t('publication.action.open'), icon: Promotion, keys: 'Enter' },
      ...{ inBar: 'plain', on: 'one' },
      run: ([row]) => workspace.open('routingGateways', { open: row?.gateway }),
    },
    {
      ...{ id: 'online', label: t('publication.action.online'), icon: DataLine, on: 'one' },
      run: ([row]) => workspace.open('routingOnline', { gateway: row?.gateway }),
    },
  ])
}
