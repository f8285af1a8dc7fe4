import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { z } from 'zod'
import { EngineError } from '../api/contract/errors.ts'
import { atStore, storeFault } from './store-fault.ts'

/** How a host can be reached, written for the programs of this machine's user. */
export interface HostFacts {
  readonly pid: number
  /** Address of its HTTP listener, empty while there is none. */
  readonly http: string
  /** What the command line shows to be let in. */
  readonly token: string
  readonly startedAtMs: number
}

/** The sole right to a data folder; ends with `release` or with the process, however it ends. */
export interface FolderClaim {
  /** Tells other programs how to reach this host. */
  announce(facts: HostFacts): void
  release(): void
}

const hostFacts = z.preprocess(
  parseJson,
  z.strictObject({ pid: z.int(), http: z.string(), token: z.string(), startedAtMs: z.number() }),
)

const hostFile = 'host.json'
const lockFile = 'host.lock'
/** How long a claim waits for the look of another program at the lock to be over. */
const lookMs = 500

/** Claims a data folder, which is made if it is missing; a folder that another process has claimed is refused. */
export function claimFolder(folder: string): FolderClaim {
  return atStore(folder, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const lock = new SqliteDatabase(join(folder, lockFile), { timeout: lookMs })
    if (!takeLock(lock, folder)) {
      lock.close()
      throw inUse(folder)
    }
    const file = join(folder, hostFile)
    rmSync(file, { force: true })
    return {
      announce(facts) {
        writeFileSync(`${file}.new`, `${JSON.stringify(facts)}\n`, { mode: 0o600 })
        renameSync(`${file}.new`, file)
      },
      release() {
        if (!lock.open) return
        rmSync(file, { force: true })
        lock.close()
      },
    }
  })
}

/** The host that runs on a data folder; undefined when none does, or none has announced itself yet. */
export function readHost(folder: string): HostFacts | undefined {
  return atStore(folder, () => (isClaimed(folder) ? readFacts(folder) : undefined))
}

/**
 * Takes the operating system's lock on the lock file, through SQLite: it goes with the process, so no claim is ever
 * stale, whatever process ids are used again.
 */
function takeLock(lock: SqliteDatabase.Database, folder: string): boolean {
  try {
    lock.pragma('journal_mode = DELETE')
    lock.exec('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    const fault = storeFault(error, folder)
    if (fault instanceof EngineError && fault.details.reason === 'locked') return false
    throw fault
  }
}

function isClaimed(folder: string): boolean {
  const facts = readFacts(folder)
  if (!facts) return false
  const look = new SqliteDatabase(join(folder, lockFile), { timeout: 0 })
  try {
    return !takeLock(look, folder)
  } finally {
    look.close()
  }
}

function readFacts(folder: string): HostFacts | undefined {
  const text = readIfThere(join(folder, hostFile))
  const read = text === undefined ? undefined : hostFacts.safeParse(text)
  return read?.success ? read.data : undefined
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch (error) {
    // A file that somebody else wrote; the schema refuses the fault as it would any other value.
    return error
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function inUse(folder: string): EngineError {
  const facts = readFacts(folder)
  const who = facts ? `the process ${facts.pid} at ${facts.http}` : 'another process'
  const text = `${who} already runs on the data folder ${folder}`
  return new EngineError('FOLDER_IN_USE', text, { folder, pid: facts?.pid ?? null })
}
