import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'

/** What a window holds that is nowhere else. */
export interface UnsavedWork {
  /** It in words; undefined = there is nothing to lose. */
  readonly words: () => string | undefined
  readonly discard: () => void
}

/** Work of open windows that nobody has saved, by window. */
export const useUnsavedWork = defineStore('unsaved', () => {
  const works = shallowReactive(new Map<string, UnsavedWork>())

  function hold(window: string, work: UnsavedWork): () => void {
    works.set(window, work)
    return () => {
      if (works.get(window) === work) works.delete(window)
    }
  }

  /** What these windows hold unsaved; all windows when none are named. */
  function heldBy(windows: Iterable<string> = works.keys()): readonly UnsavedWork[] {
    return [...windows].flatMap((window) => {
      const work = works.get(window)
      return work?.words() === undefined ? [] : [work]
    })
  }

  return { hold, heldBy }
})
