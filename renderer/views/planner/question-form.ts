import { planQuestion, type PlanQuestion } from '../../../engine/api/contract/plan-procedures.ts'

export type FieldName = keyof PlanQuestion

/** A question as it stands in the form: texts, and the modes that are ticked. */
export type TypedQuestion = Readonly<Record<FieldName, string | readonly string[]>>

interface QuestionSection {
  readonly id: 'system' | 'calls' | 'network' | 'compare' | 'bearable'
  readonly fields: readonly FieldName[]
}

/** The form from top to bottom. */
export const sections: readonly QuestionSection[] = [
  { id: 'system', fields: ['nodes', 'gateways', 'capacity', 'gatewaysPerRoute'] },
  { id: 'calls', fields: ['callsPerSecond', 'talkSeconds', 'talkTime'] },
  { id: 'network', fields: ['delayMs', 'lossPercent'] },
  { id: 'compare', fields: ['expireSeconds', 'modes', 'coalescingMs', 'seed'] },
  { id: 'bearable', fields: ['acceptablePercent', 'publishPerSecondLimit'] },
]

export const publishModes = planQuestion.parse({}).modes

/** A question put into the form. */
export function typedOf(question: PlanQuestion): TypedQuestion {
  const texts = Object.fromEntries(
    sections
      .flatMap(({ fields }) => fields)
      .map((name) => [name, String(question[name] ?? '')] as const),
  ) as Record<FieldName, string>
  return { ...texts, modes: question.modes, expireSeconds: question.expireSeconds.join(', ') }
}

/** What is typed, in the types of the contract; what is no number stays text, so that the contract refuses it. */
function valuesOf(typed: TypedQuestion): Readonly<Record<string, unknown>> {
  const { modes, talkTime, expireSeconds, gatewaysPerRoute, ...numbers } = typed
  const values = Object.entries(numbers).map(
    ([name, text]) => [name, numberOf(String(text))] as const,
  )
  const route = String(gatewaysPerRoute).trim()
  return {
    ...Object.fromEntries(values),
    ...(route === '' ? {} : { gatewaysPerRoute: numberOf(route) }),
    // In the order of the contract, whichever was ticked first.
    ...{ talkTime, modes: publishModes.filter((mode) => modes.includes(mode)) },
    expireSeconds: lifetimesOf(String(expireSeconds)),
  }
}

/** Lifetimes separated by commas or blanks, each once. */
const lifetimesOf = (text: string): readonly unknown[] => [
  ...new Set<unknown>(
    text
      .split(/[,，;\s]+/)
      .filter((part) => part !== '')
      .map(numberOf),
  ),
]

function numberOf(text: string): unknown {
  const trimmed = text.trim()
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed
}

/** The question that was typed, or why it is none: the contract's sentences by field. */
export type ReadQuestion =
  | { readonly ok: true; readonly question: PlanQuestion }
  | { readonly ok: false; readonly faults: Readonly<Partial<Record<FieldName, string>>> }

export function readQuestion(typed: TypedQuestion): ReadQuestion {
  const checked = planQuestion.safeParse(valuesOf(typed))
  if (checked.success) return { ok: true, question: checked.data }
  const faults: Partial<Record<FieldName, string>> = {}
  for (const { path, message } of checked.error.issues) faults[path[0] as FieldName] ??= message
  return { ok: false, faults }
}
