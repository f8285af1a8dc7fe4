import { syntaxHighlighting } from '@codemirror/language'
import {
  EditorState,
  RangeSetBuilder,
  StateEffect,
  StateField,
  type Extension,
  type Text,
} from '@codemirror/state'
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view'
import { publicationField, sipHighlighter, sipLanguage } from './sip-language.ts'
import { matchesOf, type TextMatch } from './text-matches.ts'

/** A message to be read, with its search. */
export interface SipEditor {
  show(text: string): void
  /** Marks every place of a word; answers how many there are. */
  find(word: string): number
  /** Goes to a place by its number, from 0. */
  goTo(match: number): void
  destroy(): void
}

interface Search {
  readonly word: string
  readonly matches: readonly TextMatch[]
  readonly current: number
}

const setSearch = StateEffect.define<{ readonly word: string; readonly current: number }>()
const mark = Decoration.mark({ class: 'tl-sip-match' })
const currentMark = Decoration.mark({ class: 'tl-sip-match is-current' })
const publicationLine = Decoration.line({ class: 'tl-sip-publication-line' })

const searchField = StateField.define<Search>({
  create: () => ({ word: '', matches: [], current: 0 }),
  update(search, transaction) {
    let { word, current } = search
    for (const effect of transaction.effects) {
      if (effect.is(setSearch)) ({ word, current } = effect.value)
    }
    if (word === search.word && current === search.current && !transaction.docChanged) return search
    return { word, current, matches: matchesOf(transaction.newDoc.toString(), word) }
  },
  provide: (field) => EditorView.decorations.from(field, marksOf),
})

/** Lines of the header fields that matter to a publication stand out. */
const publicationLines = StateField.define<DecorationSet>({
  create: ({ doc }) => linesOf(doc),
  update: (lines, { docChanged, newDoc }) => (docChanged ? linesOf(newDoc) : lines),
  provide: (field) => EditorView.decorations.from(field),
})

function marksOf({ matches, current }: Search): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  for (const [index, { from, to }] of matches.entries()) {
    builder.add(from, to, index === current ? currentMark : mark)
  }
  return builder.finish()
}

function linesOf(doc: Text): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  for (let number = 1; number <= doc.lines; number++) {
    const { from, text } = doc.line(number)
    if (text === '') break
    if (publicationField.test(text)) builder.add(from, from, publicationLine)
  }
  return builder.finish()
}

/** Shows messages in `parent`; `label` names the text to assistive technology. */
export function createSipEditor(parent: HTMLElement, nonce: string, label: string): SipEditor {
  const extensions: Extension = [
    EditorView.cspNonce.of(nonce),
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      tabindex: '0',
      'aria-label': label,
      'aria-readonly': 'true',
    }),
    sipLanguage,
    syntaxHighlighting(sipHighlighter),
    publicationLines,
    searchField,
  ]
  const view = new EditorView({ parent, state: EditorState.create({ extensions }) })
  return {
    show(text) {
      const { length } = view.state.doc
      view.dispatch({ changes: { from: 0, to: length, insert: text } })
      view.scrollDOM.scrollTop = 0
    },
    find(word) {
      view.dispatch({ effects: setSearch.of({ word, current: 0 }) })
      return view.state.field(searchField).matches.length
    },
    goTo(current) {
      const { word, matches } = view.state.field(searchField)
      const match = matches[current]
      if (match === undefined) return
      view.dispatch({
        effects: [
          setSearch.of({ word, current }),
          EditorView.scrollIntoView(match.from, { y: 'center' }),
        ],
      })
    },
    destroy: () => view.destroy(),
  }
}
