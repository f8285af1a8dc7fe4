import { computed, ref } from 'vue'
import { planQuestion, type PlanQuestion } from '../../../engine/api/contract/plan-procedures.ts'
import { useFeedRows, useNode, useSettings } from '../../composables/use-feed.ts'
import { readQuestion, typedOf, type TypedQuestion } from './question-form.ts'
import { questionOfSystem } from './system-question.ts'

const defaults = planQuestion.parse({})

/** The question in the form, checked as it is typed. */
export function useQuestion() {
  const node = useNode()
  const settings = useSettings()
  const nodes = useFeedRows('nodes')
  const routing = useFeedRows('routingGateways')
  const online = useFeedRows('routingOnline')
  const typed = ref<TypedQuestion>(typedOf(defaults))
  const read = computed(() => readQuestion(typed.value))

  /** Fills in what the running system is; what was typed of the rest stays where it is allowed. */
  function takeFromSystem(): PlanQuestion | undefined {
    const { value: figures } = node
    if (!figures) return undefined
    const question = questionOfSystem(
      {
        nodes: nodes.value,
        gateways: routing.value,
        callsPerSecond: figures.callsPerSecond,
        acdSeconds: online.value.map(({ acdSeconds }) => acdSeconds),
        coalescingMs: Number(
          settings.value?.values['publishCoalescingMs'] ?? defaults.coalescingMs,
        ),
        expireSeconds: figures.publishExpireSeconds,
      },
      read.value.ok ? read.value.question : defaults,
    )
    take(question)
    return question
  }

  function take(question: PlanQuestion): void {
    typed.value = typedOf(question)
  }

  return {
    ...{ typed, read, take, takeFromSystem },
    canTakeFromSystem: computed(() => node.value !== undefined),
    takeDefaults: () => take(defaults),
  }
}
