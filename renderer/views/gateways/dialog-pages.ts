import type { DialogPage } from '../../components/dialog/dialog-page.ts'
import type { Key, Translate } from '../../composables/use-text.ts'
import type { FieldName, FormPage } from './form-field.ts'
import type { Fields } from './gateway-kind.ts'

export interface PageView {
  readonly values: Fields
  readonly hasFault: (name: FieldName) => boolean
  readonly t: Translate
}

/** The pages of the dialog as they stand now: those that mean something, with the number of faults on each. */
export function dialogPages(pages: readonly FormPage[], view: PageView): readonly DialogPage[] {
  const { values, hasFault, t } = view
  return pages
    .filter(({ isShown }) => isShown?.(values) ?? true)
    .map(({ id, fields, children }) => ({
      id,
      title: t(`gateways.page.${id}` as Key),
      // A field that stands on two pages counts once.
      faults: (fields ?? []).filter(({ name, isRepeated }) => !isRepeated && hasFault(name)).length,
      ...(fields ? {} : { isBranch: true }),
      ...(children ? { children: dialogPages(children, view) } : {}),
    }))
}
