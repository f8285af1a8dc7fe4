import type { CallFeedRow } from '../../../engine/api/contract/feed-rows.ts'
import { badge } from '../../components/grid/cells.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import { formatDuration, formatMoment } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'

type Column = GridColumn<CallFeedRow>
export type CallState = CallFeedRow['state']

/** VOS3000's names of the states, in the order of a call's life. */
export const callStates: { readonly [S in CallState]: 'ok' | 'info' | 'warn' | '' } = {
  Invite: '',
  Trying: '',
  SessionProgress: 'info',
  SessionProgressSdp: 'info',
  Ringing: 'info',
  Ok: 'ok',
  Release: 'warn',
}

type TextField =
  'callerAddress' | 'calleeAddress' | 'callerLocalAddress' | 'calleeLocalAddress' | 'callIdentifier'

function timeColumns(t: Translate, now: () => number): readonly Column[] {
  const moment = (
    id: 'startedAt' | 'answeredAt',
    valueOf: (row: CallFeedRow) => number,
  ): Column => ({
    ...{ id, title: t(`calls.column.${id}`), width: 156, kind: 'moment', value: valueOf },
    ...(id === 'answeredAt' ? { hidden: true } : {}),
    format: (row) => formatMoment(valueOf(row)),
  })
  return [
    {
      ...{ id: 'duration', title: t('calls.column.duration'), width: 84 },
      ...{ kind: 'moment', ticks: true },
      // The longest call is the one that was answered first.
      value: ({ answeredAtMs }) => answeredAtMs,
      format: ({ answeredAtMs }) =>
        answeredAtMs === 0 ? '' : formatDuration(now() - answeredAtMs),
      tooltip: ({ answeredAtMs, startedAtMs }) =>
        answeredAtMs === 0
          ? t('calls.waiting', { span: formatDuration(now() - startedAtMs) })
          : formatMoment(answeredAtMs),
    },
    moment('startedAt', ({ startedAtMs }) => startedAtMs),
    moment('answeredAt', ({ answeredAtMs }) => answeredAtMs),
    {
      ...{ id: 'setupDelay', title: t('calls.column.setupDelay'), width: 106, kind: 'number' },
      value: ({ setupDelayMs }) => (setupDelayMs === 0 ? null : setupDelayMs),
      format: ({ setupDelayMs: n }) => (n === 0 ? '' : t('calls.milliseconds', { n })),
    },
  ]
}

/** Columns of *Current call*; `now` is the engine's time. */
export function callColumns(t: Translate, now: () => number): readonly Column[] {
  const text = (id: TextField, isHidden = false): Column => ({
    ...{ id, title: t(`calls.column.${id}`), width: 140, mono: true, hidden: isHidden },
    value: (row) => row[id],
    tooltip: (row) => row[id],
  })
  const number = (id: 'callId' | 'attempts', width: number): Column => ({
    ...{ id, title: t(`calls.column.${id}`), width, kind: 'number' },
    value: (row) => row[id],
  })
  const word = (id: 'mappingGateway' | 'routingGateway'): Column => ({
    ...{ id, title: t(`calls.column.${id}`), width: 142, value: (row) => row[id] },
  })
  return [
    { ...number('callId', 76), sort: 'desc' },
    {
      ...{ id: 'state', title: t('calls.column.state'), width: 140 },
      value: ({ state }) => state,
      draw: ({ state }) => badge(state, callStates[state]),
    },
    {
      ...{ id: 'caller', title: t('calls.column.caller'), width: 116, mono: true },
      value: ({ callerE164 }) => callerE164,
    },
    {
      ...{ id: 'callee', title: t('calls.column.callee'), width: 116, mono: true },
      value: ({ calleeE164 }) => calleeE164,
    },
    word('mappingGateway'),
    word('routingGateway'),
    ...timeColumns(t, now),
    number('attempts', 84),
    ...[text('callerAddress'), text('calleeAddress')],
    ...[text('callerLocalAddress', true), text('calleeLocalAddress', true)],
    text('callIdentifier', true),
  ]
}
