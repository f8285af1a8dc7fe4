import type { Migration } from './migration.ts'

/** Sessions of people, and when each of them signed in last. */
export const sessions: Migration = {
  version: 2,
  sql: `
CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  user TEXT NOT NULL REFERENCES users (name) ON DELETE CASCADE,
  came_from TEXT NOT NULL,
  stay INTEGER NOT NULL CHECK (stay IN (0, 1)),
  started_at_ms INTEGER NOT NULL,
  used_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user);

ALTER TABLE users ADD COLUMN last_sign_in_at_ms INTEGER NOT NULL DEFAULT 0;
`,
}
