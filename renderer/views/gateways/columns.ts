import type { GridColumn } from '../../components/grid/grid-column.ts'
import { badge } from '../../components/grid/cells.ts'
import type { Translate } from '../../composables/use-text.ts'
import { valueWords } from './field-words.ts'
import { fieldsOf, labelOf, type FieldName, type FormPage } from './form-field.ts'
import type { Fields } from './gateway-kind.ts'
import type { StateWords } from './live-words.ts'

type Layout<R> = Pick<GridColumn<R>, 'width'> & Partial<GridColumn<R>>

/** Columns that show fields in the words in which the dialog edits them. */
export function fieldColumns<R extends { readonly gateway: Fields }>(
  pages: readonly FormPage[],
  t: Translate,
): (name: FieldName, layout: Layout<R>) => GridColumn<R> {
  const fields = new Map(fieldsOf(pages).map((field) => [field.name, field]))
  return (name, layout) => {
    const field = fields.get(name)
    const words = ({ gateway }: R): string =>
      field === undefined || isEmpty(gateway[name]) ? '' : valueWords(field, gateway[name], t)
    const kind = field?.editor.kind
    return {
      ...{ id: name, title: labelOf(name, t), format: words },
      value: (row) => {
        const value = row.gateway[name]
        if (kind === 'number' && typeof value === 'number') return value
        return kind === 'flag' && typeof value === 'boolean' ? value : words(row)
      },
      ...(kind === 'number' ? { kind } : kind === 'flag' ? { kind } : {}),
      ...layout,
    }
  }
}

const isEmpty = (value: unknown): boolean =>
  value === '' || value === undefined || (Array.isArray(value) && value.length === 0)

/** A column whose cells are a word on a quiet ground. */
export function stateColumn<R>(
  { id, title, ...layout }: Layout<R> & Pick<GridColumn<R>, 'id' | 'title'>,
  stateOf: (row: R) => StateWords | undefined,
): GridColumn<R> {
  const word = (row: R): string => stateOf(row)?.word ?? ''
  return {
    ...{ id, title, value: word, format: word },
    draw: (row) => {
      const state = stateOf(row)
      return state && state.word !== ''
        ? badge(state.word, state.tone)
        : document.createElement('span')
    },
    tooltip: (row) => stateOf(row)?.more ?? word(row),
    ...layout,
  }
}
