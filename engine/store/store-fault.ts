import { EngineError } from '../api/contract/errors.ts'

/** Why the store does not work, in the words that an operator is given. */
export type StoreReason = 'disk full' | 'locked' | 'not writable' | 'damaged' | 'input/output'

/** What the operating system or SQLite says → our reason; the longest name that fits decides. */
const reasons: readonly (readonly [string, StoreReason])[] = [
  ['SQLITE_FULL', 'disk full'],
  ['ENOSPC', 'disk full'],
  ['EDQUOT', 'disk full'],
  ['SQLITE_BUSY', 'locked'],
  ['SQLITE_LOCKED', 'locked'],
  ['SQLITE_PROTOCOL', 'locked'],
  ['SQLITE_READONLY', 'not writable'],
  ['SQLITE_CANTOPEN', 'not writable'],
  ['SQLITE_PERM', 'not writable'],
  ['SQLITE_AUTH', 'not writable'],
  ['EACCES', 'not writable'],
  ['EPERM', 'not writable'],
  ['EROFS', 'not writable'],
  ['ENOENT', 'not writable'],
  ['ENOTDIR', 'not writable'],
  ['EISDIR', 'not writable'],
  ['EEXIST', 'not writable'],
  ['SQLITE_CORRUPT', 'damaged'],
  ['SQLITE_NOTADB', 'damaged'],
  ['SQLITE_IOERR', 'input/output'],
  ['EIO', 'input/output'],
]

const sentences: Readonly<Record<StoreReason, string>> = {
  'disk full': 'the disk is full',
  locked: 'another program holds the database',
  'not writable': 'it cannot be written; check that it exists and who may write it',
  damaged: 'the database is damaged or is no database',
  'input/output': 'the disk reports an input/output error',
}

/** The failure as a person can act on it; anything that is no failure of disk or database is a bug and stays as it is. */
export function storeFault(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof EngineError) return error
  const code = String(error.code)
  const reason = reasons.find(([name]) => code.startsWith(name))?.[1]
  if (!reason) return error
  const text = `the data folder ${folder} is not usable: ${sentences[reason]}`
  return new EngineError('STORE_UNAVAILABLE', text, { folder, reason, code }, error)
}

/** Runs work on disk or database with its failures in that form. */
export function atStore<T>(folder: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw storeFault(error, folder)
  }
}

/** Reason of a failure of the store; undefined for any other error, which is a bug. */
export function reasonOf(error: unknown): StoreReason | undefined {
  if (!(error instanceof EngineError) || error.code !== 'STORE_UNAVAILABLE') return undefined
  const { reason } = error.details
  return reasons.find(([, known]) => known === reason)?.[1]
}
