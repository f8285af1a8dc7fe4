import { ElMessageBox } from 'element-plus'
import { computed, h, ref, shallowRef, watch } from 'vue'
import type { SettingsState } from '../../../engine/api/contract/configuration-procedures.ts'
import {
  engineSettings,
  type EngineSettings,
} from '../../../engine/api/contract/engine-settings.ts'
import { EngineError } from '../../../engine/api/contract/errors.ts'
import { errorSentence } from '../../composables/error-sentence.ts'
import { useDraft } from '../../composables/use-draft.ts'
import { useSettings } from '../../composables/use-feed.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'
import { consequencesOf, type Consequence } from './consequences.ts'
import type { SettingName } from './setting-fields.ts'
import { differingSettings, isDeepEqual } from './settings-differences.ts'

/** What somebody else made of settings that are changed here as well. */
interface Theirs {
  readonly state: SettingsState
  readonly names: readonly SettingName[]
  readonly by: string | undefined
}

/** A draft over the engine settings, with its way to the engine; others’ changes are followed or asked about. */
export function useSettingsEdit(first: SettingsState) {
  const { t } = useText()
  const engine = useEngine()
  const notices = useNotices()
  const settings = useSettings()
  const base = shallowRef(first)
  const draft = useDraft(engineSettings, first.values)
  const theirs = shallowRef<Theirs>()
  const fault = ref<string>()
  const isBusy = ref(false)
  const isReadOnly = computed(() => !engine.may('administrator'))
  const changedNames = computed(() => Object.keys(draft.changes.value) as SettingName[])
  const canApply = computed(
    () =>
      draft.isChanged.value &&
      draft.isValid.value &&
      !isReadOnly.value &&
      !isBusy.value &&
      theirs.value === undefined,
  )
  const titles = (names: readonly SettingName[]): string =>
    names.map((name) => t(`softswitch.setting.${name}`)).join(', ')

  function standOn(state: SettingsState): void {
    base.value = state
    theirs.value = undefined
    draft.rebase(state.values)
  }

  /** Takes a state of the engine that is newer than the one the draft stands on. */
  async function follow(state: SettingsState | undefined, by?: string): Promise<void> {
    if (!state || isBusy.value || state.version < base.value.version) return
    const differing = differingSettings(base.value, state)
    const typed = draft.changes.value
    const names = differing.filter(
      (name) => name in typed && !isDeepEqual(typed[name], state.values[name]),
    )
    if (names.length === 0) {
      const isWorthAWord = differing.length > 0 && draft.isChanged.value
      standOn(state)
      if (!isWorthAWord) return
      const who = by ?? (await authorOf(differing)) ?? t('softswitch.somebody')
      notices.warn(t('softswitch.theirsAlso', { by: who, names: titles(differing) }))
      return
    }
    theirs.value = { state, names, by }
    const author = by ?? (await authorOf(names))
    if (theirs.value.state === state) theirs.value = { state, names, by: author }
  }

  /** Who it was is in the audit log. */
  async function authorOf(names: readonly SettingName[]): Promise<string | undefined> {
    const object = names[0]
    if (object === undefined || !engine.may('operator')) return undefined
    const filter = { action: 'setting', object, limit: 1 }
    const found = await engine.ask('audit.list', filter).catch(() => undefined)
    return found?.entries[0]?.actor.name
  }

  /** Decides between what is typed here and what somebody else has set in the meantime. */
  function decide(keepsMine: boolean): void {
    if (!theirs.value) return
    const { state, names } = theirs.value
    standOn(state)
    if (keepsMine) return
    for (const name of names) draft.values.value[name] = structuredClone(state.values[name])
  }

  async function apply(): Promise<void> {
    if (!canApply.value) return
    const changes = draft.changes.value
    const before = base.value.values as EngineSettings
    const consequences = consequencesOf(before, { ...before, ...changes })
    if (consequences.length > 0 && !(await isConfirmed(consequences))) return
    isBusy.value = true
    fault.value = undefined
    const names = titles(changedNames.value)
    try {
      const { version: expectedVersion } = base.value
      const { edit, ...state } = await engine.ask('settings.set', { changes, expectedVersion })
      standOn(state)
      // A new password comes back concealed, which is no change of it.
      draft.reset()
      if (edit === null) notices.say(t('softswitch.nothing'))
      else notices.offerUndo(t('softswitch.applied', { names }), () => void undo(edit))
    } catch (error) {
      await takeRefusal(error)
    } finally {
      isBusy.value = false
    }
    await follow(settings.value)
  }

  async function takeRefusal(error: unknown): Promise<void> {
    if (!(error instanceof EngineError) || error.code !== 'CONFLICT') {
      fault.value = errorSentence(error)
      return
    }
    const state = await engine.ask('settings.get', {}).catch(() => undefined)
    isBusy.value = false
    await follow(state, error.details['by'] === undefined ? undefined : String(error.details['by']))
  }

  async function isConfirmed(consequences: readonly Consequence[]): Promise<boolean> {
    const lines = consequences.map(({ key, values }) => h('li', t(key, values)))
    const answer = await ElMessageBox.confirm(
      h('ul', { class: 'tl-consequences' }, lines),
      t('softswitch.consequences'),
      {
        confirmButtonText: t('softswitch.applyAnyway'),
        cancelButtonText: t('component.keepEditing'),
        type: 'warning',
        customClass: 'tl-wide-question',
      },
    ).catch(() => 'cancel' as const)
    return answer !== 'cancel'
  }

  async function undo(edit: number): Promise<void> {
    try {
      await engine.ask('edit.undo', { edit })
      notices.say(t('softswitch.undone'))
    } catch (error) {
      notices.fail(error)
    }
  }

  watch(settings, (state) => void follow(state), { immediate: true })
  return {
    draft,
    base,
    theirs,
    fault,
    isBusy,
    isReadOnly,
    changedNames,
    canApply,
    titles,
    decide,
    apply,
  }
}
