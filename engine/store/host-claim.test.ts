import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  createTemporaryFolder,
  type TemporaryFolder,
} from '../../tests/harness/temporary-folder.ts'
import { claimFolder, readHost } from './host-claim.ts'

const facts = { pid: 4711, http: 'http://127.0.0.1:7080', token: 'secret', startedAtMs: 1 }
let folder: TemporaryFolder

beforeEach(() => {
  folder = createTemporaryFolder()
})
afterEach(() => {
  folder.remove()
})

test('a claimed folder is refused to others, with who holds it', () => {
  const claim = claimFolder(folder.path)
  claim.announce(facts)
  expect(() => claimFolder(folder.path)).toThrow(
    /process 4711 at http:\/\/127.0.0.1:7080 already runs/,
  )
  claim.release()
  claimFolder(folder.path).release()
})

test('a host is found while it runs, by a file that only its owner can read', () => {
  expect(readHost(folder.path)).toBeUndefined()
  const claim = claimFolder(folder.path)
  expect(readHost(folder.path)).toBeUndefined()
  claim.announce(facts)
  expect(readHost(folder.path)).toEqual(facts)
  expect(statSync(join(folder.path, 'host.json')).mode & 0o777).toBe(0o600)
  claim.release()
  expect(readHost(folder.path)).toBeUndefined()
})

test('looking at a folder does not take it from its host', () => {
  const claim = claimFolder(folder.path)
  claim.announce(facts)
  for (let look = 0; look < 3; look++) readHost(folder.path)
  expect(() => claimFolder(folder.path)).toThrow(/already runs/)
  claim.release()
})

test('a claim ends with its process, even by SIGKILL', async () => {
  const module = JSON.stringify(new URL('./host-claim.ts', import.meta.url).href)
  const program = `const { claimFolder } = await import(${module})
    claimFolder(process.argv[1]).announce(${JSON.stringify(facts)})
    console.log('claimed'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, folder.path])
  await once(child.stdout, 'data')
  expect(readHost(folder.path)).toEqual(facts)
  expect(() => claimFolder(folder.path)).toThrow(/already runs/)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(readHost(folder.path)).toBeUndefined()
  claimFolder(folder.path).release()
})

test('a folder that does not exist has no host, and claiming makes it', () => {
  const path = join(folder.path, 'new', 'folder')
  expect(readHost(path)).toBeUndefined()
  const claim = claimFolder(path)
  expect(statSync(path).mode & 0o777).toBe(0o700)
  claim.release()
})

test('a host file that somebody spoilt counts as none', () => {
  const claim = claimFolder(folder.path)
  writeFileSync(join(folder.path, 'host.json'), '{"pid":')
  expect(readHost(folder.path)).toBeUndefined()
  claim.release()
})
