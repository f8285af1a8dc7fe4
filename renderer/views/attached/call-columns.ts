import type {
  AttachedCallRow,
  AttachedRecordRow,
} from '../../../engine/api/contract/attached-procedures.ts'
import { badge } from '../../components/grid/cells.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import { formatDuration, formatNumber } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'
import { columnMaker } from './gateway-columns.ts'

/** Columns of the current calls. */
export function callColumns(t: Translate): readonly GridColumn<AttachedCallRow>[] {
  const { column, number, moment } = columnMaker<AttachedCallRow>(t)
  return [
    number('callId', 80, ({ callId }) => callId, { sort: 'desc' }),
    column('state', 160, ({ state }) => state, {
      draw: ({ state }) => badge(state, state === 'Talking' ? 'ok' : 'info'),
    }),
    column('caller', 140, ({ callerE164 }) => callerE164, { mono: true }),
    column('callee', 140, ({ calleeE164 }) => calleeE164, { mono: true }),
    column('mappingGateway', 150, ({ mappingGateway }) => mappingGateway),
    column('routingGateway', 150, ({ routingGateway }) => routingGateway, { grow: 1 }),
    number('talk', 90, ({ talkMs }) => talkMs, {
      format: ({ talkMs }) => (talkMs === 0 ? '' : formatDuration(talkMs)),
    }),
    moment('connectedTime', ({ connectedTime }) => connectedTime),
    column('codec', 90, ({ codec }) => codec),
  ]
}

const directions = ['caller', 'callee', 'server'] as const

/** Columns of the call records. */
export function recordColumns(t: Translate): readonly GridColumn<AttachedRecordRow>[] {
  const { column, number, moment } = columnMaker<AttachedRecordRow>(t)
  const directionWords = ({ endDirection }: AttachedRecordRow): string => {
    const name = directions[endDirection]
    return name === undefined ? String(endDirection) : t(`attached.direction.${name}`)
  }
  const hidden = { hidden: true }
  return [
    moment('start', ({ startMs }) => startMs, { sort: 'desc' }),
    column('caller', 130, ({ callerE164 }) => callerE164, { mono: true }),
    column('callee', 130, ({ calleeE164 }) => calleeE164, { mono: true }),
    column('mappingGateway', 130, ({ callerGateway }) => callerGateway),
    column('routingGateway', 130, ({ calleeGateway }) => calleeGateway),
    number('hold', 90, ({ holdSeconds }) => holdSeconds, {
      format: ({ holdSeconds }) => (holdSeconds === 0 ? '' : formatDuration(1000 * holdSeconds)),
    }),
    column('endDirection', 108, directionWords),
    number('endReason', 100, ({ endReason }) => endReason),
    moment('stop', ({ stopMs }) => stopMs),
    column('account', 120, ({ account }) => account),
    column('accountName', 140, ({ accountName }) => accountName, { grow: 1 }),
    number('fee', 80, ({ fee }) => fee, {
      ...hidden,
      format: ({ fee }) => formatNumber(fee, 3),
    }),
    column('callerAccess', 130, ({ callerAccessE164 }) => callerAccessE164, hidden),
    column('calleeAccess', 130, ({ calleeAccessE164 }) => calleeAccessE164, hidden),
    column('callerSent', 130, ({ callerToGatewayE164 }) => callerToGatewayE164, hidden),
    column('calleeSent', 130, ({ calleeToGatewayE164 }) => calleeToGatewayE164, hidden),
    column('callerIp', 130, ({ callerIp }) => callerIp, hidden),
    column('calleeIp', 130, ({ calleeIp }) => calleeIp, hidden),
    number('flowNo', 100, ({ flowNo }) => flowNo, hidden),
  ]
}
