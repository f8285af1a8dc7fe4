import { ElMessageBox } from 'element-plus'
import { computed, h } from 'vue'
import { EngineError } from '../../../engine/api/contract/errors.ts'
import { publishRate } from '../../../engine/api/contract/publish-rate.ts'
import { formatNumber } from '../../composables/formats.ts'
import { useFeedRows, useSettings } from '../../composables/use-feed.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useUndo } from '../../composables/use-undo.ts'
import { useEngine } from '../../stores/engine.ts'

const name = 'SS_SIP_PUBLISH_EXPIRE'

/** SS_SIP_PUBLISH_EXPIRE of the engine, and the way to another value: shown before, undone after. */
export function useExpireSetting() {
  const { t } = useText()
  const engine = useEngine()
  const notices = useNotices()
  const offerUndo = useUndo()
  const parameters = useFeedRows('parameters')
  const gateways = useFeedRows('routingGateways')
  const settings = useSettings()
  const inForce = computed(() => {
    const row = parameters.value.find((each) => each.name === name)
    return row === undefined ? undefined : Number(row.value)
  })
  const publishing = computed(
    () => gateways.value.filter(({ allowPublish }) => allowPublish).length,
  )

  /** Why the value cannot be set now; undefined = it can. */
  function refusalOf(seconds: number | undefined): string | undefined {
    if (!engine.may('operator')) return t('planner.notYourRoleToSet')
    if (seconds !== undefined && seconds === inForce.value) return t('planner.isSet', { seconds })
    return inForce.value === undefined ? t('component.loading') : undefined
  }

  async function set(to: number): Promise<void> {
    const from = inForce.value
    if (from === undefined || refusalOf(to) !== undefined || !(await isConfirmed(from, to))) return
    try {
      const { edit } = await engine.ask('param.set', {
        changes: { [name]: String(to) },
        expected: { [name]: String(from) },
      })
      offerUndo(t('planner.setDone', { from, to }), edit)
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'CONFLICT') notices.fail(error)
      else notices.warn(meanwhile(error))
    }
  }

  function meanwhile({ details }: EngineError): string {
    const by = String(details['by'] ?? t('planner.somebody'))
    return t('planner.setMeanwhile', { by, now: String(details['value']) })
  }

  async function isConfirmed(from: number, to: number): Promise<boolean> {
    const { value: count } = publishing
    const perMinute = (seconds: number): string =>
      formatNumber(60 * publishRate(count, 1, seconds), 1)
    const words = h(
      'div',
      count === 0
        ? [h('p', t('planner.setNothing'))]
        : [
            h('p', t('planner.setWhat', { count })),
            h('p', t('planner.setLoad', { before: perMinute(from), after: perMinute(to) })),
          ],
    )
    const answer = await ElMessageBox.confirm(words, t('planner.setQuestion', { from, to }), {
      confirmButtonText: t('component.apply'),
      cancelButtonText: t('component.cancel'),
      customClass: 'tl-wide-question',
    }).catch(() => 'cancel')
    return answer !== 'cancel'
  }

  return {
    ...{ inForce, refusalOf, set },
    publishOnChange: computed(() => settings.value?.values['publishOnChange']),
  }
}
