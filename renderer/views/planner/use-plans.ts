import { computed, ref, shallowRef, watch } from 'vue'
import type { PlanQuestion, PlanResult } from '../../../engine/api/contract/plan-procedures.ts'
import { errorSentence } from '../../composables/error-sentence.ts'
import { useFeedRows } from '../../composables/use-feed.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useEngine } from '../../stores/engine.ts'

/** The plans that the engine keeps, and the one that is shown. */
export function usePlans() {
  const engine = useEngine()
  const notices = useNotices()
  const kept = useFeedRows('plans')
  const chosen = ref<number>()
  const result = shallowRef<PlanResult>()
  const fault = ref<string>()
  const isStarting = ref(false)
  const plans = computed(() => kept.value.toSorted((a, b) => b.plan - a.plan))
  /** The newest while none was chosen. */
  const shown = computed(
    () => plans.value.find(({ plan }) => plan === chosen.value) ?? plans.value[0],
  )

  async function start(question: PlanQuestion): Promise<void> {
    isStarting.value = true
    fault.value = undefined
    try {
      const { plan } = await engine.ask('plan.start', question)
      chosen.value = plan
    } catch (error) {
      fault.value = errorSentence(error)
    } finally {
      isStarting.value = false
    }
  }

  async function stop(plan: number): Promise<void> {
    try {
      await engine.ask('plan.stop', { plan })
    } catch (error) {
      notices.fail(error)
    }
  }

  const read = (plan: number): Promise<PlanResult> => engine.ask('plan.get', { plan })

  async function show(): Promise<void> {
    const row = shown.value
    result.value = undefined
    fault.value = undefined
    if (row?.state !== 'done') return
    try {
      const answer = await read(row.plan)
      if (row.plan === shown.value?.plan) result.value = answer
    } catch (error) {
      fault.value = errorSentence(error)
    }
  }

  // Numbers begin anew with the engine; the moment tells such plans apart.
  watch(
    () => {
      const row = shown.value
      return row && `${row.plan} ${row.startedAtMs} ${row.state}`
    },
    () => void show(),
    { immediate: true },
  )
  return {
    ...{ plans, shown, result, fault, isStarting, start, stop, read },
    choose(plan: number) {
      chosen.value = plan
    },
  }
}
