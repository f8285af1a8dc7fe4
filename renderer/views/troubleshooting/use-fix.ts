import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import { EngineError } from '../../../engine/api/contract/errors.ts'
import type { PlannedField } from '../../../engine/api/contract/evidence.ts'
import type {
  FindingId,
  FixOffer,
  FixQuestion,
} from '../../../engine/api/contract/finding-procedures.ts'
import { errorSentence } from '../../composables/error-sentence.ts'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'

/** A plan is asked for anew when typing has paused for so long. */
const pauseMs = 200

/** What a fix would change, as its value and its gateways are chosen, and the way to apply it. */
export function useFix(finding: FindingId, offer: FixOffer) {
  const { t } = useText()
  const engine = useEngine()
  const typed = ref(offer.value ? String(offer.value.suggested) : '')
  const fields = shallowRef<readonly PlannedField[]>()
  const left = ref<ReadonlySet<string>>(new Set())
  const fault = ref<string>()
  const isBusy = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  const value = computed(() => {
    const { value: range } = offer
    if (!range) return undefined
    const number = /^\d{1,6}$/.test(typed.value.trim()) ? Number(typed.value) : NaN
    return number >= range.min && number <= range.max ? number : NaN
  })
  const valueFault = computed(() =>
    Number.isNaN(value.value) && offer.value
      ? t('troubleshooting.notInRange', offer.value)
      : undefined,
  )
  const gateways = computed(() => [
    ...new Set(
      (fields.value ?? []).flatMap(({ object, name }) =>
        object === 'routing gateway' ? [name] : [],
      ),
    ),
  ])
  const chosen = computed(() => gateways.value.filter((name) => !left.value.has(name)))
  const question = (): FixQuestion => ({
    ...{ finding, fix: offer.fix },
    ...(value.value === undefined ? {} : { value: value.value }),
  })
  const isReady = computed(
    () =>
      valueFault.value === undefined &&
      (fields.value ?? []).length > 0 &&
      (gateways.value.length === 0 || chosen.value.length > 0),
  )

  async function plan(): Promise<void> {
    if (valueFault.value !== undefined) return
    try {
      fields.value = (await engine.ask('finding.planFix', question())).fields
    } catch (error) {
      refuse(error)
    }
  }

  /** Number of the edit; undefined = it was refused. */
  async function apply(): Promise<number | null | undefined> {
    const isPart = chosen.value.length < gateways.value.length
    const expected = (fields.value ?? []).filter(({ name }) => !left.value.has(name))
    isBusy.value = true
    fault.value = undefined
    try {
      const part = isPart ? { gateways: chosen.value } : {}
      const asked = { ...question(), ...part, expected: [...expected] }
      return (await engine.ask('finding.applyFix', asked)).edit
    } catch (error) {
      refuse(error)
      if (error instanceof EngineError && error.code === 'CONFLICT') await plan()
      return undefined
    } finally {
      isBusy.value = false
    }
  }

  function refuse(error: unknown): void {
    const code = error instanceof EngineError ? error.code : ''
    if (code === 'NOT_FOUND') {
      fault.value = t('troubleshooting.gone')
      fields.value = []
    } else fault.value = code === 'CONFLICT' ? t('troubleshooting.meanwhile') : errorSentence(error)
  }

  function include(name: string, isIncluded: boolean): void {
    const others = new Set(left.value)
    if (isIncluded) others.delete(name)
    else others.add(name)
    left.value = others
  }

  watch(value, () => {
    clearTimeout(timer)
    timer = setTimeout(() => void plan(), pauseMs)
  })
  onBeforeUnmount(() => clearTimeout(timer))
  void plan()
  return {
    typed,
    valueFault,
    fields,
    gateways,
    chosen,
    left,
    include,
    fault,
    isBusy,
    isReady,
    apply,
  }
}
