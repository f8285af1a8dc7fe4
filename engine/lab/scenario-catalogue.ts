import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { EngineError } from '../api/contract/errors.ts'
import type { LabScenarioRow } from '../api/contract/lab-rows.ts'
import { scenarioName, type LabScenario } from '../api/contract/lab-scenario.ts'
import { checkScenario } from './check-scenario.ts'
import { shippedScenarios } from './shipped-scenarios.ts'

const ending = '.json'
const mostFiles = 1000
const mostBytes = 1024 * 1024
const noText = { en: '', zh: '' }

/** Scenarios that come with the program, and one's own: JSON files in a folder of the data folder. */
export class ScenarioCatalogue {
  readonly #folder: string
  readonly #shipped: ReadonlyMap<string, LabScenario>

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'lab-scenarios')
    const shipped = shippedScenarios.map(checkScenario)
    this.#shipped = new Map(shipped.map((scenario) => [scenario.name, scenario]))
  }

  list(): LabScenarioRow[] {
    const shipped = [...this.#shipped.values()].map((each) => scenarioRow(each, 'shipped'))
    return [...shipped, ...this.#files().map((name) => this.#ownRow(name))]
  }

  get(name: string): LabScenario {
    const shipped = this.#shipped.get(name)
    if (shipped) return shipped
    if (!this.#files().includes(name)) {
      const allowed = this.list().map((each) => each.name)
      const text = `no scenario is named "${name}"; there are: ${allowed.join(', ')}`
      throw new EngineError('UNKNOWN_NAME', text, { value: name })
    }
    return this.#own(name)
  }

  /** Keeps one's own scenario, in the place of an earlier one of its name. */
  save(document: unknown): LabScenarioRow {
    const scenario = checkScenario(document)
    this.#refuseShipped(scenario.name)
    const file = this.#fileOf(scenario.name)
    atFolder(this.#folder, () => {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
      writeFileSync(`${file}.new`, `${JSON.stringify(document, null, 2)}\n`)
      renameSync(`${file}.new`, file)
    })
    return scenarioRow(scenario, 'own')
  }

  remove(name: string): void {
    this.#refuseShipped(name)
    if (!this.#files().includes(name)) this.get(name)
    atFolder(this.#folder, () => rmSync(this.#fileOf(name)))
  }

  #refuseShipped(name: string): void {
    if (!this.#shipped.has(name)) return
    const text = `the scenario "${name}" comes with the program; one's own needs another name`
    throw new EngineError('NAME_TAKEN', text, { value: name })
  }

  /** Names of the files that lie there, usable or not. */
  #files(): string[] {
    try {
      const files = readdirSync(this.#folder).filter((file) => file.endsWith(ending))
      return files.slice(0, mostFiles).map((file) => basename(file, ending))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
      throw folderFault(this.#folder, error)
    }
  }

  #ownRow(name: string): LabScenarioRow {
    try {
      return scenarioRow(this.#own(name), 'own')
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      const nothing = {
        title: noText,
        description: noText,
        clock: 'real',
        expectations: 0,
      } as const
      return { name, origin: 'own', ...nothing, fault: error.message }
    }
  }

  #own(name: string): LabScenario {
    const scenario = readScenarioFile(this.#fileOf(name))
    if (scenario.name === name) return scenario
    const text = `the file ${name}${ending} holds a scenario named "${scenario.name}": both names must be the same`
    throw new EngineError('INVALID_DOCUMENT', text)
  }

  /** A name that is none cannot lead out of the folder: only listed files are opened. */
  #fileOf(name: string): string {
    return join(this.#folder, `${name}${ending}`)
  }
}

/** Reads a scenario from any file. */
export function readScenarioFile(file: string): LabScenario {
  const text = atFile(file, () => readFileSync(file, 'utf8'))
  if (text.length > mostBytes) {
    throw new EngineError('INVALID_DOCUMENT', `${file} is longer than a scenario may be (1 MiB)`)
  }
  return checkScenario(parseJson(file, text))
}

/** Whether a name can be that of a scenario, and not of a file. */
export const isScenarioName = (name: string): boolean => scenarioName.safeParse(name).success

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new EngineError('INVALID_DOCUMENT', `${file} holds no JSON: ${reason}`, {}, error)
  }
}

function atFile<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    const reason = isMissing ? 'there is no such file' : String(error)
    throw new EngineError('INVALID_DOCUMENT', `${file} cannot be read: ${reason}`, {}, error)
  }
}

function atFolder(folder: string, work: () => void): void {
  try {
    work()
  } catch (error) {
    throw folderFault(folder, error)
  }
}

function folderFault(folder: string, error: unknown): EngineError {
  const reason = error instanceof Error ? error.message : String(error)
  return new EngineError('STORE_UNAVAILABLE', `${folder}: ${reason}`, {}, error)
}

function scenarioRow(scenario: LabScenario, origin: LabScenarioRow['origin']): LabScenarioRow {
  const { name, title, description, clock, steps } = scenario
  const expectations = steps.filter((step) => step.do === 'expect').length
  return { name, origin, title, description, clock, expectations, fault: '' }
}
