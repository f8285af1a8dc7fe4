import type { CallRecordRow } from '../../../engine/api/contract/operation-procedures.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import { endReasonWords } from '../../composables/end-reason.ts'
import { formatDuration, formatMoment } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'
import type { recordText } from './text.ts'

type ColumnName = keyof (typeof recordText)['en']['column']

const directions = ['caller', 'callee', 'server'] as const

/** Milliseconds from the answer to the end; 0 = not answered. */
export const holdMs = ({ answeredAtMs, endedAtMs }: CallRecordRow): number =>
  answeredAtMs === 0 || endedAtMs === 0 ? 0 : Math.max(0, endedAtMs - answeredAtMs)

/** Columns of CDR in the order of the operator client; less used ones are hidden at first. */
export function recordColumns(t: Translate): readonly GridColumn<CallRecordRow>[] {
  const titleOf = (id: ColumnName): string => t(`record.column.${id}`)
  const text = (
    id: ColumnName,
    width: number,
    value: (row: CallRecordRow) => string,
    hidden = false,
  ): GridColumn<CallRecordRow> => ({ id, title: titleOf(id), width, value, hidden })
  const moment = (
    id: 'startedAt' | 'ringingAt' | 'answeredAt' | 'endedAt',
    hidden: boolean,
  ): GridColumn<CallRecordRow> => ({
    ...{ id, title: titleOf(id), width: 156, kind: 'moment', hidden },
    ...{ value: (row) => row[`${id}Ms`], format: (row) => formatMoment(row[`${id}Ms`]) },
    ...(id === 'startedAt' ? { sort: 'desc' as const } : {}),
  })
  return [
    moment('startedAt', false),
    text('caller', 130, ({ callerE164 }) => callerE164),
    text('callee', 130, ({ calleeE164 }) => calleeE164),
    text('mappingGateway', 150, ({ mappingGateway }) => mappingGateway),
    text('routingGateway', 150, ({ routingGateway }) => routingGateway),
    {
      ...{ id: 'setupDelay', title: titleOf('setupDelay'), width: 84, kind: 'number' },
      value: ({ setupDelayMs }) => setupDelayMs,
      format: ({ setupDelayMs }) => (setupDelayMs === 0 ? '' : `${setupDelayMs} ms`),
    },
    {
      ...{ id: 'holdTime', title: titleOf('holdTime'), width: 90, kind: 'number', value: holdMs },
      format: (row) => (row.answeredAtMs === 0 ? '' : formatDuration(holdMs(row))),
    },
    {
      ...{ id: 'endReason', title: titleOf('endReason'), width: 170, grow: 1 },
      value: ({ endReason, endedAtMs }) =>
        endedAtMs === 0 ? t('record.running') : endReasonWords(endReason, t),
      tone: ({ endReason, endedAtMs }) =>
        endedAtMs === 0 ? 'info' : endReason === 200 ? 'ok' : endReason < 0 ? 'bad' : 'warn',
    },
    text('endDirection', 96, ({ endedAtMs, endDirection }) =>
      endedAtMs === 0 ? '' : t(`record.direction.${directions[endDirection]}`),
    ),
    {
      ...{ id: 'switchCount', title: titleOf('switchCount'), width: 78, kind: 'number' },
      value: ({ switchCount }) => switchCount,
    },
    moment('endedAt', false),
    text('callerAccess', 130, ({ callerAccessE164 }) => callerAccessE164, true),
    text('calleeAccess', 130, ({ calleeAccessE164 }) => calleeAccessE164, true),
    text('callerSent', 130, ({ callerToGatewayE164 }) => callerToGatewayE164, true),
    text('calleeSent', 130, ({ calleeToGatewayE164 }) => calleeToGatewayE164, true),
    text('callerAddress', 140, ({ callerAddress }) => callerAddress, true),
    text('calleeAddress', 140, ({ calleeAddress }) => calleeAddress, true),
    moment('ringingAt', true),
    moment('answeredAt', true),
    {
      ...{ id: 'flowNo', title: titleOf('flowNo'), width: 90, kind: 'number' },
      value: ({ flowNo }) => flowNo,
    },
    { ...text('callId', 240, ({ callerCallId }) => callerCallId, true), mono: true },
  ]
}
