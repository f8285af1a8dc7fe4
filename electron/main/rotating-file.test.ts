import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  createTemporaryFolder,
  type TemporaryFolder,
} from '../../tests/harness/temporary-folder.ts'
import { openRotatingFile } from './rotating-file.ts'

let folder: TemporaryFolder

beforeEach(() => {
  folder = createTemporaryFolder()
})
afterEach(() => {
  folder.remove()
})

const linesOf = (name: string): string[] =>
  readFileSync(join(folder.path, name), 'utf8').trimEnd().split('\n')

it('a full log becomes the first of the old ones, and the oldest is dropped', () => {
  const log = openRotatingFile(folder.path, 'engine', { maxBytes: 20, keep: 2 })
  for (const line of ['one 456789', 'two 456789', 'three 6789', 'four 56789']) log.writeLine(line)
  expect(readdirSync(folder.path).sort()).toEqual(['engine.1.log', 'engine.2.log', 'engine.log'])
  expect(linesOf('engine.log')).toEqual(['four 56789'])
  expect(linesOf('engine.2.log')).toEqual(['two 456789'])
})

it('a log that is opened again goes on where it was', () => {
  openRotatingFile(folder.path, 'desktop').writeLine('before')
  openRotatingFile(folder.path, 'desktop').writeLine('after')
  expect(linesOf('desktop.log')).toEqual(['before', 'after'])
})

it('the size of an earlier run counts', () => {
  const rotation = { maxBytes: 10, keep: 1 }
  openRotatingFile(folder.path, 'desktop', rotation).writeLine('12345678')
  openRotatingFile(folder.path, 'desktop', rotation).writeLine('next')
  expect(linesOf('desktop.log')).toEqual(['next'])
})

it('a line longer than the bound is written whole, in a file of its own', () => {
  const log = openRotatingFile(folder.path, 'engine', { maxBytes: 5, keep: 1 })
  log.writeLine('longer than five')
  expect(linesOf('engine.log')).toEqual(['longer than five'])
})

it('only its owner can read a log', () => {
  openRotatingFile(folder.path, 'engine').writeLine('line')
  expect(statSync(join(folder.path, 'engine.log')).mode & 0o777).toBe(0o600)
})
