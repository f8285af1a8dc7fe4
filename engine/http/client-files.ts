import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { IdSource } from '../kernel/id-source.ts'

/*
 * The client as files: a page that is never kept and whose content security policy bears a fresh nonce with every load,
 * and assets whose names carry a hash of their content, so that they may be kept for ever.
 */

export interface ClientFilesOptions {
  /** Where the built client lies; undefined where the host serves none. */
  readonly folder: string | undefined
  readonly ids: IdSource
}

const page = 'index.html'
const nonceMark = '__CSP_NONCE__'
const notBuilt =
  'The client is not built. "npm run build" in the folder of the program builds it; then load this page again.\n'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html;charset=UTF-8',
  '.js': 'text/javascript;charset=UTF-8',
  '.css': 'text/css;charset=UTF-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain;charset=UTF-8',
  '.webmanifest': 'application/manifest+json',
}

/** Compressed beside the plain file, best first. */
const encodings = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const

/** `GET /` and the files that the page loads. */
export function addClientFiles(app: FastifyInstance, options: ClientFilesOptions): void {
  app.get('/', (_request, reply) => sendPage(options, reply))
  app.get(`/${page}`, (_request, reply) => reply.redirect('/'))
  app.get<{ Params: { '*': string } }>('/*', async (request, reply) => {
    const name = request.params['*']
    const type = types[extname(name)]
    if (options.folder === undefined || type === undefined || !isFileName(name)) {
      return reply.callNotFound()
    }
    return sendFile({ file: join(options.folder, name), type, request, reply })
  })
}

/** Plain names one below the other: nothing hidden, no way up, no drive, no stream of another file. */
const isFileName = (name: string): boolean => /^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/.test(name)

async function sendPage({ folder, ids }: ClientFilesOptions, reply: FastifyReply) {
  const html = folder === undefined ? undefined : await readIfThere(join(folder, page))
  void reply.header('cache-control', 'no-cache')
  if (!html) return reply.code(503).type('text/plain;charset=UTF-8').send(notBuilt)
  const nonce = ids.token(32)
  return reply
    .header('content-security-policy', contentSecurityPolicy(nonce))
    .type('text/html;charset=UTF-8')
    .send(html.toString().replaceAll(nonceMark, nonce))
}

function contentSecurityPolicy(nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data:`,
    `font-src 'self' data:`,
    `connect-src 'self'`,
    `worker-src 'self'`,
    `manifest-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
    `require-trusted-types-for 'script'`,
  ].join('; ')
}

interface FileRequest {
  readonly file: string
  readonly type: string
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function sendFile({ file, type, request, reply }: FileRequest) {
  const accepted = String(request.headers['accept-encoding'] ?? '')
  for (const { name, ending } of encodings) {
    if (!new RegExp(`\\b${name}\\b`).test(accepted)) continue
    const compressed = await readIfThere(file + ending)
    if (!compressed) continue
    return answerFile(reply.header('content-encoding', name), request, type).send(compressed)
  }
  const plain = await readIfThere(file)
  return plain ? answerFile(reply, request, type).send(plain) : reply.callNotFound()
}

function answerFile(reply: FastifyReply, request: FastifyRequest, type: string): FastifyReply {
  const isHashed = request.url.startsWith('/assets/')
  return reply
    .header('vary', 'accept-encoding')
    .header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    .type(type)
}

/** A file's bytes; undefined = there is no such file. */
async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return undefined
    throw error
  }
}
