import { computed, onMounted, ref, shallowRef } from 'vue'
import type { LabScenarioRow } from '../../../engine/api/contract/lab-rows.ts'
import { errorSentence } from '../../composables/error-sentence.ts'
import { useFeedRows } from '../../composables/use-feed.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'

/** The scenarios that can be run; there is no feed of them, so the list is read anew after each change. */
export function useScenarios() {
  const { t } = useText()
  const engine = useEngine()
  const notices = useNotices()
  const runs = useFeedRows('labRuns')
  const rows = shallowRef<readonly LabScenarioRow[]>([])
  const fault = ref<string>()
  const isLoading = ref(true)

  async function read(): Promise<void> {
    isLoading.value = true
    fault.value = undefined
    try {
      rows.value = await engine.ask('labScenario.list', {})
    } catch (error) {
      fault.value = errorSentence(error)
    } finally {
      isLoading.value = false
    }
  }

  async function run(name: string, clock: 'real' | 'fast'): Promise<number | undefined> {
    try {
      const started = await engine.ask('labScenario.run', { name, clock })
      notices.say(t('lab.scenario.started', { run: started.run }))
      return started.run
    } catch (error) {
      notices.fail(error)
      return undefined
    }
  }

  onMounted(read)
  return {
    ...{ rows, runs, fault, isLoading, read, run },
    isRunning: computed(() => runs.value.some(({ state }) => state === 'running')),
  }
}
