import type { WebAccessRule } from '../../../engine/api/contract/engine-settings.ts'

/** The rules with one put in: in the place of the rule of `replaced`, else at the end. */
export function withRule(
  rules: readonly WebAccessRule[],
  rule: WebAccessRule,
  replaced: string | undefined,
): readonly WebAccessRule[] {
  if (replaced === undefined) return [...rules, rule]
  return rules.map((each) => (each.directory === replaced ? rule : each))
}

/** The rules without those of the named directories. */
export function withoutRules(
  rules: readonly WebAccessRule[],
  directories: readonly string[],
): readonly WebAccessRule[] {
  return rules.filter(({ directory }) => !directories.includes(directory))
}

/** One address per line or comma; blank ones are dropped. */
export const addressesOf = (text: string): string[] =>
  text.split(/[\s,]+/).filter((address) => address !== '')
