import { computed, ref } from 'vue'
import { sampleMemo } from '../../../engine/api/contract/lab-procedures.ts'
import { useConfirm } from '../../composables/use-confirm.ts'
import { useFeedRows } from '../../composables/use-feed.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'

/** The sample data: whether they are there, and the way to load and remove them. */
export function useSample() {
  const { t } = useText()
  const engine = useEngine()
  const notices = useNotices()
  const confirm = useConfirm()
  const peers = useFeedRows('labGateways')
  const generators = useFeedRows('labGenerators')
  const routing = useFeedRows('routingGateways')
  const mapping = useFeedRows('mappingGateways')
  const isBusy = ref(false)
  const configured = computed(() => ({
    routing: routing.value.filter(({ memo }) => memo === sampleMemo),
    mapping: mapping.value.filter(({ memo }) => memo === sampleMemo),
  }))
  const state = computed(() => {
    if ([...peers.value, ...generators.value].some(({ isSample }) => isSample)) return 'loaded'
    const { routing: left, mapping: also } = configured.value
    // After a restart of the engine: its peers are gone, what was configured is not.
    return left.length + also.length > 0 ? 'left' : 'absent'
  })

  async function attempt(work: () => Promise<string>): Promise<void> {
    isBusy.value = true
    try {
      notices.say(await work())
    } catch (error) {
      notices.fail(error)
    } finally {
      isBusy.value = false
    }
  }

  const load = (): Promise<void> =>
    attempt(async () => {
      const { routingGateways, mappingGateways } = await engine.ask('labSample.load', {})
      const counts = { routing: routingGateways.length, mapping: mappingGateways.length }
      return t('lab.sample.loadDone', counts)
    })

  async function remove(): Promise<void> {
    const { routing: left, mapping: also } = configured.value
    const isConfirmed = await confirm({
      title: t('lab.sample.removeTitle'),
      question: t('lab.sample.removeWhat', {
        ...{ routing: left.length, mapping: also.length },
        names: [...left, ...also].map(({ name }) => name).join(', '),
      }),
      ...{ hint: t('lab.sample.removeHint'), confirm: t('lab.sample.remove') },
    })
    if (!isConfirmed) return
    await attempt(async () => {
      const { routingGateways, mappingGateways } = await engine.ask('labSample.remove', {})
      const counts = { routing: routingGateways.length, mapping: mappingGateways.length }
      return t('lab.sample.removeDone', counts)
    })
  }

  return {
    ...{ state, isBusy, load, remove },
    calls: computed(() =>
      generators.value
        .filter(({ isSample }) => isSample)
        .reduce((sum, { active }) => sum + active, 0),
    ),
  }
}
