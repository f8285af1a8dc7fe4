import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  createTemporaryFolder,
  type TemporaryFolder,
} from '../../tests/harness/temporary-folder.ts'
import { openKeptState } from './kept-state.ts'
import { systemSeal } from './secret-seal.ts'
import { openSignInKeeper, type SignInKeeper } from './sign-in-keeper.ts'

let folder: TemporaryFolder
let file: string

beforeEach(() => {
  folder = createTemporaryFolder()
  file = join(folder.path, 'desktop.json')
})
afterEach(() => {
  folder.remove()
})

const open = (): Promise<SignInKeeper> => openSignInKeeper(openKeptState(file), systemSeal)
const remote = 'https://switch.example'

it('whoever stays signed in is signed in after the next start', async () => {
  await (await open()).keep(null, 'token-1', true)
  expect((await open()).token(null)).toBe('token-1')
  expect(readFileSync(file, 'utf8')).not.toContain('token-1')
})

it('whoever does not stay is signed in until the application ends', async () => {
  const keeper = await open()
  await keeper.keep(null, 'token-1', false)
  expect(keeper.token(null)).toBe('token-1')
  expect((await open()).token(null)).toBeUndefined()
})

it('each host has its own sign-in', async () => {
  const keeper = await open()
  await keeper.keep(null, 'here', true)
  await keeper.keep(remote, 'there', true)
  await keeper.keep(null, null, true)
  const again = await open()
  expect([again.token(null), again.token(remote)]).toEqual([undefined, 'there'])
})

it('a sign-in without staying forgets the one that stayed', async () => {
  await (await open()).keep(null, 'old', true)
  await (await open()).keep(null, 'new', false)
  expect((await open()).token(null)).toBeUndefined()
})

it('what the key ring of somebody else sealed only means signing in again', async () => {
  openKeptState(file).keep({ signIns: { '': Buffer.alloc(60, 7).toString('base64') } })
  expect((await open()).token(null)).toBeUndefined()
})
