/** The two lists of VOS3000's *Additional settings*. */
export type ParameterGroup = 'SIP parameter' | 'System parameter'

/** Source: T manual's Table 4-3, B reported elsewhere from that manual, O ours, B/O name reported and default ours. */
export type ParameterOrigin = 'T' | 'B' | 'O' | 'B/O'

interface ParameterFacts {
  readonly name: string
  readonly group: ParameterGroup
  readonly origin: ParameterOrigin
  readonly description: { readonly en: string; readonly zh: string }
}

/** Whole number in a closed range. */
export interface IntegerParameter extends ParameterFacts {
  readonly kind: 'integer'
  readonly default: number
  readonly min: number
  readonly max: number
  readonly unit: string
}

/** Whole number, or the word that is the default and is stored as itself. */
export interface IntegerOrWordParameter extends ParameterFacts {
  readonly kind: 'integer or word'
  readonly default: string
  readonly min: number
  readonly max: number
  readonly unit: string
}

export interface SwitchParameter extends ParameterFacts {
  readonly kind: 'on/off'
  readonly default: boolean
}

export interface ChoiceParameter extends ParameterFacts {
  readonly kind: 'choice'
  readonly default: string | number
  readonly choices: readonly (string | number)[]
}

/** Comma list of decimal numbers, each a multiple of `step`. */
export interface DecimalListParameter extends ParameterFacts {
  readonly kind: 'decimal list'
  readonly default: readonly number[]
  readonly min: number
  readonly max: number
  readonly step: number
  readonly minItems: number
  readonly maxItems: number
  readonly unit: string
}

export interface TextParameter extends ParameterFacts {
  readonly kind: 'text'
  readonly default: string
  readonly maxLength: number
}

/** One row of the parameter catalogue. */
export type ParameterDefinition =
  | IntegerParameter
  | IntegerOrWordParameter
  | SwitchParameter
  | ChoiceParameter
  | DecimalListParameter
  | TextParameter

/** The values that a parameter takes, in words that fit after "allowed: ". */
export function allowedText(definition: ParameterDefinition): string {
  switch (definition.kind) {
    case 'integer':
      return wholeNumber(definition)
    case 'integer or word':
      return `${definition.default}, or ${wholeNumber(definition)}`
    case 'on/off':
      return 'On or Off'
    case 'choice':
      return `one of ${definition.choices.join(', ')}`
    case 'decimal list': {
      const { minItems, maxItems, min, max, unit, step } = definition
      const size = `${minItems} to ${maxItems} numbers separated by commas`
      return `${size}, each from ${min} to ${max} ${unit} in steps of ${step}`
    }
    case 'text':
      return `text of at most ${definition.maxLength} characters without control characters`
  }
}

function wholeNumber(range: { readonly min: number; readonly max: number; readonly unit: string }) {
  const unit = range.unit === '' ? '' : ` ${range.unit}`
  return `whole number from ${range.min} to ${range.max}${unit}`
}
