import type { EditorSelection, Extension, Text, Transaction } from '@codemirror/state'
import { EditorView, type KeyBinding } from '@codemirror/view'

/** A text as it was. */
interface Moment {
  readonly doc: Text
  readonly selection: EditorSelection
}

/** Undo and redo of a text that is edited. */
export interface EditHistory {
  readonly extension: Extension
  readonly keys: readonly KeyBinding[]
  /** Another text: what was before is not come back to. */
  forget(): void
}

/** What is typed without a pause is taken back as one. */
const pauseMs = 600
const mostMoments = 500

export function createEditHistory(): EditHistory {
  let undone: Moment[] = []
  let done: Moment[] = []
  let lastMs = 0
  let isStepping = false

  function keep({ docChanged, startState }: Transaction): void {
    if (!docChanged || isStepping) return
    const nowMs = Date.now()
    if (nowMs - lastMs > pauseMs || done.length === 0) {
      done = [...done.slice(-mostMoments), { doc: startState.doc, selection: startState.selection }]
    }
    lastMs = nowMs
    undone = []
  }

  /** Puts the text of one stack in place and the present one onto the other. */
  function step(view: EditorView, from: Moment[], to: Moment[]): boolean {
    const moment = view.state.readOnly ? undefined : from.pop()
    if (!moment) return false
    to.push({ doc: view.state.doc, selection: view.state.selection })
    isStepping = true
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: moment.doc },
      ...{ selection: moment.selection, scrollIntoView: true },
    })
    isStepping = false
    lastMs = 0
    return true
  }

  return {
    extension: EditorView.updateListener.of(({ transactions }) => {
      for (const transaction of transactions) keep(transaction)
    }),
    keys: [
      { key: 'Mod-z', run: (view) => step(view, done, undone), preventDefault: true },
      { key: 'Mod-y', run: (view) => step(view, undone, done), preventDefault: true },
      { key: 'Mod-Shift-z', run: (view) => step(view, undone, done), preventDefault: true },
    ],
    forget() {
      done = []
      undone = []
    },
  }
}
