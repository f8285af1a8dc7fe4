import { EngineError } from '../../api/contract/errors.ts'
import type { Database } from '../open-database.ts'
import type { SecretBox } from './secret-box.ts'

const place = 'key_check/1'

/** Refuses a key other than the one that this database's secrets are sealed with. */
export function checkKey(db: Database, box: SecretBox): void {
  const kept = db.prepare<[], string>('SELECT sealed FROM key_check').pluck().get()
  if (kept === undefined) {
    db.prepare('INSERT INTO key_check (id, sealed) VALUES (1, ?)').run(box.seal('trunkline', place))
    return
  }
  if (box.open(kept, place) !== undefined) return
  const text =
    'the secrets of this data folder are sealed with another key; restore its secret.key (or sign in as the user whose key ring holds it)'
  throw new EngineError('STORE_UNAVAILABLE', text, { reason: 'wrong key' })
}
