import type { Migration } from './migration.ts'

export const firstTables: Migration = {
  version: 1,
  sql: `
CREATE TABLE parameters (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  document TEXT NOT NULL CHECK (json_valid(document))
) STRICT, WITHOUT ROWID;

CREATE TABLE routing_gateways (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document))
) STRICT;

CREATE TABLE mapping_gateways (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document))
) STRICT;

CREATE TABLE publications (
  id INTEGER PRIMARY KEY,
  entity_tag TEXT NOT NULL,
  resource TEXT NOT NULL,
  is_aggregate INTEGER NOT NULL,
  publisher TEXT NOT NULL,
  publisher_kind TEXT NOT NULL,
  source TEXT NOT NULL,
  expires_seconds INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  body TEXT NOT NULL,
  content_type TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  sequence INTEGER NOT NULL
) STRICT;

CREATE TABLE open_calls (
  flow_no INTEGER PRIMARY KEY,
  document TEXT NOT NULL
) STRICT;

CREATE TABLE call_records (
  flow_no INTEGER PRIMARY KEY,
  caller_call_id TEXT NOT NULL,
  caller_access_e164 TEXT NOT NULL,
  callee_access_e164 TEXT NOT NULL,
  caller_e164 TEXT NOT NULL,
  callee_e164 TEXT NOT NULL,
  caller_to_gateway_e164 TEXT NOT NULL,
  callee_to_gateway_e164 TEXT NOT NULL,
  mapping_gateway TEXT NOT NULL,
  routing_gateway TEXT NOT NULL,
  caller_address TEXT NOT NULL,
  callee_address TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  ringing_at_ms INTEGER NOT NULL,
  answered_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER NOT NULL,
  setup_delay_ms INTEGER NOT NULL,
  end_direction INTEGER NOT NULL,
  end_reason INTEGER NOT NULL,
  switch_count INTEGER NOT NULL
) STRICT;
-- The only index: in the order of time, so that the cost of a record does not grow with those before it.
CREATE INDEX call_records_by_start ON call_records (started_at_ms);

CREATE TABLE call_attempts (
  flow_no INTEGER NOT NULL,
  position INTEGER NOT NULL,
  gateway TEXT NOT NULL,
  address TEXT NOT NULL,
  caller_sent TEXT NOT NULL,
  callee_sent TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER NOT NULL,
  first_response_at_ms INTEGER NOT NULL,
  result INTEGER NOT NULL,
  PRIMARY KEY (flow_no, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE alarms (
  id INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  level INTEGER NOT NULL,
  text TEXT NOT NULL,
  value REAL,
  upper REAL,
  lower REAL,
  started_at_ms INTEGER NOT NULL,
  stopped_at_ms INTEGER,
  confirmed_by TEXT,
  confirmed_at_ms INTEGER
) STRICT;
CREATE INDEX alarms_by_start ON alarms (started_at_ms);
CREATE INDEX alarms_not_stopped ON alarms (id) WHERE stopped_at_ms IS NULL;

CREATE TABLE audit_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  came_from TEXT NOT NULL,
  action TEXT NOT NULL,
  object TEXT NOT NULL,
  before TEXT,
  after TEXT
) STRICT;
CREATE INDEX audit_log_by_time ON audit_log (at_ms);
CREATE INDEX audit_log_by_object ON audit_log (object, id);
CREATE TRIGGER audit_log_is_never_changed BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_log_is_never_deleted BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

CREATE TABLE users (
  name TEXT PRIMARY KEY,
  role TEXT NOT NULL CHECK (role IN ('administrator', 'operator', 'viewer')),
  password_hash TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  changed_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE gateway_bindings (
  gateway TEXT PRIMARY KEY,
  document TEXT NOT NULL CHECK (json_valid(document))
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE key_check (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  sealed TEXT NOT NULL
) STRICT;
`,
}
