import { closeSync, fchmodSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { parseDocument, stringify, visit, type Pair } from 'yaml'
import { EngineError } from '../api/contract/errors.ts'

/** Reads a configuration document, YAML or JSON. */
export function readDocumentFile(file: string): unknown {
  const text = readText(file)
  return /^\s*\{/.test(text) ? parseJson(file, text) : parseYaml(file, text)
}

/** Writes one: JSON under a name that ends in .json, else YAML; with secrets for its owner alone. */
export function writeDocumentFile(file: string, document: object, hasSecrets: boolean): void {
  const text = formatDocument(document, file.endsWith('.json') ? 'json' : 'yaml')
  try {
    const descriptor = openSync(file, 'w', hasSecrets ? 0o600 : 0o644)
    try {
      // A file that was there before keeps its own rights otherwise.
      if (hasSecrets) fchmodSync(descriptor, 0o600)
      writeFileSync(descriptor, text)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    throw fileFault(file, 'written', error)
  }
}

export function formatDocument(document: object, form: 'json' | 'yaml'): string {
  return form === 'json' ? `${JSON.stringify(document, null, 2)}\n` : stringify(document)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw fileFault(file, 'read', error)
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw documentFault(file, error instanceof Error ? error.message : 'no JSON')
  }
}

/**
 * Numbers stay as they were written, but for the form of the document: a prefix 0086 is not the number 86, and
 * every field that takes a number also takes its text.
 */
function parseYaml(file: string, text: string): unknown {
  const document = parseDocument(text, { version: '1.2', prettyErrors: true })
  const [fault] = document.errors
  if (fault) throw documentFault(file, fault.message.split('\n', 1)[0] ?? 'no YAML')
  visit(document, {
    Scalar(key, node, path) {
      if (typeof node.value !== 'number' || node.source === undefined) return
      const parent = path.at(-1)
      if (key === 'value' && path.length === 3 && isFormOf(parent as Pair)) return
      node.value = node.source
    },
  })
  try {
    return document.toJS() as unknown
  } catch (error) {
    // References that refer to references, beyond any use.
    throw documentFault(file, error instanceof Error ? error.message : 'no YAML')
  }
}

function isFormOf(pair: Pair): boolean {
  return String(pair.key) === 'trunkline'
}

function documentFault(file: string, reason: string): EngineError {
  return new EngineError('INVALID_DOCUMENT', `${file} is neither YAML nor JSON: ${reason}`, {
    file,
  })
}

function fileFault(file: string, action: string, error: unknown): EngineError {
  const code = (error as { code?: unknown }).code
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'the operating system does not allow it',
    EISDIR: 'it is a folder',
  }
  const reason = reasons[String(code)] ?? String(code)
  return new EngineError('NOT_FOUND', `${file} cannot be ${action}: ${reason}`, { file }, error)
}
