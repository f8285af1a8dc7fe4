import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import { useFeed } from '../../composables/use-feed.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import type { WindowParams } from '../../stores/workspace.ts'
import {
  copyName,
  fieldsOfListed,
  gatewayKinds,
  type KindName,
  type Listed,
} from './gateway-kind.ts'
import type { OpenGateway } from './use-gateway-draft.ts'

/** An open dialog of the window. */
export interface OpenDialog {
  readonly key: number
  readonly opened: OpenGateway
  readonly copiedFrom?: string
  /** Several gateways at once, instead of one. */
  readonly many?: readonly Listed[]
  /** Counts up each time that it is asked for again. */
  readonly raise: number
}

/** What both gateway windows do: the dialogs that are open, and what their opener asked for. */
export function useGatewayWindow(
  kind: KindName,
  props: { readonly params: WindowParams; readonly turn: number },
) {
  const { t } = useText()
  const notices = useNotices()
  const rows = useFeed(gatewayKinds[kind].feed)
  const state = ref(rows.state)
  const dialogs = shallowRef<readonly OpenDialog[]>([])
  let nextKey = 0
  let doneTurn = 0

  const find = (name: string): Listed | undefined =>
    ([...rows.values()] as readonly Listed[]).find((each) => each.name === name)
  const show = (dialog: Omit<OpenDialog, 'key' | 'raise'>): void => {
    dialogs.value = [...dialogs.value, { key: nextKey++, raise: 0, ...dialog }]
  }

  /** One dialog for each gateway: the one that is open already comes to the front. */
  function open(row: Listed): void {
    const known = dialogs.value.find(({ opened }) => opened.row?.id === row.id)
    if (!known) show({ opened: { row } })
    dialogs.value = dialogs.value.map((each) =>
      each === known ? { ...each, raise: each.raise + 1 } : each,
    )
  }

  function copy(row: Listed): void {
    const wanted = t('gateways.copyName', { name: row.name })
    const name = copyName(wanted, (each) => find(each) !== undefined)
    show({ opened: { fields: { ...fieldsOfListed(kind, row), name } }, copiedFrom: row.name })
  }

  /** What the opener of the window wants. */
  function request({ open: name, add }: WindowParams): void {
    if (add === true) show({ opened: {} })
    if (typeof name !== 'string') return
    const row = find(name)
    if (row) open(row)
    else notices.warn(t('gateways.gone', { name }))
  }

  onBeforeUnmount(
    rows.watch({
      state(next) {
        state.value = next
      },
    }),
  )
  watch(
    [() => props.turn, state],
    () => {
      if (state.value !== 'ready' || props.turn === doneTurn) return
      doneTurn = props.turn
      request(props.params)
    },
    { immediate: true },
  )
  return {
    ...{ dialogs, open, copy },
    add: () => show({ opened: {} }),
    setMany: (many: readonly Listed[]) => show({ opened: {}, many }),
    close(key: number) {
      dialogs.value = dialogs.value.filter((each) => each.key !== key)
    },
    isLoading: computed(() => state.value === 'loading'),
  }
}
