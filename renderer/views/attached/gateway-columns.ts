import type {
  AttachedGateway,
  AttachedOnlineRow,
} from '../../../engine/api/contract/attached-procedures.ts'
import { badge, levelBar } from '../../components/grid/cells.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import {
  formatCapacity,
  formatMoment,
  formatPercent,
  formatSpan,
} from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'
import { lockWords } from './lock-words.ts'
import type { attachedText } from './text.ts'

type ColumnName = keyof (typeof attachedText)['en']['column']
type Options<R> = Partial<Omit<GridColumn<R>, 'id' | 'title' | 'value'>>

/** Makes columns of one kind of rows. */
export function columnMaker<R>(t: Translate) {
  const column = (
    id: ColumnName,
    width: number,
    value: GridColumn<R>['value'],
    options: Options<R> = {},
  ): GridColumn<R> => ({ id, title: t(`attached.column.${id}`), width, value, ...options })
  const number = (
    id: ColumnName,
    width: number,
    value: (row: R) => number,
    options: Options<R> = {},
  ): GridColumn<R> => column(id, width, value, { kind: 'number', ...options })
  const moment = (
    id: ColumnName,
    valueOf: (row: R) => number,
    options: Options<R> = {},
  ): GridColumn<R> =>
    column(id, 156, valueOf, {
      ...{ kind: 'moment', format: (row) => formatMoment(valueOf(row)) },
      ...options,
    })
  const percent = (id: ColumnName, width: number, valueOf: (row: R) => number): GridColumn<R> =>
    number(id, width, valueOf, { format: (row) => formatPercent(valueOf(row)) })
  return { column, number, moment, percent }
}

const registerTypes = ['static', 'dynamic', 'registration', 'edge'] as const
const hidden = { hidden: true }

/** Columns of the routing gateways. */
export function gatewayColumns(t: Translate): readonly GridColumn<AttachedGateway>[] {
  const { column, number } = columnMaker<AttachedGateway>(t)
  const typeWords = ({ registerType }: AttachedGateway): string => {
    const name = registerTypes[registerType]
    return name === undefined ? String(registerType) : t(`attached.registerType.${name}`)
  }
  return [
    column('name', 170, ({ name }) => name, { pinned: true, sort: 'asc' }),
    column('prefix', 150, ({ prefix }) => prefix, { tooltip: ({ prefix }) => prefix }),
    number('capacity', 92, ({ capacity }) => capacity, {
      format: ({ capacity }) => formatCapacity(capacity, t),
    }),
    column('lock', 120, ({ lockType }) => lockWords(lockType, t), {
      draw: ({ lockType }) => badge(lockWords(lockType, t), lockType === 0 ? '' : 'warn'),
    }),
    number('priority', 76, ({ priority }) => priority),
    column('registerType', 110, typeWords),
    column('protocol', 80, ({ protocol }) => (protocol === 0 ? 'H323' : 'SIP')),
    column('remoteIp', 130, ({ remoteIp }) => remoteIp, { mono: true }),
    number('signalPort', 108, ({ signalPort }) => signalPort),
    column('groups', 130, ({ gatewayGroups }) => gatewayGroups),
    column('memo', 160, ({ memo }) => memo, { grow: 1 }),
    column('softswitchName', 110, ({ softswitchName }) => softswitchName, hidden),
    column('allowPublish', 108, ({ allowPublish }) => allowPublish, {
      ...{ kind: 'flag', hidden: true },
      format: ({ allowPublish }) =>
        allowPublish === null ? '' : t(allowPublish ? 'grid.yes' : 'grid.no'),
    }),
  ]
}

/** Beyond this share of its line limit a gateway is nearly full. */
const warnShare = 0.95

/** Columns of the online figures. */
export function onlineColumns(t: Translate): readonly GridColumn<AttachedOnlineRow>[] {
  const { column, number, moment, percent } = columnMaker<AttachedOnlineRow>(t)
  return [
    column('name', 170, ({ name }) => name, { pinned: true, sort: 'asc' }),
    column('prefix', 140, ({ prefix }) => prefix),
    number('currentCall', 100, ({ currentCall }) => currentCall),
    number('capacity', 92, ({ capacity }) => capacity, {
      format: ({ capacity }) => formatCapacity(capacity, t),
    }),
    column('occupancy', 150, shareOf, {
      ...{ kind: 'number', draw: levelOf },
      format: (row) => formatPercent(shareOf(row), 0),
    }),
    percent('asr', 80, ({ asr }) => asr),
    percent('connectedRatio', 112, ({ connectedRatio }) => connectedRatio),
    percent('responseRatio', 124, ({ responseRatio }) => responseRatio),
    number('acd', 80, ({ acd }) => acd, {
      format: ({ acd }) => t('attached.refresh.seconds', { n: acd }),
    }),
    column('remoteIp', 130, ({ remoteIp }) => remoteIp, { mono: true, grow: 1 }),
    number('retryAfter', 108, ({ retryAfter }) => retryAfter, {
      ...{ tone: () => 'warn' },
      format: ({ retryAfter }) => (retryAfter === 0 ? '' : formatSpan(retryAfter, t)),
    }),
    column('publishedCall', 96, ({ publishedCall }) => publishedCall, {
      kind: 'number',
      ...hidden,
    }),
    moment('registerTime', ({ registerTime }) => registerTime, hidden),
    column('localIp', 130, ({ localIp }) => localIp, { mono: true, ...hidden }),
    column('softswitchName', 110, ({ softswitchName }) => softswitchName, hidden),
  ]
}

const shareOf = ({ currentCall, capacity }: AttachedOnlineRow): number | null =>
  capacity > 0 ? currentCall / capacity : null

function levelOf(row: AttachedOnlineRow): HTMLElement {
  const share = shareOf(row)
  if (share === null) return document.createElement('span')
  const band = share >= 1 ? 'full' : share >= warnShare ? 'last resort' : 'normal'
  return levelBar({ share, band, word: `${Math.round(100 * share)} %` })
}

/** More calls than the line limit allows. */
export const isOverloaded = ({ currentCall, capacity }: AttachedOnlineRow): boolean =>
  capacity > 0 && currentCall > capacity
