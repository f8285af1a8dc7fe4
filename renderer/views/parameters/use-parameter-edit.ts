import { ElMessageBox } from 'element-plus'
import { computed, ref, watch, type ComputedRef } from 'vue'
import type { ParameterRow } from '../../../engine/api/contract/configuration-procedures.ts'
import { EngineError } from '../../../engine/api/contract/errors.ts'
import { formatMoment } from '../../composables/formats.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'
import { changesOf, editedParameters, type EditedParameter } from './edited-parameters.ts'
import { keptText } from './parameter-check.ts'
import { createParameterDrafts } from './parameter-drafts.ts'

/** What is typed over some parameters, and the way to the engine and back. */
export function useParameterEdit(rows: ComputedRef<readonly ParameterRow[]>) {
  const { t } = useText()
  const engine = useEngine()
  const drafts = createParameterDrafts()
  const notices = useNotices()
  const isBusy = ref(false)
  const edited = computed(() => editedParameters(rows.value, drafts.all.value))
  const changed = computed(() => edited.value.filter(({ isChanged }) => isChanged))
  /** Why nothing can be applied now; undefined = it can. */
  const refusal = computed(() => {
    if (!engine.may('operator')) return t('parameter.notYourRole')
    if (changed.value.length === 0) return t('parameter.noChange')
    if (changed.value.some(({ isAllowed }) => !isAllowed)) return t('parameter.notAllowed')
    return engine.isConnected ? undefined : t('parameter.disconnected')
  })

  function type(row: EditedParameter, text: string): void {
    drafts.type(row.name, keptText(row, text) ?? text, row.value)
  }

  function reset(): void {
    drafts.drop(rows.value.map(({ name }) => name))
  }

  async function apply(): Promise<void> {
    if (refusal.value !== undefined || isBusy.value) return
    const { changes, expected } = changesOf(changed.value)
    const names = Object.keys(changes)
    isBusy.value = true
    try {
      const { edit, rows: told } = await engine.ask('param.set', { changes, expected })
      await followed(rows, told)
      drafts.drop(names)
      if (edit !== null) notices.offerUndo(appliedWords(names), () => void undo(edit))
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'CONFLICT') notices.fail(error)
      else void settle(error)
    } finally {
      isBusy.value = false
    }
  }

  const appliedWords = (names: readonly string[]): string =>
    names.length > 2
      ? t('parameter.appliedMany', { count: names.length })
      : t('parameter.applied', { names: names.join(', ') })

  async function undo(edit: number): Promise<void> {
    try {
      await engine.ask('edit.undo', { edit })
      notices.say(t('parameter.undone'))
    } catch (error) {
      notices.fail(error)
    }
  }

  /** Somebody else was faster with one of the values: who, and what is to hold now. */
  async function settle({ details }: EngineError): Promise<void> {
    const name = String(details['name'])
    const value = String(details['value'])
    const words = t('parameter.conflictWords', {
      ...{ name, by: String(details['by'] ?? t('parameter.somebody')), after: value },
      ...{ before: String(details['expected']), at: formatMoment(Number(details['atMs'] ?? 0)) },
      mine: edited.value.find((row) => row.name === name)?.text ?? '',
    })
    const answer = await ElMessageBox.confirm(words, t('parameter.conflict'), {
      confirmButtonText: t('parameter.takeTheirs'),
      cancelButtonText: t('parameter.keepMine'),
      distinguishCancelAndClose: true,
      type: 'warning',
    }).catch((action: unknown) => action)
    if (answer === 'cancel') {
      drafts.rebase(name, value)
      await apply()
    } else if (answer === 'confirm') drafts.drop([name])
  }

  return { edited, changed, refusal, isBusy, type, reset, apply }
}

/** Longest wait for the live list; a lost connection brings it later by itself. */
const longestFollowMs = 2000

/**
 * Resolves when the live list holds what the engine answered: until then the list shows the old value, and a
 * draft that is typed over it would be judged by that.
 */
function followed(
  rows: ComputedRef<readonly ParameterRow[]>,
  told: readonly ParameterRow[],
): Promise<void> {
  const isThere = (): boolean =>
    told.every(({ name, value }) => rows.value.find((row) => row.name === name)?.value === value)
  return new Promise((resolve) => {
    if (isThere()) {
      resolve()
      return
    }
    const end = (): void => {
      stop()
      clearTimeout(timer)
      resolve()
    }
    const stop = watch(rows, () => {
      if (isThere()) end()
    })
    const timer = setTimeout(end, longestFollowMs)
  })
}
