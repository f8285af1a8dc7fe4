import type { CallFeedRow } from '../../../engine/api/contract/feed-rows.ts'
import type { Translate } from '../../composables/use-text.ts'

const mostNamed = 5

type Numbers = Pick<CallFeedRow, 'callerE164' | 'calleeE164'>

/** The question before calls are hung up: how many, and which. */
export function hangUpQuestion(calls: readonly Numbers[], t: Translate): string {
  const named = calls
    .slice(0, mostNamed)
    .map(({ callerE164: caller, calleeE164: callee }) => t('calls.hangUp.call', { caller, callee }))
    .join(', ')
  const rest = calls.length - mostNamed
  if (calls.length === 1) return t('calls.hangUp.one', { call: named })
  const words = rest > 0 ? t('calls.hangUp.more', { calls: named, count: rest }) : named
  return t('calls.hangUp.many', { count: calls.length, calls: words })
}

/** What came of it: some may have ended by themselves meanwhile. */
export function hangUpResult(asked: number, done: number, t: Translate): string {
  if (done === 0) return t('calls.hangUp.gone')
  if (done < asked) return t('calls.hangUp.partly', { done, gone: asked - done })
  return done === 1 ? t('calls.hangUp.doneOne') : t('calls.hangUp.done', { count: done })
}
