import type { AlarmCondition } from '../api/contract/alarms.ts'
import type { Publication } from './publication-set.ts'
import type { StalePolicy } from './stale-policy.ts'

/** Subject of publicationStale: one silent publisher of one gateway. */
export function staleSubject({ stored }: Publication): string {
  return `${stored.resource} from ${stored.publisher}`
}

/** The alarm that a publisher fell silent, with what the policy makes of it. */
export function staleAlarm(tombstone: Publication, policy: StalePolicy): AlarmCondition {
  const { resource, publisher, expiresSeconds } = tombstone.stored
  const { active } = tombstone.figures
  const effect = {
    'hold last': `its last count of ${String(active)} is held for ${String(expiresSeconds)} s more`,
    'own count only': `its last count of ${String(active)} is dropped`,
    'suspend gateway': 'no new calls until it publishes again',
  }[policy]
  return {
    type: 'publicationStale',
    subject: staleSubject(tombstone),
    level: 2,
    text: `${publisher} no longer publishes about ${resource}: ${effect}`,
    value: active,
  }
}
