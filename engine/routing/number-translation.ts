/**
 * Dial plan: `pattern:replacement[;replacement…],…`, the first rule that matches is applied, once.
 * A pattern that ends in `*` matches every number that begins with the digits before it; these digits
 * give way to the replacement and the rest of the number is kept (a `*` that ends the replacement stands
 * for that rest and may be left out). A pattern without a trailing `*` must be the whole number. An empty
 * pattern or a lone `*` matches any number, so the replacement is put in front. Of several replacements
 * the digits of the number choose one: the same number always gets the same, different numbers spread.
 */
export class DialPlan {
  readonly #rules: readonly DialRule[]
  /** Literal of a whole-number pattern → index of its first rule. */
  readonly #whole = new Map<string, number>()
  /** Literal before a trailing `*` → index of its first rule. */
  readonly #begin = new Map<string, number>()
  readonly #beginLengths: readonly number[]

  constructor(text: string) {
    this.#rules = parseRules(text)
    const lengths = new Set<number>()
    this.#rules.forEach((rule, index) => {
      const literals = rule.keepsRest ? this.#begin : this.#whole
      if (!literals.has(rule.literal)) literals.set(rule.literal, index)
      if (rule.keepsRest) lengths.add(rule.literal.length)
    })
    this.#beginLengths = [...lengths]
  }

  /** The number after the first rule that matches it; the number itself when none does. */
  translate(number: string): string {
    if (this.#rules.length === 0) return number
    let first = this.#whole.get(number) ?? Infinity
    for (const length of this.#beginLengths) {
      if (length > number.length) continue
      const index = this.#begin.get(length === 0 ? '' : number.slice(0, length))
      if (index !== undefined && index < first) first = index
    }
    const rule = this.#rules[first]
    if (!rule) return number
    const replacement = chooseReplacement(rule.replacements, number)
    return rule.keepsRest ? replacement + number.slice(rule.literal.length) : replacement
  }
}

interface DialRule {
  readonly literal: string
  readonly keepsRest: boolean
  readonly replacements: readonly string[]
}

function parseRules(text: string): readonly DialRule[] {
  const rules: DialRule[] = []
  for (const item of text.split(',')) {
    const colon = item.indexOf(':')
    if (colon < 0) continue
    const pattern = item.slice(0, colon).trim()
    const keepsRest = pattern === '' || pattern.endsWith('*')
    const literal = pattern.endsWith('*') ? pattern.slice(0, -1) : pattern
    const replacements = item
      .slice(colon + 1)
      .split(';')
      .map((each) => each.trim())
      .map((each) => (keepsRest && each.endsWith('*') ? each.slice(0, -1) : each))
    rules.push({ literal, keepsRest, replacements })
  }
  return rules
}

function chooseReplacement(replacements: readonly string[], number: string): string {
  if (replacements.length === 1) return replacements[0] ?? ''
  let sum = 0
  for (let i = 0; i < number.length; i++) sum = (sum * 31 + number.charCodeAt(i)) >>> 0
  return replacements[sum % replacements.length] ?? ''
}
