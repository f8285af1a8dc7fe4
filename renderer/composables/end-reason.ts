import { endReasons } from '../../engine/api/contract/call-record.ts'
import type { Translate } from './use-text.ts'

type ReasonName = keyof typeof endReasons

const namesByCode = new Map(
  Object.entries(endReasons).map(([name, code]) => [code as number, name as ReasonName]),
)

/** An end reason as people read it: a SIP code as it is, the server's own in words with its number. */
export function endReasonWords(code: number, t: Translate): string {
  if (code === 0) return ''
  const name = namesByCode.get(code)
  return name === undefined ? String(code) : `${code} ${t(`record.reason.${name}`)}`
}
