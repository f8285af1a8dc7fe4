import { computed, onBeforeUnmount, reactive, ref, shallowRef, watch } from 'vue'
import { EngineError } from '../../../engine/api/contract/errors.ts'
import type { ProfilePlan, ProfileRow } from '../../../engine/api/contract/profile-procedures.ts'
import { errorSentence } from '../../composables/error-sentence.ts'
import { useFeed, useFeedRows, useSettings } from '../../composables/use-feed.ts'
import { useEngine } from '../../stores/engine.ts'
import { firstValue } from './profile-facts.ts'

interface Choice {
  readonly seconds: number
  readonly gateways: readonly string[]
}

/** Changes of the engine are followed at most this often. */
const followAfterMs = 250

/** The preview of a profile as its value and gateways are chosen; follows what others change. */
export function useProfilePlan(profile: () => ProfileRow | undefined) {
  const engine = useEngine()
  const parameters = useFeedRows('parameters')
  const settings = useSettings()
  const routing = useFeed('routingGateways')
  /** By profile, so that looking at another one loses nothing. */
  const choices = reactive(new Map<string, Choice>())
  const plan = shallowRef<ProfilePlan>()
  const fault = ref<string>()
  const isApplying = ref(false)
  let [isAsking, isOutdated] = [false, false]
  let timer: ReturnType<typeof setTimeout> | undefined

  const inForce = computed(() =>
    Number(parameters.value.find(({ name }) => name === 'SS_SIP_PUBLISH_EXPIRE')?.value ?? 0),
  )
  const profileInForce = computed(() => textOf(settings.value?.values['deploymentProfile']))
  const choice = computed((): Choice => {
    const row = profile()
    if (!row) return { seconds: 0, gateways: [] }
    const first = { seconds: firstValue(row, profileInForce.value, inForce.value), gateways: [] }
    return choices.get(row.id) ?? first
  })
  /** The plan that belongs to what is chosen now. */
  const isCurrent = computed(
    () => plan.value?.id === profile()?.id && plan.value?.expireSeconds === choice.value.seconds,
  )

  function choose(changes: Partial<Choice>): void {
    const row = profile()
    if (row) choices.set(row.id, { ...choice.value, ...changes })
  }

  const question = (row: ProfileRow) => ({
    ...{ id: row.id, expireSeconds: choice.value.seconds },
    gateways: [...choice.value.gateways],
  })

  /** One question at a time; while it is answered only the newest one waits. */
  async function renew(): Promise<void> {
    const row = profile()
    isOutdated = isAsking
    if (isAsking || row?.fault !== '') return
    isAsking = true
    try {
      plan.value = await engine.ask('profile.plan', question(row))
      fault.value = undefined
    } catch (error) {
      fault.value = errorSentence(error)
      plan.value = undefined
    } finally {
      isAsking = false
    }
    if (isOutdated) await renew()
  }

  /** Number of the edit; undefined = it was refused. */
  async function apply(): Promise<number | null | undefined> {
    const row = profile()
    const expected = plan.value?.expected
    if (!row || !expected) return undefined
    isApplying.value = true
    try {
      const { edit } = await engine.ask('profile.apply', { ...question(row), expected })
      choices.delete(row.id)
      return edit
    } catch (error) {
      await renew()
      if (!(error instanceof EngineError) || error.code !== 'CONFLICT') {
        fault.value = errorSentence(error)
        return undefined
      }
      throw error
    } finally {
      isApplying.value = false
    }
  }

  function follow(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      forgetGone()
      void renew()
    }, followAfterMs)
  }

  /** A chosen gateway that was deleted since is chosen no more. */
  function forgetGone(): void {
    if (routing.state !== 'ready') return
    const names = new Set([...routing.values()].map(({ name }) => name))
    const left = choice.value.gateways.filter((name) => names.has(name))
    if (left.length < choice.value.gateways.length) choose({ gateways: left })
  }

  watch([() => profile(), choice], () => void renew(), { immediate: true })
  watch([inForce, settings], follow)
  const stop = routing.watch({ put: follow, removed: follow })
  onBeforeUnmount(() => {
    stop()
    clearTimeout(timer)
  })
  return { plan, fault, isApplying, isCurrent, inForce, profileInForce, choice, choose, apply }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
