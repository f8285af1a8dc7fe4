import { computed, ref, type Ref } from 'vue'
import { useFeedRows } from '../../composables/use-feed.ts'
import { useText } from '../../composables/use-text.ts'
import { findPages, type FoundPage, type SearchedPage } from './find-pages.ts'
import { firstPage, helpPage, helpPages } from './help-contents.ts'
import { wordsOf, type HelpPage } from './help-page.ts'
import { readText } from './marked-text.ts'
import { canStep, shownPage, startedAt, stepped, visited } from './page-history.ts'

/** The page that is shown, and the way back. */
export function useHelpPages() {
  const history = ref(startedAt(firstPage))
  const page = computed(() => helpPage(shownPage(history.value)) ?? helpPage(firstPage))
  /** A page that there is not leaves the shown one. */
  function show(id: string): void {
    if (helpPage(id)) history.value = visited(history.value, id)
  }
  function step(by: 1 | -1): void {
    history.value = stepped(history.value, by)
  }
  return {
    page,
    show,
    step,
    canGoBack: computed(() => canStep(history.value, -1)),
    canGoForward: computed(() => canStep(history.value, 1)),
  }
}

/** The pages that hold what was typed, in the language that is shown. */
export function useHelpSearch(typed: Ref<string>): Ref<readonly FoundPage[]> {
  const { language } = useText()
  const parameters = useFeedRows('parameters')
  const titleOf = (id: string): string => helpPage(id)?.title[language.value] ?? id
  const textOf = ({ id, blocks }: HelpPage): string => {
    const row = parameters.value.find(({ name }) => name === id)
    const description = language.value === 'zh' ? row?.descriptionZh : row?.description
    const words = blocks.flatMap(wordsOf).map((each) => readText(each[language.value], titleOf))
    return [description ?? '', ...words].filter((each) => each !== '').join(' · ')
  }
  const searched = computed((): readonly SearchedPage[] =>
    [...helpPages()].map((page) => ({
      id: page.id,
      title: page.title[language.value],
      also: page.title[language.value === 'zh' ? 'en' : 'zh'],
      text: textOf(page),
    })),
  )
  return computed(() => (typed.value.trim() === '' ? [] : findPages(searched.value, typed.value)))
}
