import type { Translate } from '../../composables/use-text.ts'
import type { KindName } from './gateway-kind.ts'

/** More names than this are not read. */
const mostNames = 8

interface Removal {
  readonly gateway: { readonly name: string; readonly [field: string]: unknown }
  readonly active: number
}

/** What deleting these gateways will do: how many, which, what of their calls and publications. */
export function removalWords(kind: KindName, removals: readonly Removal[], t: Translate): string {
  const names = removals.map(({ gateway }) => gateway.name)
  const [first = ''] = names
  const calls = removals.reduce((sum, { active }) => sum + active, 0)
  const isPublished = kind === 'routing' && removals.some(({ gateway }) => gateway['allowPublish'])
  return [
    names.length === 1
      ? t('gateways.remove.one', { name: first })
      : t('gateways.remove.many', { count: names.length, names: namesWords(names, t) }),
    ...(calls > 0 ? [t('gateways.remove.calls', { count: calls })] : []),
    ...(isPublished ? [t('gateways.remove.published')] : []),
    t('gateways.remove.undo'),
  ].join(' ')
}

function namesWords(names: readonly string[], t: Translate): string {
  const shown = names.slice(0, mostNames).join(', ')
  if (names.length <= mostNames) return shown
  return t('gateways.remove.more', { names: shown, count: names.length - mostNames })
}
