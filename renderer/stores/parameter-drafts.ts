import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** What somebody typed for a parameter, and the value that it was typed over. */
export interface ParameterDraft {
  readonly text: string
  readonly base: string
}

/** Values of parameters that were typed and not applied; they stay while windows move and tabs change. */
export const useParameterDrafts = defineStore('parameterDrafts', () => {
  const drafts = shallowRef<Readonly<Record<string, ParameterDraft>>>({})

  /** Takes a typed text; the value in force is no draft. */
  function type(name: string, text: string, value: string): void {
    const { [name]: before, ...others } = drafts.value
    const base = before?.base ?? value
    drafts.value = text === value ? others : { ...others, [name]: { text, base } }
  }

  /** The draft stays, over the value that is in force now. */
  function rebase(name: string, value: string): void {
    const draft = drafts.value[name]
    if (draft) drafts.value = { ...drafts.value, [name]: { ...draft, base: value } }
  }

  function drop(names: Iterable<string>): void {
    const kept = { ...drafts.value }
    for (const name of names) Reflect.deleteProperty(kept, name)
    drafts.value = kept
  }

  return { drafts, type, rebase, drop }
})
