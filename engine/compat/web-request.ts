import type { Actor } from '../api/contract/audit-entry.ts'
import { EngineError, invalidValue } from '../api/contract/errors.ts'
import type { EngineView } from '../api/server/engine-view.ts'
import { localDayEndMs, localDayStartMs } from '../kernel/local-date.ts'

type Fields = Readonly<Record<string, unknown>>

/** One request of the web interface. */
export interface WebRequest {
  readonly fields: Fields
  readonly actor: Actor
}

/** What a call answers besides retCode. */
export type WebAnswer = Readonly<Record<string, unknown>>

export type WebCall = (
  request: WebRequest,
  engine: EngineView,
  nowMs: number,
) => WebAnswer | Promise<WebAnswer>

/** The object in a body: JSON, whatever the content type said, with any line ends around it; nothing means {}. */
export function parseBody(body: string): Fields | undefined {
  const text = body.replace(/^[\s\u0000\ufeff]+|[\s\u0000]+$/g, '')
  if (text === '' || text === 'null') return {}
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Fields)
      : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** A text that must be there. */
export function requireText({ fields }: WebRequest, name: string): string {
  const text = optionalText(fields, name)
  if (text === undefined) throw invalidValue(name, fields[name] ?? null, 'a value must be given')
  return text
}

/** A text filter; null and empty mean "not set". */
export function optionalText(fields: Fields, name: string): string | undefined {
  const value = fields[name]
  if (value === null || value === undefined || value === '') return undefined
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return value
  throw invalidValue(name, value, 'text')
}

/** A list filter; null, empty list and empty text mean "not set"; one text is a list of one. */
export function optionalList(fields: Fields, name: string): readonly string[] | undefined {
  const value = fields[name]
  if (value === null || value === undefined) return undefined
  const items: readonly unknown[] = Array.isArray(value) ? value : [value]
  const texts = items.map((item) => {
    if (typeof item === 'string' || typeof item === 'number') return String(item)
    throw invalidValue(name, value, 'list of texts')
  })
  const set = texts.filter((text) => text !== '')
  return set.length === 0 ? undefined : set
}

/** Call ids: numbers, also as text. */
export function requireIntegers({ fields }: WebRequest, name: string): readonly number[] {
  const allowed = 'list of whole numbers'
  const items = optionalList(fields, name)
  if (!items) throw invalidValue(name, fields[name] ?? null, allowed)
  return items.map((item) => {
    if (!/^\d{1,15}$/.test(item.trim())) throw invalidValue(name, item, allowed)
    return Number(item)
  })
}

/** Local midnights that begin and end a day written as yyyyMMdd. */
export function requireDay(request: WebRequest, name: string): { fromMs: number; toMs: number } {
  const text = requireText(request, name)
  const [, year, month, day] = (/^(\d{4})(\d\d)(\d\d)$/.exec(text.trim()) ?? []).map(Number)
  const allowed = 'day as yyyyMMdd'
  if (year === undefined || month === undefined || day === undefined) {
    throw invalidValue(name, text, allowed)
  }
  const fromMs = localDayStartMs(year, month, day)
  if (fromMs === undefined) throw invalidValue(name, text, allowed)
  return { fromMs, toMs: localDayEndMs(year, month, day) }
}

/** The manual's own sentence for an object that does not exist. */
export function notFound(): EngineError {
  return new EngineError('NOT_FOUND', notFoundSentence)
}

export const notFoundSentence = 'Not found, operation failed.'
