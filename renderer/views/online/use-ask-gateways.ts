import { askEach } from '../../composables/ask-each.ts'
import { errorSentence } from '../../composables/error-sentence.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'

const words = {
  'publication.refresh': { one: 'online.refreshedOne', many: 'online.refreshed' },
  'registration.refresh': { one: 'online.registeredOne', many: 'online.registered' },
} as const

/** Has the engine publish or register anew for each of these gateways, and says what came of it. */
export function useAskGateways() {
  const { t } = useText()
  const engine = useEngine()
  const notices = useNotices()
  return async (procedure: keyof typeof words, names: readonly string[]): Promise<void> => {
    const count = names.length
    const outcome = await askEach(names, (gateway) => engine.ask(procedure, { gateway }))
    const { done, fault } = outcome
    const { one, many } = words[procedure]
    if (fault === undefined) {
      notices.say(count === 1 ? t(one, { name: names[0] ?? '' }) : t(many, { count }))
    } else if (count === 1) notices.fail(fault)
    else notices.warn(t('online.partly', { done, count, fault: errorSentence(fault) }))
  }
}
