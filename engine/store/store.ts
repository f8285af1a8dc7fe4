import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { AlarmPersistence } from '../alarms/alarm-board.ts'
import type { AlarmSink } from '../api/contract/alarms.ts'
import type { AccountBook } from '../api/server/account-book.ts'
import type { ConfigurationPersistence } from '../configuration/configuration-persistence.ts'
import type { ChecklistMemory } from '../guidance/checklist/checklist-memory.ts'
import type { Clock, Timer } from '../kernel/clock.ts'
import type { Logger } from '../kernel/logger.ts'
import { createAlarmTable } from './alarm-table.ts'
import { createAuditLog, createStatementWriter, type AuditLog } from './audit-log.ts'
import type { StoreAccess } from './batch-writer.ts'
import { createBindingTable, type BindingTable } from './binding-table.ts'
import { createCallRecordRows } from './call-records/call-record-rows.ts'
import { createCallRecordWriter, type CallRecordWriter } from './call-records/call-record-writer.ts'
import { closeOpenCalls } from './call-records/close-open-calls.ts'
import { createRecordRetention, type RecordRetention } from './call-records/record-retention.ts'
import { createReportReader, type ReportReader } from './call-records/report-reader.ts'
import { createChecklistTable } from './checklist-table.ts'
import { createConfigurationTables } from './configuration-tables.ts'
import {
  createGatewaySampleWriter,
  type GatewaySampleWriter,
} from './gateway-samples/gateway-sample-writer.ts'
import { migrate } from './migrate.ts'
import { databaseFile, limitLockWait, openDatabase } from './open-database.ts'
import { createPublicationTable, type PublicationTable } from './publication-table.ts'
import { checkKey } from './secrets/key-check.ts'
import { readKeyFile } from './secrets/key-file.ts'
import { createSecretBox, type SecretBox } from './secrets/secret-box.ts'
import { atStore } from './store-fault.ts'
import { createStoreHealth, type StoreHealth } from './store-health.ts'
import { createSessionTable, type SessionTable } from './session-table.ts'
import { createUserTable } from './user-table.ts'

export interface StoreOptions {
  /** Data folder; made if it is missing. */
  readonly folder: string
  readonly clock: Clock
  readonly log: Logger
  /** Key of the secrets, 32 bytes; absent = the folder's own key file. */
  readonly key?: Uint8Array
}

/** Everything that outlives the process, in one SQLite file. */
export interface Store {
  readonly configuration: ConfigurationPersistence
  readonly publications: PublicationTable
  readonly callRecords: CallRecordWriter
  readonly callRecordReader: ReportReader
  readonly gatewaySamples: GatewaySampleWriter
  readonly alarms: AlarmPersistence
  readonly auditLog: AuditLog
  readonly users: AccountBook
  readonly sessions: SessionTable
  readonly bindings: BindingTable
  readonly checklist: ChecklistMemory
  readonly health: Pick<StoreHealth, 'trouble'>
  /** Where trouble with disk and database is reported from now on. */
  reportTo(alarms: AlarmSink): void
  /** Begins what a running host needs: deleting old records, moving the write-ahead log. */
  startUpkeep(recordRetentionDays: () => number): void
  /** Writes what waits and closes. */
  close(): Promise<void>
}

const checkpointMs = 5000

/** Opens the store of a data folder, brings it forward to this program's form and closes the calls a crash left open. */
export function openStore(options: StoreOptions): Store {
  const { folder, clock, log } = options
  const file = join(folder, databaseFile)
  return atStore(folder, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const box = createSecretBox(options.key ?? readKeyFile(folder))
    const db = openDatabase(file)
    try {
      migrate(db)
      checkKey(db, box)
      const access: StoreAccess = { db, folder, clock, health: createStoreHealth(log) }
      const store = composeStore(access, file, { box, log })
      limitLockWait(db)
      return store
    } catch (error) {
      db.close()
      throw error
    }
  })
}

interface StoreMakings {
  readonly box: SecretBox
  readonly log: Logger
}

function composeStore(access: StoreAccess, file: string, { box, log }: StoreMakings): Store {
  const { db, folder, health } = access
  const writeStatement = createStatementWriter(access)
  const rows = createCallRecordRows(db)
  const closed = closeOpenCalls(db, rows)
  if (closed > 0) log.warn('calls left open by a crash were closed', { calls: closed })
  const callRecords = createCallRecordWriter(access, rows)
  callRecords.flush()
  const gatewaySamples = createGatewaySampleWriter(access)
  const publications = createPublicationTable(access)
  const auditLog = createAuditLog(access, writeStatement)
  const alarms = createAlarmTable(access)
  const bindings = createBindingTable(access)
  const sessions = createSessionTable(access)
  const callRecordReader = createReportReader(file, folder, () => {
    callRecords.flush()
    gatewaySamples.flush()
  })
  const upkeep = createUpkeep(access, callRecordReader, log)
  return {
    configuration: createConfigurationTables({ access, box, log, writeStatement }),
    publications,
    callRecords,
    callRecordReader,
    gatewaySamples,
    alarms,
    auditLog,
    users: createUserTable(access, writeStatement),
    sessions,
    bindings,
    checklist: createChecklistTable(access),
    health,
    reportTo: (sink) => {
      health.reportTo(sink)
    },
    startUpkeep: (recordRetentionDays) => {
      upkeep.start(recordRetentionDays)
    },
    async close() {
      upkeep.stop()
      publications.flush()
      callRecords.close()
      gatewaySamples.flush()
      bindings.flush()
      sessions.flush()
      alarms.flush()
      auditLog.flush()
      await callRecordReader.close()
      db.close()
    },
  }
}

function createUpkeep(access: StoreAccess, reader: ReportReader, log: Logger) {
  const { clock } = access
  let retention: RecordRetention | undefined
  let timer: Timer | undefined
  const checkpoint = (): void => {
    timer = clock.startTimer(checkpointMs, checkpoint)
    reader.checkpoint().catch((error: unknown) => {
      // The end of the store cuts off the one under way.
      if (timer === undefined) return
      log.warn('the write-ahead log could not be moved into the database', { error: String(error) })
    })
  }
  return {
    start(recordRetentionDays: () => number): void {
      retention ??= createRecordRetention(access, recordRetentionDays)
      retention.start()
      timer ??= clock.startTimer(checkpointMs, checkpoint)
    },
    stop(): void {
      retention?.stop()
      if (timer) clock.stopTimer(timer)
      timer = undefined
    },
  }
}
