import type { ClientFrame } from '../contract/frames.ts'

/** Names and marks are short; whatever is longer is none of ours. */
const longestWord = 256

/** Reads what a client sent; undefined = no frame of the contract. */
export function readClientFrame(value: unknown): ClientFrame | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { id, ask, feed, input, resume, cancel, taken } = value as Readonly<Record<string, unknown>>
  if (isCount(taken) && id === undefined) return { taken }
  if (!isCount(id)) return undefined
  if (isWord(ask)) return { id, ask, input }
  if (isWord(feed)) {
    if (resume === undefined) return { id, feed, input }
    return isWord(resume) ? { id, feed, input, resume } : undefined
  }
  return cancel === true ? { id, cancel } : undefined
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0

const isWord = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= longestWord
