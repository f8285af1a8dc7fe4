import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { EngineError } from '../../api/contract/errors.ts'

const ending = '.json'
const mostFiles = 1000
const mostBytes = 64 * 1024

/** One's own profiles: JSON files in a folder of the data folder, named after their ids. */
export class ProfileFiles {
  readonly #folder: string

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'deployment-profiles')
  }

  /** Ids of the files that lie there, usable or not. */
  ids(): string[] {
    try {
      const files = readdirSync(this.#folder).filter((file) => file.endsWith(ending))
      const ids = files.slice(0, mostFiles).map((file) => basename(file, ending))
      return ids.toSorted()
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
      throw this.#fault(error)
    }
  }

  /** What the file holds; an id that `ids` does not list is never opened. */
  read(id: string): unknown {
    const file = this.#fileOf(id)
    const text = readText(file)
    if (text.length > mostBytes) {
      throw new EngineError('INVALID_DOCUMENT', `${file} is longer than a profile may be (64 KiB)`)
    }
    try {
      return JSON.parse(text)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      throw new EngineError('INVALID_DOCUMENT', `${file} holds no JSON: ${reason}`, {}, error)
    }
  }

  write(id: string, document: unknown): void {
    const file = this.#fileOf(id)
    this.#work(() => {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
      writeFileSync(`${file}.new`, `${JSON.stringify(document, null, 2)}\n`)
      renameSync(`${file}.new`, file)
    })
  }

  remove(id: string): void {
    this.#work(() => rmSync(this.#fileOf(id)))
  }

  #fileOf(id: string): string {
    return join(this.#folder, `${id}${ending}`)
  }

  #work(work: () => void): void {
    try {
      work()
    } catch (error) {
      throw this.#fault(error)
    }
  }

  #fault(error: unknown): EngineError {
    const reason = error instanceof Error ? error.message : String(error)
    return new EngineError('STORE_UNAVAILABLE', `${this.#folder}: ${reason}`, {}, error)
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new EngineError('INVALID_DOCUMENT', `${file} cannot be read: ${reason}`, {}, error)
  }
}
