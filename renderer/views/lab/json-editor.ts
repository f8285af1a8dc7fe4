import { StreamLanguage, syntaxHighlighting, type StringStream } from '@codemirror/language'
import {
  Compartment,
  EditorState,
  RangeSetBuilder,
  StateEffect,
  StateField,
  type Extension,
  type Text,
} from '@codemirror/state'
import { Decoration, EditorView, keymap, lineNumbers, type DecorationSet } from '@codemirror/view'
import { tagHighlighter, tags } from '@lezer/highlight'
import { createEditHistory } from './edit-history.ts'

/** A text of JSON to be read or written. */
export interface JsonEditor {
  show(text: string): void
  setReadOnly(isReadOnly: boolean): void
  /** Marks lines, by number from 1. */
  markLines(lines: readonly number[]): void
  /** Puts the cursor at an offset and brings it into view. */
  goTo(at: number): void
  destroy(): void
}

const jsonLanguage = StreamLanguage.define({
  name: 'json',
  startState: () => ({}),
  token(stream: StringStream) {
    if (stream.eatSpace()) return null
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) {
      return stream.match(/^\s*:/, false) ? 'propertyName' : 'string'
    }
    if (stream.match(/^-?\d[\d.eE+-]*/)) return 'number'
    if (stream.match(/^(?:true|false|null)\b/)) return 'keyword'
    stream.next()
    return null
  },
})

/** The classes that messages of the trace have as well. */
const jsonHighlighter = tagHighlighter([
  { tag: tags.propertyName, class: 'tl-sip-name' },
  { tag: tags.keyword, class: 'tl-sip-keyword' },
  { tag: tags.string, class: 'tl-sip-string' },
  { tag: tags.number, class: 'tl-sip-number' },
])

const setMarks = StateEffect.define<readonly number[]>()
const faultyLine = Decoration.line({ class: 'tl-json-faulty' })

const markField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { effects, changes, newDoc }) {
    const set = effects.find((effect) => effect.is(setMarks))
    return set ? marksOf(newDoc, set.value) : marks.map(changes)
  },
  provide: (field) => EditorView.decorations.from(field),
})

function marksOf(doc: Text, lines: readonly number[]): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  for (const line of [...new Set(lines)].toSorted((a, b) => a - b)) {
    const { from } = doc.line(Math.min(line, doc.lines))
    builder.add(from, from, faultyLine)
  }
  return builder.finish()
}

/** A line break that keeps the indentation. */
function breakLine(view: EditorView): boolean {
  const { state } = view
  if (state.readOnly) return false
  const [indentation = ''] = /^\s*/.exec(state.doc.lineAt(state.selection.main.head).text) ?? []
  view.dispatch(state.update(state.replaceSelection(`\n${indentation}`), { scrollIntoView: true }))
  return true
}

export interface JsonEditorOptions {
  readonly parent: HTMLElement
  readonly nonce: string
  /** Names the text to assistive technology. */
  readonly label: string
  readonly onType: (text: string) => void
}

export function createJsonEditor({ parent, nonce, label, onType }: JsonEditorOptions): JsonEditor {
  const writing = new Compartment()
  const history = createEditHistory()
  const writable = (isReadOnly: boolean): Extension => [
    EditorState.readOnly.of(isReadOnly),
    EditorView.editable.of(!isReadOnly),
    EditorView.contentAttributes.of({
      ...{ tabindex: '0', role: 'textbox', 'aria-multiline': 'true' },
      ...{ 'aria-label': label, 'aria-readonly': String(isReadOnly) },
    }),
  ]
  const extensions: Extension = [
    EditorView.cspNonce.of(nonce),
    writing.of(writable(false)),
    EditorState.tabSize.of(2),
    lineNumbers(),
    EditorView.lineWrapping,
    jsonLanguage,
    syntaxHighlighting(jsonHighlighter),
    markField,
    keymap.of([{ key: 'Enter', run: breakLine }, ...history.keys]),
    history.extension,
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) onType(state.doc.toString())
    }),
  ]
  const view = new EditorView({ parent, state: EditorState.create({ extensions }) })
  return {
    show(text) {
      const { length } = view.state.doc
      view.dispatch({ changes: { from: 0, to: length, insert: text } })
      history.forget()
      view.scrollDOM.scrollTop = 0
    },
    setReadOnly(isReadOnly) {
      view.dispatch({ effects: writing.reconfigure(writable(isReadOnly)) })
    },
    markLines(lines) {
      view.dispatch({ effects: setMarks.of(lines) })
    },
    goTo(at) {
      const anchor = Math.min(at, view.state.doc.length)
      view.dispatch({
        selection: { anchor },
        effects: EditorView.scrollIntoView(anchor, { y: 'center' }),
      })
      view.focus()
    },
    destroy: () => view.destroy(),
  }
}
