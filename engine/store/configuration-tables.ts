import type { AuditStatement } from '../api/contract/audit-entry.ts'
import { mapSecrets } from '../api/contract/secrets.ts'
import type {
  ConfigurationEdit,
  ConfigurationPersistence,
  StoredConfiguration,
  StoredGateway,
} from '../configuration/configuration-persistence.ts'
import { formatParameterValue } from '../parameters/parameter-value.ts'
import type { Logger } from '../kernel/logger.ts'
import { readEntries, type WriteStatement } from './audit-log.ts'
import type { StoreAccess } from './batch-writer.ts'
import { inOneDurableCommit, type Database } from './open-database.ts'
import type { SecretBox } from './secrets/secret-box.ts'
import { atStore } from './store-fault.ts'

type Fields = Readonly<Record<string, unknown>>

/** Where secrets are sealed and opened, each for its own place. */
interface SealedDocuments {
  write(fields: unknown, place: string): string
  read(document: string, place: string): unknown
}

export interface ConfigurationTablesOptions {
  readonly access: StoreAccess
  readonly box: SecretBox
  readonly log: Logger
  readonly writeStatement: WriteStatement
}

/** The configuration in tables: parameters and settings by name, gateways as one JSON document each (decision 0006). */
export function createConfigurationTables(
  options: ConfigurationTablesOptions,
): ConfigurationPersistence {
  const { access, box, log, writeStatement } = options
  const { db, folder } = access
  const documents = createSealedDocuments(box, log)
  const statements = {
    putParameter: db.prepare<[string, string]>('INSERT OR REPLACE INTO parameters VALUES (?, ?)'),
    countSettingsChange: db.prepare(
      `INSERT INTO counters VALUES ('settings_changes', 1)
       ON CONFLICT (name) DO UPDATE SET value = value + 1`,
    ),
    putSetting: db.prepare<[string, string]>('INSERT OR REPLACE INTO settings VALUES (?, ?)'),
    routingGateways: createGatewayRows(db, 'routing_gateways', documents),
    mappingGateways: createGatewayRows(db, 'mapping_gateways', documents),
  }
  const write = (edit: ConfigurationEdit): void => {
    switch (edit.kind) {
      case 'parameters':
        for (const { name, value } of edit.changes) {
          statements.putParameter.run(name, formatParameterValue(name, value))
        }
        return
      case 'settings':
        for (const [name, value] of Object.entries(edit.after)) {
          statements.putSetting.run(name, documents.write(value, `settings/${name}`))
        }
        statements.countSettingsChange.run()
        return
      case 'routingGateway':
        statements.routingGateways.write(edit.before, edit.after)
        return
      case 'mappingGateway':
        statements.mappingGateways.write(edit.before, edit.after)
    }
  }
  return {
    load: () =>
      atStore(folder, () => ({
        ...loadValues(db, documents),
        routingGateways: statements.routingGateways.load(),
        mappingGateways: statements.mappingGateways.load(),
        lastRoutingGatewayId: lastId(db, 'routing_gateways'),
        lastMappingGatewayId: lastId(db, 'mapping_gateways'),
        settingsChanges: settingsChanges(db),
        lastAuditId: lastId(db, 'audit_log'),
      })),
    commit(edits: readonly ConfigurationEdit[], audited: readonly AuditStatement[]) {
      atStore(folder, () => {
        inOneDurableCommit(db, () => {
          for (const edit of edits) write(edit)
          for (const statement of audited) writeStatement(statement)
        })
      })
      return access.clock.nowMs()
    },
    lastEntry: (noun, object) =>
      atStore(folder, () => readEntries(access, { action: noun, object, limit: 1 })[0]),
  }
}

function loadValues(
  db: Database,
  documents: SealedDocuments,
): Pick<StoredConfiguration, 'parameters' | 'settings'> {
  const parameters = db.prepare<[], [string, string]>('SELECT name, value FROM parameters').raw()
  const settings = db.prepare<[], [string, string]>('SELECT name, document FROM settings').raw()
  return {
    parameters: Object.fromEntries(parameters.all()),
    settings: Object.fromEntries(
      settings
        .all()
        .map(([name, document]) => [name, documents.read(document, `settings/${name}`)] as const),
    ),
  }
}

function settingsChanges(db: Database): number {
  const counter = `SELECT value FROM counters WHERE name = 'settings_changes'`
  return db.prepare<[], number>(counter).pluck().get() ?? 0
}

function lastId(db: Database, table: string): number {
  const sequence = 'SELECT seq FROM sqlite_sequence WHERE name = ?'
  return db.prepare<[string], number>(sequence).pluck().get(table) ?? 0
}

interface GatewayRows {
  load(): StoredGateway[]
  write(before: GatewayRow | undefined, after: GatewayRow | undefined): void
}

interface GatewayRow {
  readonly id: number
  readonly version: number
  readonly name: string
}

function createGatewayRows(
  db: Database,
  table: 'routing_gateways' | 'mapping_gateways',
  documents: SealedDocuments,
): GatewayRows {
  const all = db
    .prepare<[], [number, number, string]>(`SELECT id, version, document FROM ${table} ORDER BY id`)
    .raw()
  const put = db.prepare<[number, string, number, string]>(
    `INSERT INTO ${table} (id, name, version, document) VALUES (?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, version = excluded.version, document = excluded.document`,
  )
  const remove = db.prepare<[number]>(`DELETE FROM ${table} WHERE id = ?`)
  return {
    load: () =>
      all.all().map(([id, version, document]) => {
        const fields = documents.read(document, `${table}/${id}`)
        // Written below from a gateway's fields.
        return { id, version, fields: fields as Fields }
      }),
    write(before, after) {
      if (before && before.id !== after?.id) remove.run(before.id)
      if (!after) return
      const { id, version, ...fields } = after
      put.run(id, after.name, version, documents.write(fields, `${table}/${id}`))
    },
  }
}

/** Mark of a sealed secret within a document. */
const mark = 'sealed:'

function createSealedDocuments(box: SecretBox, log: Logger): SealedDocuments {
  return {
    write: (fields, place) =>
      JSON.stringify(
        mapSecrets(fields, (secret, path) =>
          secret === '' ? '' : mark + box.seal(secret, place + path),
        ),
      ),
    read: (document, place) =>
      mapSecrets(JSON.parse(document), (sealed, path) => {
        if (sealed === '') return ''
        const secret = box.open(sealed.slice(mark.length), place + path)
        if (secret === undefined) log.error('a stored secret cannot be opened', { place })
        return secret ?? ''
      }),
  }
}
