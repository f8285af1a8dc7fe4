import type { Translate } from '../../composables/use-text.ts'
import type { GridAction } from './grid-column.ts'

/** Why an action cannot be done with these rows; undefined = it can. */
export function refusalOf<R>(
  action: GridAction<R>,
  rows: readonly R[],
  t: Translate,
): string | undefined {
  if (action.on === 'one' && rows.length !== 1) return t('grid.selectOne')
  if (action.on === 'many' && rows.length === 0) return t('grid.selectSome')
  return action.refusal?.(rows)
}
