import { shallowRef, type ShallowRef } from 'vue'

/** What somebody typed for a parameter, and the value that it was typed over. */
export interface ParameterDraft {
  readonly text: string
  readonly base: string
}

/** Values of parameters that were typed and not applied. */
export interface ParameterDrafts {
  readonly all: Readonly<ShallowRef<Readonly<Record<string, ParameterDraft>>>>
  /** Takes a typed text; the value in force is no draft. */
  type(name: string, text: string, value: string): void
  /** The draft stays, over the value that is in force now. */
  rebase(name: string, value: string): void
  drop(names: Iterable<string>): void
}

export function createParameterDrafts(): ParameterDrafts {
  const all = shallowRef<Readonly<Record<string, ParameterDraft>>>({})
  return {
    all,
    type(name, text, value) {
      const { [name]: before, ...others } = all.value
      const base = before?.base ?? value
      all.value = text === value ? others : { ...others, [name]: { text, base } }
    },
    rebase(name, value) {
      const draft = all.value[name]
      if (draft) all.value = { ...all.value, [name]: { ...draft, base: value } }
    },
    drop(names) {
      const dropped = new Set(names)
      all.value = Object.fromEntries(
        Object.entries(all.value).filter(([name]) => !dropped.has(name)),
      )
    },
  }
}
