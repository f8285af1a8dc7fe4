import { computed, ref, type ComputedRef, type Ref } from 'vue'
import type { z } from 'zod'

type Fields = Readonly<Record<string, unknown>>

/** What a person types over an object until it is applied. */
export interface Draft {
  /** What is shown and edited; anything may stand in it. */
  readonly values: Ref<Record<string, unknown>>
  /** Why a field cannot be applied, in the schema's own words, by path (`prefix`, `periodCapacities.0.days`). */
  readonly faults: ComputedRef<Readonly<Record<string, string>>>
  /** Fields that differ from the object, checked values where the schema takes them. */
  readonly changes: ComputedRef<Fields>
  readonly isChanged: ComputedRef<boolean>
  readonly isValid: ComputedRef<boolean>
  /** Back to the object as it is. */
  reset(): void
  /** The object is another one now: what was typed stays, everything else follows. */
  rebase(object: Fields): void
}

/** A draft over `object`, checked as it is typed by the schema that the engine checks with. */
export function useDraft(schema: z.ZodType, object: Fields): Draft {
  const base: Ref<Fields> = ref(copyOf(object))
  const values = ref(copyOf(object))
  const outcome = computed(() => schema.safeParse(values.value))
  const faults = computed(() => {
    const { error } = outcome.value
    const found: Record<string, string> = {}
    for (const { path, message } of error?.issues ?? []) found[path.join('.')] ??= message
    return found
  })
  const changes = computed(() => {
    const checked = outcome.value.success ? (outcome.value.data as Fields) : values.value
    return Object.fromEntries(
      Object.keys(values.value)
        .filter((name) => !isSame(checked[name], base.value[name]))
        .map((name) => [name, checked[name]]),
    )
  })
  return {
    values,
    faults,
    changes,
    isChanged: computed(() => Object.keys(changes.value).length > 0),
    isValid: computed(() => outcome.value.success),
    reset() {
      values.value = copyOf(base.value)
    },
    rebase(next) {
      const typed = changes.value
      base.value = copyOf(next)
      values.value = { ...copyOf(next), ...copyOf(typed) }
    },
  }
}

const copyOf = (object: Fields): Record<string, unknown> =>
  JSON.parse(JSON.stringify(object)) as Record<string, unknown>

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
