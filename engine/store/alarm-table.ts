import type { AlarmFilter, AlarmPersistence } from '../alarms/alarm-board.ts'
import type { Alarm, AlarmLevel, AlarmTypeName } from '../api/contract/alarms.ts'
import { createBatchWriter, type StoreAccess } from './batch-writer.ts'
import { readPage } from './page-query.ts'
import { atStore } from './store-fault.ts'

interface AlarmRow {
  readonly id: number
  readonly type: AlarmTypeName
  readonly subject: string
  readonly level: AlarmLevel
  readonly text: string
  readonly value: number | null
  readonly upper: number | null
  readonly lower: number | null
  readonly started_at_ms: number
  readonly stopped_at_ms: number | null
  readonly confirmed_by: string | null
  readonly confirmed_at_ms: number | null
}

/** Alarms, present and past; written within 100 ms. */
export interface AlarmTable extends AlarmPersistence {
  flush(): boolean
}

export function createAlarmTable(access: StoreAccess): AlarmTable {
  const { db, folder } = access
  const put = db.prepare(
    `INSERT OR REPLACE INTO alarms VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const open = db.prepare<[], AlarmRow>('SELECT * FROM alarms WHERE stopped_at_ms IS NULL')
  const batch = createBatchWriter<Alarm>(access, {
    delayMs: 100,
    write: (alarm) => {
      put.run(...columnsOf(alarm))
    },
  })
  return {
    lastId: db.prepare<[], number | null>('SELECT max(id) FROM alarms').pluck().get() ?? 0,
    loadOpen: () => atStore(folder, () => open.all().map(alarmOf)),
    save: (alarm) => {
      batch.add(alarm)
    },
    flush: () => batch.flush(),
    read(filter) {
      batch.flush()
      return atStore(folder, () => readAlarms(access, filter))
    },
  }
}

function readAlarms({ db }: StoreAccess, filter: AlarmFilter): Alarm[] {
  const rows = readPage<AlarmRow>(db, {
    table: 'alarms',
    conditions: [
      ['started_at_ms >= @fromMs', filter.fromMs],
      ['started_at_ms < @toMs', filter.toMs],
      ['type = @type', filter.type],
      ['subject = @subject', filter.subject],
      ['id < @beforeId', filter.beforeId],
    ],
    order: 'id DESC',
    values: { ...filter },
    limit: filter.limit,
  })
  return rows.map(alarmOf)
}

function columnsOf(alarm: Alarm): readonly (string | number | null)[] {
  return [
    alarm.id,
    alarm.type,
    alarm.subject,
    alarm.level,
    alarm.text,
    alarm.value,
    alarm.upper,
    alarm.lower,
    alarm.startedAtMs,
    alarm.stoppedAtMs,
    alarm.confirmedBy,
    alarm.confirmedAtMs,
  ]
}

function alarmOf(row: AlarmRow): Alarm {
  return {
    id: row.id,
    type: row.type,
    subject: row.subject,
    level: row.level,
    text: row.text,
    value: row.value,
    upper: row.upper,
    lower: row.lower,
    startedAtMs: row.started_at_ms,
    stoppedAtMs: row.stopped_at_ms,
    confirmedBy: row.confirmed_by,
    confirmedAtMs: row.confirmed_at_ms,
  }
}
