import { expect, test } from 'vitest'
import { configurationDocument } from '../api/contract/configuration-document.ts'
import { engineSettings } from '../api/contract/engine-settings.ts'
import { checkFields } from './check-fields.ts'

test.each([
  ['a document that is no object', configurationDocument, null, 'name: value pairs'],
  ['a list that is none', engineSettings, { publishTargets: 'node-2' }, 'a list'],
  [
    'a number out of its range',
    engineSettings,
    { traceMegabytes: 0 },
    'whole number from 1 to 4096 MiB',
  ],
] as const)('%s is refused in words', (_case, schema, fields, allowed) => {
  expect(() => checkFields(schema as never, fields, 'the document')).toThrow(`allowed: ${allowed}`)
})
