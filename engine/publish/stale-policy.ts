import type { EngineSettings } from '../api/contract/engine-settings.ts'
import type { Publication } from './publication-set.ts'

/** What to believe of a publisher that fell silent. */
export type StalePolicy = EngineSettings['stalePolicy']

/** What a silent publisher's last words still mean. */
export interface StaleEffect {
  /** Its last figures still count. */
  readonly isCounted: boolean
  /** No new calls until it speaks again. */
  readonly isSuspending: boolean
}

const counted: StaleEffect = { isCounted: true, isSuspending: false }
const ignored: StaleEffect = { isCounted: false, isSuspending: false }
const suspending: StaleEffect = { isCounted: true, isSuspending: true }

/** Effect of one tombstone: `hold last` believes it for one more lifetime. */
export function staleEffect(policy: StalePolicy, tombstone: Publication): StaleEffect {
  if (tombstone.stored.publisherKind === 'own') return ignored
  switch (policy) {
    case 'hold last':
      return tombstone.phase === 'held' ? counted : ignored
    case 'own count only':
      return ignored
    case 'suspend gateway':
      return suspending
  }
}
