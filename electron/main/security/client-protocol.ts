import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { protocol } from 'electron'
import { clientScheme, isClientAddress } from './client-origin.ts'
import { contentSecurityPolicy } from './content-security-policy.ts'

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

const nonceMark = /__CSP_NONCE__/g

/** Before `ready`: a scheme with an origin of its own, as secure as https, and without the rights of file://. */
export function declareClientScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: clientScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

export interface ClientFiles {
  /** Folder of the built client. */
  readonly folder: string
  readonly remoteHost: () => string | null
}

export function serveClient(files: ClientFiles): void {
  protocol.handle(clientScheme, (asked) => answerClientFile(files, asked))
}

/** One file of the client, or a refusal; never anything from outside its folder. */
export async function answerClientFile(files: ClientFiles, asked: Request): Promise<Response> {
  if (asked.method !== 'GET' || !isClientAddress(asked.url)) return refusal(405)
  const name = fileName(new URL(asked.url).pathname)
  const type = name === undefined ? undefined : mediaTypes[extname(name)]
  if (name === undefined || type === undefined) return refusal(404)
  const bytes = await readIfThere(join(files.folder, name))
  if (!bytes) return refusal(404)
  if (name !== 'index.html') {
    return new Response(new Uint8Array(bytes), { headers: { ...always, 'content-type': type } })
  }
  const nonce = randomBytes(16).toString('base64')
  return new Response(bytes.toString('utf8').replaceAll(nonceMark, nonce), {
    headers: {
      ...always,
      'content-type': type,
      'content-security-policy': contentSecurityPolicy(nonce, files.remoteHost()),
      'cache-control': 'no-store',
    },
  })
}

const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const

const refusal = (status: number): Response => new Response(null, { status, headers: always })

/** A plain relative name; undefined for anything that could lead out of the folder. */
function fileName(path: string): string | undefined {
  if (path === '/') return 'index.html'
  // The client is built of such names only, so nothing has to be decoded and nothing can be smuggled.
  return /^(\/[0-9A-Za-z_-][0-9A-Za-z._-]*)+$/.test(path) ? path.slice(1) : undefined
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      ['ENOENT', 'EISDIR'].includes(String(error.code))
    ) {
      return undefined
    }
    throw error
  }
}
