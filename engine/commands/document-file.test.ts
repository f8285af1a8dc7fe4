import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readDocumentFile, writeDocumentFile } from './document-file.ts'

let folder = ''
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'trunkline-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const read = (text: string): unknown => {
  const file = join(folder, 'given')
  writeFileSync(file, text)
  return readDocumentFile(file)
}

test('numbers of a YAML document stay as they were written, but for its form', () => {
  const text = `trunkline: 1
parameters: { SS_SIP_PUBLISH_EXPIRE: 90, SS_SIP_RESEND_INTERVAL: "0.50,1" }
routingGateways:
  - { name: 007, prefix: 0086, capacity: 10, priority: 0x10, memo: 1e3, allowPublish: true }
`
  expect(read(text)).toEqual({
    trunkline: 1,
    parameters: { SS_SIP_PUBLISH_EXPIRE: '90', SS_SIP_RESEND_INTERVAL: '0.50,1' },
    routingGateways: [
      {
        ...{ name: '007', prefix: '0086', capacity: '10', priority: '0x10', memo: '1e3' },
        allowPublish: true,
      },
    ],
  })
})

test('On and Off are words', () =>
  expect(read('parameters: { SS_X: On, SS_Y: Off }')).toEqual({
    parameters: { SS_X: 'On', SS_Y: 'Off' },
  }))

test('a JSON document is read as JSON, whatever its name', () =>
  expect(read(' {"trunkline":1,"settings":{"traceMegabytes":64}}')).toEqual({
    ...{ trunkline: 1, settings: { traceMegabytes: 64 } },
  }))

test.each(['a: [1', '{"a":1,}', 'a: b: c', '%'])('%j is neither', (text) =>
  expect(() => read(text)).toThrow(/is neither YAML nor JSON/),
)

test('a bomb of references is refused', () => {
  const lines = ['a: &a [x,x,x,x,x,x,x,x,x,x]']
  for (let i = 1; i < 9; i++) {
    const [before, name] = [String.fromCharCode(96 + i), String.fromCharCode(97 + i)]
    lines.push(`${name}: &${name} [${new Array(10).fill(`*${before}`).join()}]`)
  }
  expect(() => read(lines.join('\n'))).toThrow(/neither YAML nor JSON/)
})

test('a missing file is a sentence', () => {
  const file = join(folder, 'missing')
  expect(() => readDocumentFile(file)).toThrow(`${file} cannot be read: there is no such file`)
})

test.each(['x.yaml', 'x.json'])('what is written to %s reads back the same', (name) => {
  const file = join(folder, name)
  const document = {
    trunkline: 1,
    routingGateways: [{ name: '007', prefix: '0086', memo: 'a: "b"\n' }],
  }
  writeDocumentFile(file, document, false)
  expect(readDocumentFile(file)).toEqual(document)
  expect(readFileSync(file, 'utf8').startsWith('{')).toBe(name === 'x.json')
})

test('a document with secrets is for its owner alone', () => {
  const file = join(folder, 'x.yaml')
  writeDocumentFile(file, { trunkline: 1 }, false)
  expect(statSync(file).mode & 0o077).not.toBe(0)
  writeDocumentFile(file, { trunkline: 1 }, true)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})
