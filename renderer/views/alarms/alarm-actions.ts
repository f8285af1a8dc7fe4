import { Check, Promotion } from '@element-plus/icons-vue'
import type { AlarmRow } from '../../../engine/api/contract/feed-rows.ts'
import type { GridAction } from '../../components/grid/grid-column.ts'
import { useFeedRows } from '../../composables/use-feed.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'
import { useWorkspace } from '../../stores/workspace.ts'

/** What can be done with alarms; `onConfirmed` is told when lists that are no feeds must be read again. */
export function useAlarmActions(onConfirmed: () => void = () => undefined) {
  const { t } = useText()
  const engine = useEngine()
  const workspace = useWorkspace()
  const notices = useNotices()
  const gateways = useFeedRows('routingGateways')

  async function confirm(rows: readonly AlarmRow[]): Promise<void> {
    const ids = rows.filter(({ confirmedBy }) => confirmedBy === null).map(({ id }) => id)
    try {
      const { confirmed } = await engine.ask('alarm.confirm', { ids })
      notices.say(t('alarm.confirmed', { count: confirmed }))
      onConfirmed()
    } catch (error) {
      notices.fail(error)
    }
  }

  const isGateway = (name: string | undefined): boolean =>
    gateways.value.some((gateway) => gateway.name === name)

  return (): readonly GridAction<AlarmRow>[] => [
    {
      ...{ id: 'confirm', label: t('alarm.confirm'), icon: Check, inBar: 'primary', on: 'many' },
      refusal: (rows) => {
        if (!engine.may('operator')) return t('error.PERMISSION_DENIED', { message: '' })
        const isDone = rows.every(({ confirmedBy }) => confirmedBy !== null)
        return isDone ? t('alarm.alreadyConfirmed') : undefined
      },
      run: (rows) => void confirm(rows),
    },
    {
      ...{
        id: 'gateway',
        label: t('alarm.openGateway'),
        icon: Promotion,
        inBar: 'plain',
        on: 'one',
      },
      refusal: ([row]) => (isGateway(row?.subject) ? undefined : t('alarm.noGateway')),
      run: ([row]) => workspace.open('routingGateways', { open: row?.subject }),
    },
    {
      ...{ id: 'trace', label: t('alarm.openTrace'), on: 'one' },
      refusal: ([row]) => (isGateway(row?.subject) ? undefined : t('alarm.noGateway')),
      run: ([row]) => workspace.open('debugTrace', { gateway: row?.subject }),
    },
  ]
}
