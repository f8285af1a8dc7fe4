import type { ICellEditorComp, ICellEditorParams } from 'ag-grid-community'
import type { GridEdit, GridField } from './grid-column.ts'

interface FieldEditorParams<R> extends ICellEditorParams<R, string> {
  readonly edit: GridEdit<R>
}

function element<N extends keyof HTMLElementTagNameMap>(
  name: N,
  className: string,
): HTMLElementTagNameMap[N] {
  const made = document.createElement(name)
  made.className = className
  return made
}

/** Types a value in place; says below it what is allowed, and what is wrong as soon as it is. */
export class FieldEditor<R> implements ICellEditorComp<R, string> {
  readonly #box = element('div', 'tl-editor')
  readonly #input = element('input', 'tl-editor-input')
  readonly #words = element('p', 'tl-editor-words')
  #options: readonly HTMLElement[] = []
  #params: FieldEditorParams<R> | undefined

  init(params: FieldEditorParams<R>): void {
    this.#params = params
    const { edit, data, eventKey } = params
    const field = edit.field(data)
    if (!field) return
    const isTyped = eventKey?.length === 1
    this.#input.value = isTyped && field.isChoice !== true ? eventKey : edit.text(data)
    this.#build(field)
    this.#check()
  }

  getGui(): HTMLElement {
    return this.#box
  }

  getValue(): string {
    return this.#input.value
  }

  afterGuiAttached(): void {
    const { eventKey } = this.#params ?? {}
    // The popup around it is a dialog of the grid's own.
    const label = this.#input.getAttribute('aria-label') ?? ''
    this.#box.closest('[role="dialog"]')?.setAttribute('aria-label', label)
    this.#box.style.minWidth = `${this.#params?.column.getActualWidth() ?? 120}px`
    if (this.#input.isConnected) {
      this.#input.focus()
      if (eventKey?.length !== 1) this.#input.select()
    } else this.#optionOf(this.#input.value)?.focus()
  }

  #build(field: GridField): void {
    const { label, unit = '', words = [], isChoice = false, isNumber = false } = field
    const line = element('div', 'tl-editor-line')
    this.#input.setAttribute('aria-label', label)
    this.#input.inputMode = isNumber ? 'numeric' : 'text'
    this.#input.spellcheck = false
    this.#input.addEventListener('input', () => {
      this.#check()
    })
    if (!isChoice) line.append(this.#input)
    if (unit !== '') {
      const shown = element('span', 'tl-editor-unit')
      shown.textContent = unit
      line.append(shown)
    }
    this.#box.append(line)
    if (words.length > 0) this.#box.append(this.#wordList(words, label))
    this.#words.setAttribute('role', 'status')
    this.#box.append(this.#words)
    this.#box.addEventListener('keydown', (event) => {
      this.#onKey(event)
    })
  }

  #wordList(words: readonly string[], label: string): HTMLElement {
    const list = element('div', 'tl-editor-list')
    list.setAttribute('role', 'listbox')
    list.setAttribute('aria-label', label)
    this.#options = words.map((word) => {
      const option = element('div', 'tl-editor-option')
      option.setAttribute('role', 'option')
      option.tabIndex = -1
      option.textContent = word
      option.addEventListener('click', () => {
        this.#choose(word)
        this.#params?.stopEditing()
      })
      return option
    })
    list.append(...this.#options)
    return list
  }

  /** Arrows go through the words; every other key is the grid's, which takes Enter, Tab and Esc. */
  #onKey(event: KeyboardEvent): void {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const { length } = this.#options
    if (by === 0 || length === 0) return
    const at = this.#options.findIndex((option) => option.textContent === this.#input.value)
    const next = this.#options[at < 0 ? (by > 0 ? 0 : length - 1) : (at + by + length) % length]
    this.#choose(next?.textContent ?? '')
    if (!this.#input.isConnected) next?.focus()
    event.preventDefault()
    event.stopPropagation()
  }

  #choose(word: string): void {
    this.#input.value = word
    this.#check()
  }

  #check(): void {
    if (!this.#params) return
    const { edit, data } = this.#params
    const { value } = this.#input
    const fault = edit.fault(data, value)
    this.#words.textContent = fault ?? edit.field(data)?.hint ?? ''
    this.#box.classList.toggle('is-faulty', fault !== undefined)
    this.#input.setAttribute('aria-invalid', String(fault !== undefined))
    for (const option of this.#options) {
      option.setAttribute('aria-selected', String(option.textContent === value))
    }
  }

  #optionOf(word: string): HTMLElement | undefined {
    return this.#options.find((option) => option.textContent === word) ?? this.#options[0]
  }
}
