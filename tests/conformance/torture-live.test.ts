import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEngine, type Engine } from '../../engine/index.ts'
import { silentLogger } from '../../engine/kernel/logger.ts'
import { eventually } from '../harness/eventually.ts'
import { createTemporaryFolder, type TemporaryFolder } from '../harness/temporary-folder.ts'

interface Expectation {
  readonly file: string
  readonly section: string | null
  readonly kind: 'request' | 'response'
  readonly parse: 'accept' | 'reject' | 'either' | 'drop'
  /** Final codes a server may give; empty = any sensible one. */
  readonly responses: readonly number[]
  readonly alt?: readonly number[]
  readonly score: boolean
}

const dataFolder = join(import.meta.dirname, '../data')
const readExpectations = (set: string): readonly Expectation[] =>
  (
    JSON.parse(readFileSync(join(dataFolder, set, 'expect.json'), 'utf8')) as {
      messages: Expectation[]
    }
  ).messages
const actor = { name: 'test', from: 'command line' }

/** The whole node on a real socket; what it sends is read from its own trace, because replies go to invented ports. */
describe.each(['rfc4475', 'rfc5118'])(
  'the torture messages of %s against a running node',
  (set) => {
    let folder: TemporaryFolder
    let engine: Engine
    const socket = createSocket('udp4')
    let port = 0

    beforeAll(async () => {
      folder = createTemporaryFolder()
      engine = createEngine({
        folder: folder.path,
        log: silentLogger,
        version: '0',
        overrides: { listen: ['udp:127.0.0.1:0'], domain: 'example.com' },
      })
      await engine.start()
      port = Number(engine.view.sipAddresses()[0]?.split(':').at(-1))
      engine.configuration.createMappingGateway({ name: 'MG', remoteIps: '127.0.0.1' }, actor)
      socket.bind(0, '127.0.0.1')
      await once(socket, 'listening')
    })

    afterAll(async () => {
      socket.close()
      await engine.stop()
      folder.remove()
    })

    const finalCodesAfter = (sequence: number, callId: string | undefined): number[] => {
      const codes: number[] = []
      for (let at = sequence; at < engine.trace.nextSequence; at++) {
        const message = engine.trace.describe(at)
        const statusCode = message?.statusCode ?? 0
        if (message?.direction !== 'sent' || statusCode < 200) continue
        // Final responses to earlier INVITEs are still being retransmitted: nobody sends them an ACK.
        if (callId === undefined || message.callId === callId) codes.push(statusCode)
      }
      return codes
    }

    const answerTo = async (bytes: Buffer, isAnswered: boolean): Promise<number[]> => {
      const sequence = engine.trace.nextSequence
      const callId = /^(?:Call-ID|i)[ \t]*:\s*(\S+)/im.exec(bytes.toString('latin1'))?.[1]
      socket.send(bytes, port, '127.0.0.1')
      await eventually(
        'the message has arrived',
        () => (engine.trace.nextSequence > sequence ? true : undefined),
        5000,
        5,
      )
      if (isAnswered) {
        await eventually(
          'a final response',
          () => (finalCodesAfter(sequence, callId).length > 0 ? true : undefined),
          2000,
          5,
        )
      } else await new Promise((resolve) => setTimeout(resolve, 100))
      return finalCodesAfter(sequence, callId)
    }

    const options = (callId: string): Buffer =>
      Buffer.from(
        [
          'OPTIONS sip:127.0.0.1 SIP/2.0',
          `Via: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bK${callId}`,
          'From: <sip:probe@example.com>;tag=1',
          'To: <sip:127.0.0.1>',
          `Call-ID: ${callId}`,
          'CSeq: 1 OPTIONS',
          'Max-Forwards: 70',
          '',
          '',
        ].join('\r\n'),
      )

    it.each(readExpectations(set))('$file ($section): $parse', async (expectation) => {
      const { file, kind, parse, responses, alt = [], score } = expectation
      const wire = readFileSync(join(dataFolder, set, 'wire', file))
      // Several messages share a branch, some even their Call-ID: a node would rightly take them for retransmissions.
      const bytes = Buffer.from(
        wire
          .toString('latin1')
          .replaceAll(/branch=z9hG4bK(?=\w)/g, `branch=z9hG4bK${file.replace('.', '-')}`)
          .replace(/^(Call-ID: *)/im, set === 'rfc5118' ? `$1${file}` : '$1'),
        'latin1',
      )
      const isAnswered = kind === 'request' && parse !== 'drop' && score
      const codes = await answerTo(bytes, isAnswered)
      if (!isAnswered && score) expect(codes).toEqual([])
      else if (!score) expect(codes.every((code) => code >= 400)).toBe(true)
      else if (parse === 'reject' || (parse === 'accept' && responses.length > 0)) {
        expect([...responses, ...alt]).toContain(codes[0])
      } else expect(codes[0]).toBeGreaterThanOrEqual(200)
      expect(await answerTo(options(`after-${file}`), true)).toEqual([200])
    })
  },
)
