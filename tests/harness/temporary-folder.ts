import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new empty folder; `remove` takes it away with everything in it. */
export interface TemporaryFolder {
  readonly path: string
  remove(): void
}

export function createTemporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'trunkline-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
