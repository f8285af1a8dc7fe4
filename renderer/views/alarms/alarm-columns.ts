import type { AlarmRow } from '../../../engine/api/contract/feed-rows.ts'
import { badge } from '../../components/grid/cells.ts'
import type { GridColumn } from '../../components/grid/grid-column.ts'
import { formatDuration, formatMoment } from '../../composables/formats.ts'
import type { Translate } from '../../composables/use-text.ts'

const levels = ['general', 'minor', 'major', 'critical'] as const
const tones = ['', 'warn', 'bad', 'bad'] as const

/** Where a number has no meaning for this alarm, nothing stands. */
const numberOf = (value: number | null): string => (value === null ? '' : String(value))

/** Columns of both alarm windows; history has its end besides. */
export function alarmColumns(t: Translate, isHistory: boolean): readonly GridColumn<AlarmRow>[] {
  const levelOf = ({ level }: AlarmRow): string => t(`alarm.levels.${levels[level]}`)
  const columns: readonly (GridColumn<AlarmRow> | false)[] = [
    {
      ...{ id: 'level', title: t('alarm.level'), width: 84 },
      ...{ value: ({ level }) => level, format: levelOf, kind: 'number' },
      draw: (row) => badge(levelOf(row), tones[row.level]),
    },
    {
      ...{ id: 'type', title: t('alarm.type'), width: 230 },
      value: ({ type }) => t(`alarm.types.${type}`),
    },
    { id: 'subject', title: t('alarm.subject'), width: 150, value: ({ subject }) => subject },
    {
      ...{ id: 'text', title: t('alarm.text'), width: 260, grow: 1 },
      ...{ value: ({ text }) => text, tooltip: ({ text }) => text },
    },
    {
      ...{ id: 'started', title: t('alarm.started'), width: 156, kind: 'moment', sort: 'desc' },
      ...{ value: ({ startedAtMs }) => startedAtMs },
      format: ({ startedAtMs }) => formatMoment(startedAtMs),
    },
    isHistory && {
      ...{ id: 'stopped', title: t('alarm.stopped'), width: 156, kind: 'moment' },
      ...{ value: ({ stoppedAtMs }) => stoppedAtMs },
      format: ({ stoppedAtMs }) =>
        stoppedAtMs === null ? t('alarm.lasting') : formatMoment(stoppedAtMs),
    },
    {
      ...{ id: 'lasts', title: t('alarm.lasts'), width: 88, kind: 'number', ticks: !isHistory },
      value: (row) => lastsMs(row),
      format: (row) => formatDuration(lastsMs(row)),
    },
    ...(['value', 'lower', 'upper'] as const).map((id): GridColumn<AlarmRow> => ({
      ...{ id, title: t(`alarm.${id}`), width: 86, kind: 'number', hidden: id !== 'value' },
      ...{ value: (row) => row[id], format: (row) => numberOf(row[id]) },
    })),
    {
      ...{ id: 'confirmedBy', title: t('alarm.confirmedBy'), width: 110 },
      value: ({ confirmedBy }) => confirmedBy ?? '',
    },
    {
      ...{ id: 'confirmedAt', title: t('alarm.confirmedAt'), width: 156, kind: 'moment' },
      ...{ value: ({ confirmedAtMs }) => confirmedAtMs, hidden: true },
      format: ({ confirmedAtMs }) => formatMoment(confirmedAtMs),
    },
    { id: 'code', title: t('alarm.code'), width: 70, kind: 'number', value: ({ code }) => code },
  ]
  return columns.filter((column) => column !== false)
}

function lastsMs({ startedAtMs, stoppedAtMs }: AlarmRow): number {
  return (stoppedAtMs ?? Date.now()) - startedAtMs
}
