import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { EngineError } from '../api/contract/errors.ts'

/**
 * Reads a secret: asked for without echo where a person sits, else the first line of standard input. It never comes
 * as an argument, because those are seen by every user of the machine.
 */
export async function readSecret(prompt: string): Promise<string> {
  if (process.stdin.isTTY) return askUnseen(prompt)
  for await (const line of createInterface({ input: process.stdin })) return line
  throw new EngineError(
    'USAGE',
    `${prompt}: standard input is empty; the secret is read from its first line`,
  )
}

/** The same, asked for twice where a person types it. */
export async function readNewSecret(prompt: string): Promise<string> {
  const secret = await readSecret(prompt)
  if (process.stdin.isTTY && (await readSecret(`${prompt} again`)) !== secret) {
    throw new EngineError('USAGE', 'the two entries differ')
  }
  return secret
}

function askUnseen(prompt: string): Promise<string> {
  process.stderr.write(`${prompt}: `)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  return new Promise((resolve, reject) => {
    reader.on('SIGINT', () => reject(new EngineError('USAGE', 'no secret was given')))
    reader.question('', resolve)
  }).finally(() => {
    process.stderr.write('\n')
    reader.close()
  }) as Promise<string>
}
