import type { RegistrationRow } from '../../../engine/api/contract/feed-rows.ts'
import { badge, levelBar } from '../../components/grid/cells.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import { formatMoment, formatSpan } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'
import { lifetimeLevel, secondsLeft } from '../publication/lifetime.ts'

type Column = GridColumn<RegistrationRow>

/** The states in the order of the strip, each by the name of its words. */
export const registrationKinds = {
  registered: 'ok',
  registering: 'info',
  waiting: 'info',
  failed: 'bad',
  notRegistered: '',
  removing: '',
} as const

export type RegistrationKind = keyof typeof registrationKinds

export const registrationKindOf = ({ state }: RegistrationRow): RegistrationKind =>
  state === 'not registered' ? 'notRegistered' : state

/** The last fifth of a lifetime is due, as of publications. */
function freshnessOf({ expiresAtMs, expiresSeconds }: RegistrationRow, nowMs: number) {
  const left = secondsLeft({ expiresAtMs, expiresSeconds }, nowMs) ?? 0
  return left > expiresSeconds / 5 ? 'fresh' : left > 0 ? 'due' : 'stale'
}

function timeColumns(t: Translate, now: () => number): readonly Column[] {
  const leftWord = (row: RegistrationRow): string => {
    const left = secondsLeft(row, now())
    return left === null ? '' : t('online.seconds', { n: left })
  }
  return [
    {
      ...{ id: 'registeredAt', title: t('online.column.registeredAt'), width: 156 },
      kind: 'moment',
      value: ({ registeredAtMs }) => registeredAtMs,
      format: ({ registeredAtMs }) => formatMoment(registeredAtMs),
    },
    {
      ...{ id: 'granted', title: t('online.column.granted'), width: 80, kind: 'number' },
      value: ({ expiresSeconds }) => (expiresSeconds === 0 ? null : expiresSeconds),
      format: ({ expiresSeconds: n }) => (n === 0 ? '' : t('online.seconds', { n })),
    },
    {
      ...{ id: 'expires', title: t('online.column.expires'), width: 150 },
      ...{ kind: 'moment', ticks: true, value: ({ expiresAtMs }) => expiresAtMs },
      format: leftWord,
      draw: (row) =>
        row.expiresAtMs === null
          ? document.createElement('span')
          : levelBar(lifetimeLevel(row, freshnessOf(row, now()), leftWord(row), now())),
    },
    {
      ...{ id: 'retryAt', title: t('online.column.retryAt'), width: 124 },
      ...{ kind: 'moment', ticks: true, value: ({ retryAtMs }) => retryAtMs },
      format: ({ retryAtMs }) =>
        retryAtMs === null ? '' : formatSpan(Math.max(0, retryAtMs - now()), t),
    },
  ]
}

/** Columns of *Registration management*; `now` is the engine's time. */
export function registrationColumns(t: Translate, now: () => number): readonly Column[] {
  const stateWord = (row: RegistrationRow): string =>
    t(`gateways.registration.${registrationKindOf(row)}`)
  return [
    {
      ...{ id: 'gateway', title: t('online.column.name'), width: 150, pinned: true, sort: 'asc' },
      value: ({ gateway }) => gateway,
    },
    {
      ...{ id: 'direction', title: t('online.column.direction'), width: 92 },
      value: ({ direction }) => t(`online.direction.${direction}`),
    },
    {
      ...{ id: 'state', title: t('online.column.state'), width: 116, value: stateWord },
      draw: (row) => badge(stateWord(row), registrationKinds[registrationKindOf(row)]),
    },
    {
      ...{ id: 'address', title: t('online.column.contact'), width: 220, grow: 1, mono: true },
      value: ({ address }) => address,
    },
    {
      ...{ id: 'user', title: t('online.column.user'), width: 100 },
      value: ({ user }) => user,
    },
    ...timeColumns(t, now),
    {
      ...{ id: 'lastError', title: t('online.column.lastError'), width: 220 },
      value: ({ lastError }) => lastError,
      tone: () => 'bad',
      tooltip: ({ lastError }) => lastError,
    },
    {
      ...{ id: 'userAgent', title: t('online.column.userAgent'), width: 140, hidden: true },
      value: ({ userAgent }) => userAgent,
    },
  ]
}
