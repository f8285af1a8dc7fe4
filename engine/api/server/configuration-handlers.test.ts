import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  createTemporaryStore,
  type TemporaryStore,
} from '../../../tests/harness/temporary-store.ts'
import { createConfiguration, type Configuration } from '../../configuration/configuration.ts'
import { silentLogger } from '../../kernel/logger.ts'
import type { Store } from '../../store/store.ts'
import { createMemoryPeople } from '../../testing/memory-people.ts'
import { createTestEngine } from '../../testing/test-engine.ts'
import { concealed } from '../contract/audit-entry.ts'
import type { Role } from '../contract/procedure.ts'
import {
  procedures,
  type Answer,
  type Checked,
  type Handlers,
  type Output,
  type ProcedureName,
} from '../contract/procedures.ts'
import { answerAsk } from './answer-ask.ts'
import { createHandlers } from './handlers.ts'
import { createFixedVisitor } from './visitor.ts'

const expire = 'SS_SIP_PUBLISH_EXPIRE'
let temporary: TemporaryStore
let configuration: Configuration
let handlers: Handlers

/** Works on the store as the next process would. */
function use(store: Store): void {
  configuration = createConfiguration({ persistence: store.configuration, log: silentLogger })
  handlers = createHandlers({
    ...{ version: '1.2.3', configuration, people: createMemoryPeople() },
    engine: { ...createTestEngine(), configuration },
    ...{ auditLog: store.auditLog, callRecords: store.callRecordReader, alarms: store.alarms },
    sealFor: () => {
      throw new Error('no seal in this test')
    },
    nowMs: () => temporary.clock.nowMs(),
  })
}

beforeEach(() => {
  temporary = createTemporaryStore()
  use(temporary.store)
})
afterEach(() => temporary.remove())

type By = readonly [name: string, role: Role]
const ada: By = ['ada', 'administrator']
const bob: By = ['bob', 'operator']

const ask = (by: By, name: ProcedureName, input: unknown = {}): Promise<Answer> =>
  answerAsk(
    handlers,
    name,
    input,
    createFixedVisitor({ name: by[0], from: '192.0.2.1', role: by[1] }),
  )
/** The answer, as the contract says that it is. */
async function demand<N extends ProcedureName>(
  by: By,
  name: N,
  input: Partial<Checked<N>>,
): Promise<Output<N>> {
  const answer = await ask(by, name, input)
  if (!answer.ok) throw new Error(`${name}: ${answer.message}`)
  return procedures[name].output.parse(answer.value) as Output<N>
}
const capacities = (): readonly (readonly [string, number])[] =>
  [...configuration.routingGateways.all()].map(({ name, capacity }) => [name, capacity])

describe('param.*', () => {
  const limits = (min: number | null, max: number | null) => ({ min, max, step: null })

  test.each<[string, object]>([
    [expire, { kind: 'integer', ...limits(30, 7200), choices: [], unit: 's', origin: 'T' }],
    [
      'SS_SIP_USER_AGENT_EXPIRE',
      { kind: 'integer or word', ...limits(20, 7200), choices: ['Auto Negotiation'] },
    ],
    [
      'SS_SIP_USER_AGENT_SEND_UNREGISTER',
      { kind: 'on/off', ...limits(null, null), choices: ['On', 'Off'], value: 'On' },
    ],
    ['SS_SIP_USER_AGENT_PRIVACY', { kind: 'choice', choices: ['Ignore', 'Id', 'None'] }],
  ])('a row of %s has what its editor needs', async (name, facts) => {
    expect(await demand(ada, 'param.get', { name })).toMatchObject(facts)
  })

  test('every row says what it means in both languages, and none was changed yet', async () => {
    for (const row of await demand(ada, 'param.list', {})) {
      expect(row.descriptionZh).toMatch(/\p{Script=Han}/u)
      expect(row.lastChange).toBeNull()
      if (row.kind === 'decimal list') {
        expect(row).toMatchObject({ min: 0.1, max: 32, step: 0.001, maxLength: 20 })
      }
      if (row.kind === 'text') expect(row.maxLength).toBeGreaterThan(0)
    }
  })

  test('a change answers with the changed rows and its edit, and is still told after a crash', async () => {
    const changed = await demand(bob, 'param.set', { changes: { [expire]: '60' } })
    const lastChange = {
      ...{ by: 'bob', from: '192.0.2.1', atMs: temporary.clock.nowMs() },
      ...{ before: '300', after: '60' },
    }
    expect(changed).toMatchObject({ rows: [{ name: expire, value: '60', lastChange }], edit: 1 })
    use(temporary.crash())
    expect(await demand(ada, 'param.get', { name: expire })).toMatchObject({ lastChange })
  })

  test('a change to what it is already has no edit', async () => {
    expect(await demand(bob, 'param.set', { changes: { [expire]: '300' } })).toMatchObject({
      rows: [{ value: '300', lastChange: null }],
      edit: null,
    })
  })

  test('a change made on another value says who was faster, and with what', async () => {
    await demand(ada, 'param.set', { changes: { [expire]: '90' } })
    const late = { changes: { [expire]: '60' }, expected: { [expire]: '300' } }
    expect(await ask(bob, 'param.set', late)).toMatchObject({
      code: 'CONFLICT',
      details: { name: expire, by: 'ada', atMs: temporary.clock.nowMs(), value: '90' },
    })
  })
})

describe('gateway.setMany and gateway.removeMany', () => {
  beforeEach(() => {
    for (const name of ['A', 'B', 'C']) {
      configuration.createRoutingGateway({ name }, { name: 'ada', from: 'test' })
    }
  })

  test('several gateways are changed as one edit, which is undone as one', async () => {
    const edits = ['A', 'C'].map((name) => ({ name, changes: { capacity: 7 }, expectedVersion: 1 }))
    const { edit } = await demand(bob, 'gateway.setMany', { kind: 'routing', edits })
    expect(capacities()).toEqual([['A', 7], ['B', 0], ['C', 7]]) // prettier-ignore
    expect((await demand(bob, 'edit.list', {}))[0]).toMatchObject({
      ...{ edit, by: 'bob', action: 'routingGateway.modify', objects: ['A', 'C'] },
    })
    await demand(bob, 'edit.undo', { edit: edit ?? 0 })
    expect(capacities()).toEqual([['A', 0], ['B', 0], ['C', 0]]) // prettier-ignore
  })

  test('one that was changed in between refuses all and is named', async () => {
    await demand(ada, 'gateway.set', { kind: 'routing', name: 'B', changes: { memo: 'x' } })
    const edits = ['A', 'B'].map((name) => ({ name, changes: { capacity: 7 }, expectedVersion: 1 }))
    expect(await ask(bob, 'gateway.setMany', { kind: 'routing', edits })).toMatchObject({
      code: 'CONFLICT',
      message: 'routing gateway "B" was changed in the meantime by ada: version 2, not 1',
      details: { name: 'B', by: 'ada', atMs: temporary.clock.nowMs() },
    })
    expect(capacities()).toEqual([['A', 0], ['B', 0], ['C', 0]]) // prettier-ignore
  })

  test('two that would get the same name are refused', async () => {
    const edits = ['A', 'B'].map((name) => ({ name, changes: { name: 'Same' } }))
    expect(await ask(bob, 'gateway.setMany', { kind: 'routing', edits })).toMatchObject({
      code: 'NAME_TAKEN',
      message: 'another routing gateway is named "Same"',
    })
  })

  test('several gateways are removed as one edit; a name given twice is removed once', async () => {
    const input = { kind: 'routing' as const, names: ['A', 'B', 'A'] }
    const { edit } = await demand(bob, 'gateway.removeMany', input)
    expect(capacities().map(([name]) => name)).toEqual(['C'])
    await demand(bob, 'edit.undo', { edit: edit ?? 0 })
    expect(
      capacities()
        .map(([name]) => name)
        .toSorted(),
    ).toEqual(['A', 'B', 'C'])
  })

  test('an unknown one among those to remove leaves all', async () => {
    const input = { kind: 'routing', names: ['A', 'none'] }
    expect(await ask(bob, 'gateway.removeMany', input)).toMatchObject({ code: 'UNKNOWN_NAME' })
    expect(capacities()).toHaveLength(3)
  })
})

describe('settings.*', () => {
  const target = { name: 'peer', address: 'udp:10.0.0.2:5060', password: 'pw' }

  test('secrets are concealed, and keep what they are when sent back', async () => {
    const changes = { publishTargets: [target] }
    const set = await demand(ada, 'settings.set', { changes, expectedVersion: 1 })
    expect(set).toMatchObject({ version: 2, edit: 1, overridden: ['listen'] })
    const state = await demand(ada, 'settings.get', {})
    expect(state.values.publishTargets).toMatchObject([{ name: 'peer', password: concealed }])
    const back = { changes: { ...state.values, domain: 'example.net' }, expectedVersion: 2 }
    expect(await demand(ada, 'settings.set', back)).toMatchObject({ version: 3 })
    expect(configuration.settings.values).toMatchObject({
      ...{ domain: 'example.net', publishTargets: [{ password: 'pw' }] },
    })
  })

  test('a change made on another version says who was faster', async () => {
    await demand(ada, 'settings.set', { changes: { nodeName: 'n' } })
    const late = { changes: { domain: 'example.net' }, expectedVersion: 1 }
    expect(await ask(ada, 'settings.set', late)).toMatchObject({
      code: 'CONFLICT',
      details: { by: 'ada', version: 2, expected: 1 },
    })
  })
})

describe('edit.undo', () => {
  test('an operator undoes no change of the engine settings, but for those of the trace', async () => {
    await demand(ada, 'settings.set', { changes: { domain: 'example.net', traceMessages: 200 } })
    expect(await ask(bob, 'edit.undo', { edit: 1 })).toMatchObject({
      code: 'PERMISSION_DENIED',
      details: { name: 'domain', role: 'administrator' },
    })
    expect(configuration.settings.values.domain).toBe('example.net')
    await demand(ada, 'edit.undo', { edit: 1 })
    await demand(ada, 'settings.set', { changes: { traceEnabled: false } })
    expect(await demand(bob, 'edit.undo', { edit: 3 })).toEqual({ edit: 4 })
    expect(configuration.settings.values.traceEnabled).toBe(true)
  })

  test('a later change of the same object is a conflict that names it', async () => {
    const added = { kind: 'mapping' as const, fields: { name: 'MG' } }
    await demand(bob, 'gateway.add', added)
    await demand(ada, 'gateway.set', { kind: 'mapping', name: 'MG', changes: { capacity: 3 } })
    expect(await ask(bob, 'edit.undo', { edit: 1 })).toMatchObject({
      code: 'CONFLICT',
      details: { name: 'MG', by: 'ada', atMs: temporary.clock.nowMs() },
    })
  })

  test('an edit that is not known is named', async () => {
    expect(await ask(ada, 'edit.undo', { edit: 9 })).toMatchObject({
      code: 'NOT_FOUND',
      details: { edit: 9 },
    })
  })
})
