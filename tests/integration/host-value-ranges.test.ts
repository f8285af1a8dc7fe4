import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from '../harness/command-line.ts'
import { startHost, type Host } from '../harness/host.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'

let folder: TemporaryFolder
let host: Host
beforeAll(async () => {
  folder = createTemporaryFolder()
  host = await startHost({ dataFolder: folder.path })
  await host.web.demand('CreateGatewayRouting', { name: 'GW' })
  await host.web.demand('CreateGatewayMapping', { name: 'MG' })
})
afterAll(async () => {
  await host.stop()
  folder.remove()
})

const run = (...args: string[]) => runCommand([...args, '--data', folder.path])

async function importDocument(document: object) {
  const file = join(folder.path, 'document.json')
  writeFileSync(file, JSON.stringify({ trunkline: 1, ...document }))
  return run('config', 'import', file)
}

/** The whole configuration, read without starting a process. */
async function configuration(): Promise<string> {
  const facts = readFileSync(join(folder.path, 'host.json'), 'utf8')
  const { http, token } = JSON.parse(facts) as { http: string; token: string }
  const response = await fetch(`${http}/api/v1/rpc/config.export`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
  expect(response.status).toBe(200)
  return response.text()
}

describe.each([
  ['routing', 'capacity', -1, '0 to 100000'],
  ['routing', 'capacity', 100_001, '0 to 100000'],
  ['routing', 'priority', 10_001, '0 to 10000'],
  ['routing', 'signalPort', 0, '1 to 65535'],
  ['routing', 'signalPort', 65_536, '1 to 65535'],
  ['routing', 'lockType', 2, '0, 3'],
  ['routing', 'prefixStyle', 2, '0, 1'],
  ['routing', 'registerType', 4, '0, 1, 2'],
  ['routing', 'timeoutInvite', 301, '0 to 300'],
  ['routing', 'timeoutRinging', 601, '0 to 600'],
  ['routing', 'sipPrivacy', 4, '0, 1, 2, 3'],
  ['routing', 'prefix', '86,x', 'prefixes'],
  ['routing', 'rewriteRulesInCallee', 'abc', 'pattern:replacement'],
  ['routing', 'transport', 'sctp', 'udp, tcp, tls'],
  ['mapping', 'capacity', 100_001, '0 to 100000'],
  ['mapping', 'lockType', 1, '0, 3'],
  ['mapping', 'remoteIps', '300 Main Street', 'IP addresses or CIDR blocks'],
  ['mapping', 'sipCallerE164Domain', 2, '0, 1, 3'],
  ['mapping', 'callFailedSipCode', '486', 'from:to'],
] as const)('%s gateway, %s = %s', (kind, field, value, allowed) => {
  const name = kind === 'routing' ? 'GW' : 'MG'

  test('is refused with what is allowed by all three interfaces, and changes nothing', async () => {
    const before = await configuration()
    const byCommand = await run('gateway', 'set', kind, name, `${field}=${value}`)
    const byImport = await importDocument({ [`${kind}Gateways`]: [{ name, [field]: value }] })
    const call = kind === 'routing' ? 'ModifyGatewayRouting' : 'ModifyGatewayMapping'
    const byWeb = await host.web.post(call, { name, [field]: value })
    expect([byCommand.code, byImport.code, byWeb.retCode]).toEqual([1, 1, -10003])
    for (const sentence of [byCommand.errors, byImport.errors, byWeb.exception ?? '']) {
      expect(sentence).toContain(field)
      expect(sentence).toContain(String(value))
      expect(sentence).toContain(allowed)
    }
    expect(await configuration()).toBe(before)
  })
})

describe.each([
  ['SS_SIP_PUBLISH_EXPIRE', '29', '30 to 7200 s'],
  ['SS_SIP_PUBLISH_EXPIRE', '7201', '30 to 7200 s'],
  ['SS_SIP_PUBLISH_EXPIRE', '5m', '30 to 7200 s'],
  ['SS_SIP_USER_AGENT_EXPIRE', '19', 'Auto Negotiation, or whole number from 20 to 7200 s'],
  ['SS_SIP_SESSION_TTL', '89', '90 to 7200 s'],
  ['SS_SIP_STOP_SWITCH_AFTER_SDP', 'Maybe', 'On or Off'],
  ['SS_SIP_RESEND_INTERVAL', '0.5,33', '0.1 to 32'],
  ['SS_SIP_AUTHENTICATION_CODE', '403', '401, 407'],
  ['SS_GATEWAY_SWITCH_LIMIT', '0', 'None, or whole number from 1 to 100'],
] as const)('parameter %s = %s', (name, value, allowed) => {
  test('is refused with what is allowed by command line and import, and changes nothing', async () => {
    const before = await configuration()
    const byCommand = await run('param', 'set', name, value)
    const byImport = await importDocument({
      parameters: { SS_SIP_TIMEOUT_INVITE: '11', [name]: value },
    })
    for (const { code, errors } of [byCommand, byImport]) {
      expect(code).toBe(1)
      expect(errors).toContain(name)
      expect(errors).toContain(value)
      expect(errors).toContain(allowed)
    }
    expect(await configuration()).toBe(before)
  })
})
