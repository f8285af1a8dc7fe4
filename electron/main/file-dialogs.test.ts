import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { WebContents } from 'electron'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { record } from '../../tests/harness/electron-stand-in/record.ts'
import { preparedAnswers } from '../../tests/harness/electron-stand-in/system.ts'
import {
  createTemporaryFolder,
  type TemporaryFolder,
} from '../../tests/harness/temporary-folder.ts'
import { maxPieceBytes } from '../bridge/host-channels.ts'
import { FileDialogs } from './file-dialogs.ts'

let folder: TemporaryFolder
let dialogs: FileDialogs
const page = {} as WebContents
const otherPage = {} as WebContents
const captures = [{ name: 'Capture', extensions: ['pcap', 'pcapng'] }]

beforeEach(() => {
  folder = createTemporaryFolder()
  dialogs = new FileDialogs()
})
afterEach(async () => {
  await dialogs.closeAllOf(page)
  folder.remove()
})

async function openChosen(bytes: Uint8Array): Promise<string> {
  const path = join(folder.path, 'trace.pcap')
  writeFileSync(path, bytes)
  preparedAnswers.push({ canceled: false, filePaths: [path] })
  const opened = await dialogs.open(page, captures)
  expect(opened).toMatchObject({ name: 'trace.pcap', sizeBytes: bytes.length })
  return opened?.file ?? ''
}

it('a file is saved where the person says', async () => {
  const filePath = join(folder.path, 'report.csv')
  preparedAnswers.push({ canceled: false, filePath })
  const bytes = Buffer.from('a;b\n')
  const saved = await dialogs.save(page, { suggestedName: '../x/report.csv', kinds: [], bytes })
  expect(saved).toEqual({ path: filePath })
  expect(readFileSync(filePath, 'utf8')).toBe('a;b\n')
  expect(record.dialogs.at(-1)).toMatchObject({ options: { defaultPath: '.._x_report.csv' } })
})

it('a person who chooses nothing saves and opens nothing', async () => {
  preparedAnswers.push({ canceled: true, filePath: '' }, { canceled: true, filePaths: [] })
  const file = { suggestedName: 'a', kinds: captures, bytes: new Uint8Array() }
  expect(await dialogs.save(page, file)).toBeNull()
  expect(await dialogs.open(page, captures)).toBeNull()
})

it('a file larger than a piece is read piece by piece', async () => {
  const bytes = new Uint8Array(maxPieceBytes + 3).fill(7)
  const file = await openChosen(bytes)
  expect(await dialogs.read(page, file, 0)).toHaveLength(maxPieceBytes)
  expect([...(await dialogs.read(page, file, maxPieceBytes))]).toEqual([7, 7, 7])
  expect(await dialogs.read(page, file, bytes.length)).toHaveLength(0)
})

it('a page reads only what was opened for it', async () => {
  const file = await openChosen(new Uint8Array(1))
  await expect(dialogs.read(otherPage, file, 0)).rejects.toThrow(/not open/)
  await expect(dialogs.read(page, join(folder.path, 'trace.pcap'), 0)).rejects.toThrow(/not open/)
})

it('a file that was closed, or whose page was loaded anew, is gone', async () => {
  const closed = await openChosen(new Uint8Array(1))
  await dialogs.close(page, closed)
  await expect(dialogs.read(page, closed, 0)).rejects.toThrow(/not open/)
  const forgotten = await openChosen(new Uint8Array(1))
  await dialogs.closeAllOf(page)
  await expect(dialogs.close(page, forgotten)).rejects.toThrow(/not open/)
})

it('a page cannot hold files without bound', async () => {
  for (let count = 0; count < 16; count += 1) await openChosen(new Uint8Array(1))
  await expect(dialogs.open(page, captures)).rejects.toThrow('at most 16 files')
})
