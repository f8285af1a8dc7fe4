import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CaptureLibrary } from '../../capture/library/capture-library.ts'
import type { LabBench } from '../contract/lab-bench.ts'
import { roles, type Role } from '../contract/procedure.ts'
import {
  procedures,
  type Answer,
  type Handlers,
  type ProcedureName,
  type Visitor,
} from '../contract/procedures.ts'
import { createMemoryChecklist } from '../../testing/memory-checklist.ts'
import { createMemoryLab, ownScenario } from '../../testing/memory-lab.ts'
import { createMemoryCaptures, createMemoryPlans } from '../../testing/memory-workshop.ts'
import { createMemoryAuditLog, createMemoryPeople } from '../../testing/memory-people.ts'
import { createOwnProfiles, ownProfile } from '../../testing/own-profile.ts'
import {
  createMemoryHistory,
  createTestEngine,
  type TestEngine,
} from '../../testing/test-engine.ts'
import { answerAsk } from './answer-ask.ts'
import type { HandlerPorts } from './handler-ports.ts'
import { Vos3000StandIn } from '../../testing/vos3000-stand-in.ts'
import { createHandlers } from './handlers.ts'
import type { People } from './people.ts'
import { createFixedVisitor, createVisitor } from './visitor.ts'

let engine: TestEngine
let people: People
let auditLog: ReturnType<typeof createMemoryAuditLog>
let handlers: Handlers
let lab: LabBench
let labFolder: string
let captures: CaptureLibrary

const portsOf = (live: boolean): HandlerPorts => ({
  ...{ version: '1.2.3', configuration: engine.configuration, people, auditLog },
  ...createMemoryHistory(engine),
  ...(live
    ? {
        ...{ lab, captures, plans: createMemoryPlans(), profiles: createOwnProfiles(labFolder) },
        checklist: createMemoryChecklist(engine.configuration.routingGateways.all(), 'GW'),
      }
    : {}),
  engine: live ? engine : undefined,
  postToWeb: new Vos3000StandIn().post,
  sealFor: (passphrase) => ({
    header: { method: 'scrypt-aes-256-gcm', salt: 'AAAAAAAAAAAAAAAAAAAAAA==' },
    seal: (secret) => `${passphrase}/${secret}`,
    open: (sealed) =>
      sealed.startsWith(`${passphrase}/`) ? sealed.slice(passphrase.length + 1) : undefined,
  }),
  nowMs: () => engine.startedAtMs + 61_500,
})

beforeAll(() => {
  labFolder = mkdtempSync(join(tmpdir(), 'trunkline-'))
})
afterAll(() => rmSync(labFolder, { recursive: true }))

beforeEach(async () => {
  engine = createTestEngine()
  lab = await createMemoryLab(labFolder)
  captures = await createMemoryCaptures(labFolder)
  people = createMemoryPeople()
  auditLog = createMemoryAuditLog()
  handlers = createHandlers(portsOf(true))
})

afterEach(() => captures.close())

const visitorOf = (role: Role): Visitor =>
  createFixedVisitor({ name: 'somebody', from: '192.0.2.1', role })
const ask = (name: string, input: unknown = {}, role: Role = 'administrator'): Promise<Answer> =>
  answerAsk(handlers, name, input, visitorOf(role))
const demand = async (name: ProcedureName, input: unknown = {}): Promise<unknown> => {
  const answer = await ask(name, input)
  if (!answer.ok) throw new Error(answer.message)
  // What a handler returns is what its output schema says.
  return procedures[name].output.parse(answer.value)
}

const inputs: { readonly [N in ProcedureName]: unknown } = {
  'engine.status': {},
  'param.list': {},
  'param.get': { name: 'SS_SIP_PUBLISH_EXPIRE' },
  'param.set': { changes: { SS_SIP_PUBLISH_EXPIRE: '60' } },
  'gateway.list': { kind: 'routing' },
  'gateway.get': { kind: 'routing', name: 'GW' },
  'gateway.add': { kind: 'routing', fields: { name: 'GW2', capacity: 5 } },
  'gateway.set': { kind: 'routing', name: 'GW', changes: { capacity: 9 } },
  'gateway.remove': { kind: 'routing', name: 'GW' },
  'gateway.setMany': { kind: 'routing', edits: [{ name: 'GW', changes: { capacity: 9 } }] },
  'gateway.removeMany': { kind: 'routing', names: ['GW'] },
  'settings.get': {},
  'settings.set': { changes: { domain: 'example.net' }, expectedVersion: 2 },
  'edit.list': {},
  'edit.undo': { edit: 1 },
  'record.list': { routingGateway: 'GW', limit: 10 },
  'record.totals': { routingGateway: 'GW' },
  'alarm.history': { limit: 10 },
  'alarm.confirm': { ids: [1] },
  'call.disconnect': { callIds: [1] },
  'publication.refresh': { gateway: 'GW' },
  'publication.remove': { entityTag: 'tag-1' },
  'registration.refresh': { gateway: 'GW' },
  'config.export': {},
  'config.plan': { document: { trunkline: 1 } },
  'config.import': { document: { trunkline: 1 } },
  'audit.list': { limit: 10 },
  'session.state': {},
  'session.createAdministrator': { name: 'root', password: 'long enough' },
  'session.signIn': { name: 'operator', password: 'long enough' },
  'session.signOut': {},
  'session.changePassword': { current: 'long enough', password: 'long enough, too' },
  'user.list': {},
  'user.create': { name: 'root', password: 'long enough', role: 'viewer' },
  'user.setRole': { name: 'operator', role: 'viewer' },
  'user.setPassword': { name: 'operator', password: 'long enough' },
  'user.remove': { name: 'operator' },
  'admin.create': { name: 'root', password: 'long enough' },
  'admin.resetPassword': { name: 'operator', password: 'long enough' },
  'labScenario.list': {},
  'labScenario.get': { name: 'fill-a-gateway' },
  'labScenario.save': { document: { ...ownScenario, name: 'another' } },
  'labScenario.remove': { name: ownScenario.name },
  'labScenario.run': { name: ownScenario.name },
  'labScenario.stop': { run: 1 },
  'labRun.list': {},
  'labGateway.list': {},
  'labGateway.add': { name: 'LG2', channels: 5 },
  'labGateway.set': { name: 'LG', changes: { answerPercent: 50 } },
  'labGateway.remove': { name: 'LG' },
  'labGenerator.list': {},
  'labGenerator.start': { name: 'LC2', rate: { kind: 'constant', perSecond: 0 } },
  'labGenerator.stop': { name: 'LC' },
  'labGenerator.remove': { name: 'LC' },
  'labSample.load': {},
  'labSample.remove': {},
  'capture.begin': { name: 'third.pcap' },
  'capture.append': { capture: 1, base64: 'AAAA' },
  'capture.finish': { capture: 1 },
  'capture.list': {},
  'capture.search': { capture: 2, method: 'PUBLISH', limit: 10 },
  'capture.get': { capture: 2, sequence: 0 },
  'capture.verify': { capture: 2, expiresSeconds: 300 },
  'captureExport.begin': { capture: 2, method: 'PUBLISH' },
  'captureExport.next': { capture: 2, export: 1 },
  'capture.close': { capture: 2 },
  'plan.start': { nodes: 3, gateways: 20 },
  'plan.list': {},
  'plan.get': { plan: 1 },
  'plan.stop': { plan: 1 },
  'profile.list': {},
  'profile.plan': { id: 'wholesale-voip', expireSeconds: 100, gateways: ['GW'] },
  'profile.apply': { id: 'wholesale-voip', gateways: ['GW'] },
  'profile.save': { document: { ...ownProfile, id: 'another' } },
  'profile.remove': { id: ownProfile.id },
  'checklist.list': {},
  'checklist.run': { points: [1, 7], gateway: 'GW', minutes: 30 },
  'checklist.stop': {},
  'checklist.note': { point: 3, text: 'limits of the contract' },
  'checklist.exempt': { gateway: 'GW', reason: 'a test trunk' },
  'checklist.unexempt': { gateway: 'GW' },
  'checklist.report': { language: 'zh' },
  'finding.list': {},
  'finding.planFix': { finding: 'stale.lifetime', fix: 'lowerExpire' },
  'finding.applyFix': { finding: 'stale.lifetime', fix: 'highTrafficExpire', value: 60 },
  'attached.list': {},
  'attached.test': { url: 'http://192.0.2.1:8080' },
  'attached.add': { name: 'VOS-2', url: 'http://192.0.2.2:8080' },
  'attached.set': { name: 'VOS', changes: { url: 'https://192.0.2.1' } },
  'attached.remove': { name: 'VOS' },
  'attached.routingGateways': { server: 'VOS' },
  'attached.online': { server: 'VOS' },
  'attached.calls': { server: 'VOS', routingGateway: 'GW-A' },
  'attached.records': { server: 'VOS', fromDay: '2026-11-27', toDay: '2026-11-28' },
  'attached.planGateway': { server: 'VOS', name: 'GW-A', changes: { capacity: 80 } },
  'attached.setGateway': { server: 'VOS', name: 'GW-A', changes: { lockType: 3 } },
  'attached.check': { server: 'VOS' },
  'trace.list': { method: 'PUBLISH', limit: 10 },
  'trace.get': { sequence: 0 },
  'node.history': {},
  'analysis.gateways': { fromMs: 0, toMs: 3_600_000, gateways: ['GW'] },
  'analysis.series': { fromMs: 0, toMs: 3_600_000, gateway: 'GW' },
  'trace.state': {},
  'trace.configure': { enabled: false, messages: 5000 },
  'trace.expiresCheck': {},
  'trace.legs': { callId: 'a@b' },
  'traceExport.begin': { method: ['INVITE', 'PUBLISH'] },
  'traceExport.next': { export: 1 },
  'route.analyse': { mappingGateway: 'MG', caller: '100', callee: '200' },
}
const names = Object.keys(procedures) as ProcedureName[]
/** Need an account with a real password, or none: session-handlers.test.ts. */
const answeredElsewhere = new Set<ProcedureName>([
  'session.createAdministrator',
  'session.signIn',
  'session.changePassword',
])

describe.each(names)('%s', (name) => {
  beforeEach(async () => {
    await demand('traceExport.begin', {})
    const actor = { name: 'test', from: 'test' }
    const target = { name: 'peer', address: 'udp:10.0.0.2:5060', password: 'secret-1' }
    const attachedServers = [{ name: 'VOS', url: 'http://192.0.2.1:8080' }]
    engine.configuration.setSettings({ publishTargets: [target], attachedServers }, actor)
    engine.configuration.createRoutingGateway(
      { name: 'GW', password: 'secret-1', allowPublish: true, registerType: 2 },
      actor,
    )
    engine.configuration.createMappingGateway({ name: 'MG' }, actor)
    people.accounts.add('operator', 'operator', 'hash', actor)
  })

  if (!answeredElsewhere.has(name)) {
    test('answers what its contract says, without a secret', async () => {
      const value = await demand(name, inputs[name])
      expect(JSON.stringify(value)).not.toContain('secret-1')
    })
  }

  test('refuses a field that it does not know', async () => {
    const answer = await ask(name, { ...(inputs[name] as object), other: 1 })
    expect(answer).toMatchObject({ ok: false, code: 'INVALID_VALUE' })
  })

  test.each([null, 5, 'text', []])('refuses %j as its input', async (input) =>
    expect(await ask(name, input)).toMatchObject({ ok: false, code: 'INVALID_VALUE' }),
  )

  test('refuses every role below its own', async () => {
    const { role: least } = procedures[name]
    for (const role of least === 'anyone' ? [] : roles.slice(0, roles.indexOf(least))) {
      const commits = engine.commits()
      const answer = await ask(name, inputs[name], role)
      expect(answer).toMatchObject({ ok: false, code: 'PERMISSION_DENIED' })
      expect(engine.commits()).toBe(commits)
    }
  })
})

test.each(names.filter((name) => procedures[name].role !== 'anyone'))(
  '%s refuses a visitor who is not signed in',
  async (name) => {
    const stranger = createVisitor(people.sessions, { from: '127.0.0.1', isLocal: true })
    const answer = await answerAsk(handlers, name, inputs[name], stranger)
    expect(answer).toMatchObject({ ok: false, code: 'SIGN_IN_REQUIRED' })
    expect(engine.commits()).toBe(0)
  },
)

test('what changes anything is audited, what only reads is not', () => {
  const reading =
    /^attached\.(test|routingGateways|online|calls|records|planGateway|check)$|^(analysis|traceExport|captureExport|plan)\.|^capture\.(append|finish|search|verify|close)$|\.(status|state|list|get|export|plan|planFix|analyse|history|totals|expiresCheck|legs|report)$/
  const readers = names.filter((name) => reading.test(name))
  for (const name of names) {
    const isAudited = !readers.includes(name) || name === 'config.export'
    expect([name, procedures[name].audit]).toEqual([name, isAudited])
  }
})

test('status of a running engine, and of a folder', async () => {
  expect(await demand('engine.status')).toMatchObject({
    ...{ running: true, version: '1.2.3', uptimeSeconds: 61, sip: ['udp:127.0.0.1:5060'] },
  })
  handlers = createHandlers(portsOf(false))
  expect(await demand('engine.status')).toMatchObject({ running: false, sip: [], calls: 0 })
})

test('route analysis needs a running engine and a known mapping gateway', async () => {
  const question = { mappingGateway: 'MG', caller: '1', callee: '2' }
  expect(await ask('route.analyse', question)).toMatchObject({ code: 'UNKNOWN_NAME' })
  engine.configuration.createMappingGateway({ name: 'MG' }, { name: 't', from: 't' })
  handlers = createHandlers(portsOf(false))
  expect(await ask('route.analyse', question)).toMatchObject({ code: 'HOST_UNREACHABLE' })
})

test('a change that somebody else was faster with is a conflict', async () => {
  engine.configuration.createRoutingGateway({ name: 'GW' }, { name: 't', from: 't' })
  const change = { kind: 'routing', name: 'GW', changes: { capacity: 9 }, expectedVersion: 1 }
  expect(await ask('gateway.set', change)).toMatchObject({ ok: true })
  expect(await ask('gateway.set', change)).toMatchObject({ ok: false, code: 'CONFLICT' })
})

test('a password that is too short is refused without being repeated', async () => {
  const answer = await ask('admin.create', { name: 'root', password: 'short!' })
  expect(answer).toMatchObject({ ok: false, code: 'INVALID_VALUE' })
  expect(JSON.stringify(answer)).not.toContain('short!')
  expect(JSON.stringify(answer)).toContain('8 to 256 characters')
})

test('an account keeps a hash, not a password', async () => {
  await demand('admin.create', { name: 'root', password: 'long enough' })
  expect(people.accounts.find('root')?.passwordHash).toMatch(/^\$scrypt\$/)
})

test('an exported document with a passphrase carries its secrets sealed', async () => {
  engine.configuration.createRoutingGateway(
    { name: 'GW', password: 's1' },
    { name: 't', from: 't' },
  )
  const document = await demand('config.export', { passphrase: 'pass phrase' })
  expect(document).toMatchObject({
    routingGateways: [{ name: 'GW', password: 'sealed:pass phrase/s1' }],
  })
  const other = { document, passphrase: 'another one' }
  expect(await ask('config.plan', other)).toMatchObject({ code: 'INVALID_DOCUMENT' })
  expect(await demand('config.plan', { document, passphrase: 'pass phrase' })).toMatchObject({
    ...{ create: 0, modify: 0, delete: 0 },
  })
})

test.each(['no.such', 'toString', '__proto__', 'constructor'])('%s is no procedure', async (name) =>
  expect(await ask(name)).toMatchObject({ ok: false, code: 'NOT_FOUND' }),
)
