import { computed, ref } from 'vue'
import { EngineError } from '../../../engine/api/contract/errors.ts'
import type { LabScenarioRow } from '../../../engine/api/contract/lab-rows.ts'
import { labScenario, type LabScenario } from '../../../engine/api/contract/lab-scenario.ts'
import { errorSentence } from '../../composables/error-sentence.ts'
import { useConfirm } from '../../composables/use-confirm.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { holdUnsaved } from '../../composables/use-unsaved.ts'
import { useEngine } from '../../stores/engine.ts'
import { checkText, refusedAt, type TextFault } from './scenario-check.ts'

/** A text that is edited: a scenario of one's own, a copy of another, or one that is only read. */
export interface OpenScenario {
  readonly text: string
  /** Name of the file that it is, or of the shipped one; undefined = it is not kept yet. */
  readonly name: string | undefined
  readonly isReadOnly: boolean
}

/** What is typed, whether it is a scenario, and the way to the engine. */
export function useScenarioEditor(opened: OpenScenario, known: () => readonly LabScenarioRow[]) {
  const { t } = useText()
  const engine = useEngine()
  const notices = useNotices()
  const confirm = useConfirm()
  const text = ref(opened.text)
  /** As it is kept; undefined = it is not. */
  const kept = ref(opened.name === undefined ? undefined : opened.text)
  const keptName = ref(opened.name)
  const refused = ref<{
    readonly text: string
    readonly sentence: string
    readonly fault: TextFault | undefined
  }>()
  const isBusy = ref(false)
  const checked = computed(() => checkText(text.value))
  const isUnkept = computed(() => !opened.isReadOnly && text.value !== kept.value)
  /** Something was typed that is nowhere else. */
  const isChanged = computed(() => isUnkept.value && text.value !== opened.text)
  /** What the engine said, as long as the text is the one that it spoke of. */
  const refusal = computed(() => (refused.value?.text === text.value ? refused.value : undefined))
  const faults = computed(() => {
    const said = refusal.value?.fault
    return said ? [...checked.value.faults, said] : checked.value.faults
  })

  async function isReplaceConfirmed(name: string): Promise<boolean> {
    const isOther = name !== keptName.value
    if (!isOther || !known().some((row) => row.name === name && row.origin === 'own')) return true
    return confirm({
      title: t('lab.editor.replaceTitle', { name }),
      question: t('lab.editor.replaceWhat', { name }),
      ...{ hint: t('lab.editor.replaceHint'), confirm: t('lab.editor.replace') },
    })
  }

  /** Keeps what is typed; its name, or undefined = it was refused and stands as it was typed. */
  async function save(): Promise<string | undefined> {
    const typed = text.value
    const { document } = checked.value
    const { success, data } = labScenario.safeParse(document)
    if (!success || !(await isReplaceConfirmed(data.name))) return undefined
    isBusy.value = true
    try {
      const { name } = await engine.ask('labScenario.save', { document: document as LabScenario })
      kept.value = typed
      keptName.value = name
      notices.say(t('lab.editor.saved', { name }))
      return name
    } catch (error) {
      const fault = error instanceof EngineError ? refusedAt(typed, error.details) : undefined
      refused.value = { text: typed, sentence: errorSentence(error), fault }
      return undefined
    } finally {
      isBusy.value = false
    }
  }

  holdUnsaved('lab', {
    words: () => (isChanged.value ? t('lab.editor.unsaved') : undefined),
    discard: () => {
      text.value = kept.value ?? opened.text
    },
  })
  return {
    ...{ text, isUnkept, isBusy, faults, keptName, save },
    refusal: computed(() => refusal.value?.sentence),
    canSave: computed(
      () => !opened.isReadOnly && checked.value.faults.length === 0 && engine.may('operator'),
    ),
  }
}
