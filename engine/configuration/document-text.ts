import { parseDocument, stringify } from 'yaml'
import type { ConfigurationDocument } from '../api/contract/configuration-document.ts'
import { EngineError } from '../api/contract/errors.ts'

/** Largest document that is read. */
const longestDocument = 64 * 1024 * 1024

/**
 * Reads a configuration document, YAML or JSON. Bare numbers stay text until the schema asks for a number, so that
 * a prefix written as 0086 keeps its zeros.
 */
export function readDocumentText(text: string): unknown {
  if (text.length > longestDocument) {
    throw new EngineError('INVALID_DOCUMENT', 'the document is longer than 64 MiB', {})
  }
  const document = parseDocument(text, { schema: 'failsafe', customTags: ['bool', 'null'] })
  const fault = document.errors[0]
  if (fault) {
    const [start] = fault.linePos ?? []
    const line = start?.line ?? null
    const sentence = fault.message.split('\n')[0] ?? ''
    throw new EngineError('INVALID_DOCUMENT', `the document cannot be read: ${sentence}`, { line })
  }
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    // Aliases that multiply beyond the limit.
    throw new EngineError('INVALID_DOCUMENT', 'the document has too many aliases', {}, error)
  }
}

/** Writes a configuration document for people (YAML) or programs (JSON). */
export function writeDocumentText(document: ConfigurationDocument, form: 'yaml' | 'json'): string {
  if (form === 'json') return `${JSON.stringify(document, undefined, 2)}\n`
  return stringify(document, { lineWidth: 0 })
}
