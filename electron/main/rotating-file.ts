import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A log file that never grows past its bound: full, it becomes `name.1.log`, and the oldest is dropped. */
export interface RotatingFile {
  readonly folder: string
  writeLine(line: string): void
}

export interface Rotation {
  readonly maxBytes: number
  /** Older files that are kept beside the one being written. */
  readonly keep: number
}

const usual: Rotation = { maxBytes: 5 * 1024 * 1024, keep: 4 }

export function openRotatingFile(folder: string, name: string, rotation = usual): RotatingFile {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = (age: number): string =>
    join(folder, age === 0 ? `${name}.log` : `${name}.${age}.log`)
  let bytes = statSync(file(0), { throwIfNoEntry: false })?.size ?? 0

  const rotate = (): void => {
    rmSync(file(rotation.keep), { force: true })
    for (let age = rotation.keep - 1; age >= 0; age -= 1) {
      if (statSync(file(age), { throwIfNoEntry: false })) renameSync(file(age), file(age + 1))
    }
    bytes = 0
  }
  return {
    folder,
    writeLine(line) {
      const text = `${line}\n`
      const size = Buffer.byteLength(text)
      if (bytes > 0 && bytes + size > rotation.maxBytes) rotate()
      appendFileSync(file(0), text, { mode: 0o600 })
      bytes += size
    },
  }
}
