import type { Migration } from './migration.ts'

/** Last results, notes and exemptions of the configuration checklist, each as a document. */
export const checklist: Migration = {
  version: 4,
  sql: `
CREATE TABLE checklist (
  kind TEXT NOT NULL CHECK (kind IN ('result', 'note', 'exemption')),
  key TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
`,
}
