import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runCommand } from '../harness/command-line.ts'
import { eventually } from '../harness/eventually.ts'
import { startHost, withHost } from '../harness/host.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'

let folder: TemporaryFolder
beforeEach(() => (folder = createTemporaryFolder()))
afterEach(() => folder.remove())

const serve = (...args: string[]) => runCommand(['serve', '--data', folder.path, ...args])
const ownPorts = ['--sip', 'udp:127.0.0.1:0', '--http', '127.0.0.1:0']

/** One sentence: one line, and no stack trace in it. */
function expectSentence(errors: string, ...words: readonly (string | RegExp)[]): void {
  expect(errors.trimEnd().split('\n')).toHaveLength(1)
  expect(errors).not.toMatch(/ {4}at |node:internal/)
  for (const word of words) expect(errors).toMatch(word)
}

describe('trunkline serve', () => {
  test('the ready line names the addresses really bound', () =>
    withHost(
      { args: ['--domain', 'sw.example', '--node', 'N-1'] },
      async ({ ready, lines, ...host }) => {
        expect(ready).toMatchObject({ ready: true, node: 'N-1', domain: 'sw.example' })
        expect(Object.keys(ready)).toEqual(['ready', 'node', 'domain', 'sip', 'http'])
        expect(ready.sip).toHaveLength(1)
        expect(ready.sip[0]).toMatch(/^udp:127\.0\.0\.1:[1-9]\d*$/)
        expect(ready.http).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/)
        expect(lines).toHaveLength(1)
        const health = await fetch(`${ready.http}/healthz`)
        expect(await health.json()).toMatchObject({ status: 'ok', node: 'N-1' })
        expect((await host.metrics()).value('trunkline_calls_active')).toBe(0)
      },
    ))

  test('several SIP addresses, IPv6 among them', () =>
    withHost(
      { args: ['--sip', 'udp:127.0.0.1:0', '--sip', 'tcp:127.0.0.1:0', '--sip', 'udp:[::1]:0'] },
      ({ ready }) => {
        expect(ready.sip.map((each) => each.replace(/\d+$/, 'N'))).toEqual([
          ...['udp:127.0.0.1:N', 'tcp:127.0.0.1:N', 'udp:[::1]:N'],
        ])
        return Promise.resolve()
      },
    ))

  test.each(['SIGTERM', 'SIGINT'] as const)('%s stops it in order', async (signal) => {
    const host = await startHost({ dataFolder: folder.path })
    expect(existsSync(join(folder.path, 'host.json'))).toBe(true)
    process.kill(host.pid, signal)
    expect(await host.stop()).toEqual({ code: 0, signal: undefined })
    expect(existsSync(join(folder.path, 'host.json'))).toBe(false)
  })

  test('the token is for this user alone', async () => {
    const host = await startHost({ dataFolder: folder.path })
    const file = join(folder.path, 'host.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const { token } = JSON.parse(readFileSync(file, 'utf8')) as { token: string }
    expect(token.length).toBeGreaterThanOrEqual(32)
    await host.stop()
  })

  test('a second host on the same folder is refused, and the first one goes on', async () => {
    const host = await startHost({ dataFolder: folder.path })
    const second = await serve(...ownPorts)
    expect(second.code).toBe(1)
    expectSentence(second.errors, 'already runs on the data folder', folder.path)
    expect(second.output).toBe('')
    expect(await host.web.post('GetPerformance')).toMatchObject({ retCode: 0 })
    await host.stop()
  })

  test('after kill -9 the folder can be served again at once', async () => {
    const host = await startHost({ dataFolder: folder.path })
    await host.web.demand('CreateGatewayRouting', { name: 'GW', capacity: 5 })
    await host.kill9()
    const again = await startHost({ dataFolder: folder.path })
    const { infoGatewayRoutings } = await again.web.demand('GetGatewayRouting')
    expect(infoGatewayRoutings).toMatchObject([{ name: 'GW', capacity: 5 }])
    await again.stop()
  })

  test('an HTTP port in use is a sentence that names it', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const bound = taken.address()
    const address = `127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`
    const { code, errors } = await serve('--sip', 'udp:127.0.0.1:0', '--http', address)
    expect(code).toBe(1)
    expectSentence(errors, address, 'already in use')
    await new Promise((resolve) => taken.close(resolve))
  })

  test('a SIP port in use is a sentence that names it', async () => {
    await withHost({}, async ({ sipAddress }) => {
      const { code, errors } = await serve('--sip', `udp:${sipAddress}`, '--http', '127.0.0.1:0')
      expect(code).toBe(1)
      expectSentence(errors, sipAddress, /in use|taken/)
    })
  })

  test('a document is imported before the start', async () => {
    const file = join(folder.path, 'start.yaml')
    writeFileSync(file, 'trunkline: 1\nroutingGateways:\n  - name: GW\n    prefix: 0086\n')
    const host = await startHost({ dataFolder: folder.path, args: ['--config', file] })
    const { infoGatewayRoutings } = await host.web.demand('GetGatewayRouting')
    expect(infoGatewayRoutings).toMatchObject([{ name: 'GW', prefix: '0086' }])
    await host.stop()
  })

  test('a document that is not allowed starts nothing', async () => {
    const file = join(folder.path, 'start.yaml')
    writeFileSync(file, 'trunkline: 1\nparameters:\n  SS_SIP_PUBLISH_EXPIRE: 29\n')
    const { code, errors, output } = await serve(...ownPorts, '--config', file)
    expect({ code, output }).toEqual({ code: 1, output: '' })
    expectSentence(errors, 'SS_SIP_PUBLISH_EXPIRE', '30 to 7200')
  })
})

describe('wrong use of serve is refused with exit code 2', () => {
  test.each([
    [['--http', '0.0.0.0:0'], /--tls-cert and --tls-key, or --insecure-http/],
    [['--http', '[::]:0'], /--insecure-http/],
    [['--http', 'nowhere'], /--http.*address:port/],
    [['--http', '127.0.0.1:99999'], /--http.*address:port/],
    [['--sip', 'sctp:127.0.0.1:5060'], /--sip.*udp, tcp or tls/],
    [['--sip', 'udp:127.0.0.1:99999'], /--sip.*udp, tcp or tls/],
    [['--domain', 'a b'], /--domain.*host name/],
    [['--node', 'a/b'], /--node.*letters/],
    [['--redis', 'redis://127.0.0.1'], /--redis.*not part of this version/],
    [['--tls-cert', 'x.pem'], /--tls-cert and --tls-key go together/],
    [['--frob'], /--frob/],
    [['--log', 'loud'], /debug, info, warn, error, silent/],
  ])('%j', async (args, sentence) => {
    const { code, errors, output } = await serve(...args)
    expect({ code, output }).toEqual({ code: 2, output: '' })
    expectSentence(errors, sentence)
    expect(existsSync(join(folder.path, 'trunkline.db'))).toBe(false)
  })
})

describe('the launcher', () => {
  const oldNode = ['/usr/bin/node', '/usr/local/bin/node'].find((each) => existsSync(each))

  test.skipIf(oldNode === undefined)(
    'under the system’s Node: ready, signals and exit code pass through it',
    async () => {
      const launcher = join(import.meta.dirname, '../../engine/trunkline.js')
      const args = [launcher, 'serve', '--data', folder.path, ...ownPorts]
      const child = spawn(oldNode ?? '', args, { stdio: ['ignore', 'pipe', 'inherit'] })
      let output = ''
      child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
      await eventually('the ready line', () => (output.includes('\n') ? output : undefined))
      const ended = new Promise((resolve) =>
        child.on('exit', (code, signal) => resolve({ code, signal })),
      )
      child.kill('SIGTERM')
      expect(await ended).toEqual({ code: 0, signal: null })
    },
  )

  test.skipIf(oldNode === undefined)('killed, it leaves no host behind', async () => {
    const launcher = join(import.meta.dirname, '../../engine/trunkline.js')
    const args = [launcher, 'serve', '--data', folder.path, ...ownPorts]
    const child = spawn(oldNode ?? '', args, { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((resolve) => child.stdout.once('data', resolve))
    child.kill('SIGKILL')
    const again = await eventually('the folder is free', () =>
      startHost({ dataFolder: folder.path }).catch(() => undefined),
    )
    await again.stop()
  })
})
