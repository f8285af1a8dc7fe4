import { computed, ref, shallowRef } from 'vue'
import { errorSentence } from '../../composables/error-sentence.ts'
import { useDraft } from '../../composables/use-draft.ts'
import { useNotices } from '../../composables/use-notices.ts'
import { useText } from '../../composables/use-text.ts'
import { useEngine } from '../../stores/engine.ts'
import type { FieldName } from './form-field.ts'
import {
  draftSchema,
  fieldsOfListed,
  newFields,
  type Fields,
  type KindName,
  type Listed,
} from './gateway-kind.ts'
import { useConflict } from './use-conflict.ts'
import { useUndo } from '../../composables/use-undo.ts'

/** What a dialog was opened for. */
export interface OpenGateway {
  readonly row?: Listed | undefined
  /** Fields of a new gateway that differ from the defaults. */
  readonly fields?: Fields | undefined
}

/** What is typed over one gateway, until it is applied. */
export function useGatewayDraft(kind: KindName, { row, fields = {} }: OpenGateway) {
  const engine = useEngine()
  const notices = useNotices()
  const { t } = useText()
  const offerUndo = useUndo()
  const base = shallowRef(row)
  const isNew = computed(() => base.value === undefined)
  /** It was deleted by somebody else and is to be added again as it stands here. */
  const isAddedAgain = ref(false)
  const isBusy = ref(false)
  const refusal = ref<string>()
  const draft = useDraft(draftSchema(kind), row ? fieldsOfListed(kind, row) : newFields(kind))
  Object.assign(draft.values.value, fields)
  const standOn = (next: Listed): void => {
    base.value = next
    draft.rebase(fieldsOfListed(kind, next))
  }
  const conflict = useConflict({ kind, base, isChanged: draft.isChanged, isBusy, standOn })

  /** Why a field cannot be applied; an empty name says nothing before something is typed. */
  function faultOf(name: FieldName): string | undefined {
    const { value: faults } = draft.faults
    if (name === 'name' && isNew.value && draft.values.value['name'] === '') return undefined
    const path = Object.keys(faults).find((each) => each === name || each.startsWith(`${name}.`))
    return path === undefined ? undefined : faults[path]
  }

  /** Sends what is typed; false = it was refused, and everything typed is still there. */
  async function apply(): Promise<boolean> {
    isBusy.value = true
    refusal.value = undefined
    try {
      await (base.value ? change(base.value) : add())
      return true
    } catch (error) {
      if (!(await conflict.takeRefusal(error))) refusal.value = errorSentence(error)
      return false
    } finally {
      isBusy.value = false
      conflict.follow()
    }
  }

  async function add(): Promise<void> {
    const sent = { ...draft.values.value }
    const added = (await engine.ask('gateway.add', { kind, fields: sent })) as Listed
    settle(added, sent)
    isAddedAgain.value = false
    notices.say(t('gateways.done.added', { name: added.name }))
  }

  async function change(before: Listed): Promise<void> {
    const sent = draft.changes.value
    const { edit } = await engine.ask('gateway.setMany', {
      kind,
      edits: [{ name: before.name, changes: sent, expectedVersion: before.version }],
    })
    const name = typeof sent['name'] === 'string' ? sent['name'] : before.name
    settle(await engine.ask('gateway.get', { kind, name }), sent)
    offerUndo(t('gateways.done.changed', { name }), edit)
  }

  /** What was sent is in force now; what was typed meanwhile stays. */
  function settle(now: Listed, sent: Fields): void {
    if (draft.values.value['password'] === sent['password']) forgetPassword()
    standOn(now)
  }

  function forgetPassword(): void {
    Reflect.deleteProperty(draft.values.value, 'password')
  }

  function reset(): void {
    draft.reset()
    refusal.value = undefined
  }

  function keepMine(): void {
    const next = conflict.theirs.value?.row
    conflict.theirs.value = undefined
    refusal.value = undefined
    if (next) standOn(next)
    else {
      base.value = undefined
      isAddedAgain.value = true
    }
  }

  function useTheirs(): void {
    keepMine()
    reset()
  }

  return {
    ...{ base, isNew, draft, isBusy, refusal, theirs: conflict.theirs },
    isChanged: computed(() => draft.isChanged.value || isAddedAgain.value),
    ...{ faultOf, apply, reset, keepMine, useTheirs, forgetPassword },
  }
}
