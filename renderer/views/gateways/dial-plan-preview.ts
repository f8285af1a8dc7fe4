import { pairText, type Pair } from './comma-items.ts'

/** What becomes of a number, and by which rule (counted from 0); `rule` undefined = none matches, it stays as it is. */
export interface Translation {
  readonly number: string
  readonly rule: number | undefined
}

/**
 * What the engine's dial plan makes of a number, to be seen while rules are typed: the first rule that matches is
 * applied, once. The engine's own plan is what the preview is tested against.
 */
export function previewTranslation(rules: readonly Pair[], number: string): Translation {
  for (const [rule, { left, right }] of rules.entries()) {
    if (pairText({ left, right }) === ':') continue
    const pattern = left.trim()
    const keepsRest = pattern === '' || pattern.endsWith('*')
    const literal = pattern.endsWith('*') ? pattern.slice(0, -1) : pattern
    if (keepsRest ? !number.startsWith(literal) : number !== literal) continue
    const chosen = chosenReplacement(right, number)
    if (!keepsRest) return { number: chosen, rule }
    const begin = chosen.endsWith('*') ? chosen.slice(0, -1) : chosen
    return { number: begin + number.slice(literal.length), rule }
  }
  return { number, rule: undefined }
}

/** Of several replacements the digits of the number choose one, the same every time. */
function chosenReplacement(replacements: string, number: string): string {
  const all = replacements.split(';').map((each) => each.trim())
  let sum = 0
  for (let i = 0; i < number.length; i++) sum = (sum * 31 + number.charCodeAt(i)) >>> 0
  return all[sum % all.length] ?? ''
}
