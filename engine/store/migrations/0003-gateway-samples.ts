import type { Migration } from './migration.ts'

export const gatewaySamples: Migration = {
  version: 3,
  sql: `
CREATE TABLE gateway_samples (
  minute_at_ms INTEGER NOT NULL,
  gateway TEXT NOT NULL,
  minutes INTEGER NOT NULL,
  sampled_ms INTEGER NOT NULL,
  active_ms INTEGER NOT NULL,
  peak_active INTEGER NOT NULL,
  capacity INTEGER NOT NULL,
  normal_ms INTEGER NOT NULL,
  reduce_ms INTEGER NOT NULL,
  last_resort_ms INTEGER NOT NULL,
  full_ms INTEGER NOT NULL,
  refused_at_limit INTEGER NOT NULL,
  published_ms INTEGER NOT NULL,
  published_for_ms INTEGER NOT NULL,
  error_ms INTEGER NOT NULL,
  error_for_ms INTEGER NOT NULL,
  error_worst INTEGER NOT NULL,
  stale_ms INTEGER NOT NULL,
  -- In the order of time: what is written, read and deleted together lies together.
  PRIMARY KEY (minute_at_ms, gateway)
) STRICT, WITHOUT ROWID;
`,
}
