import type { Translate } from '../../composables/use-text.ts'

/** A lock in words; softswitches have others than the manual names. */
export function lockWords(lockType: number, t: Translate): string {
  if (lockType === 0) return t('attached.limits.unlocked')
  if (lockType === 3) return t('attached.limits.locked')
  return t('attached.limits.otherLock', { code: lockType })
}
