import { createHash } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** A SIP server of a few lines, so that it shares no code with the engine: it challenges REGISTER and grants PUBLISH. */
export interface AnsweringPeer {
  readonly port: number
  readonly address: string
  /** Requests as they came, oldest first. */
  readonly requests: readonly string[]
  /** Whether the digest answer of the newest REGISTER was made with this password; undefined = none came yet. */
  knowsPassword(password: string): boolean | undefined
  forget(): void
  close(): void
}

export async function openAnsweringPeer(): Promise<AnsweringPeer> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const requests: string[] = []
  socket.on('message', (bytes, from) => {
    const text = bytes.toString('latin1')
    if (text.startsWith('SIP/2.0 ')) return
    requests.push(text)
    socket.send(answerTo(text), from.port, from.address)
  })
  const { port } = socket.address()
  return {
    ...{ port, address: `127.0.0.1:${port}`, requests },
    knowsPassword(password) {
      const answered = requests.findLast(
        (each) => each.startsWith('REGISTER ') && fieldOf(each, 'Authorization') !== undefined,
      )
      return answered === undefined ? undefined : isAnsweredWith(answered, password)
    },
    forget: () => requests.splice(0),
    close: () => socket.close(),
  }
}

const fieldOf = (text: string, name: string): string | undefined =>
  new RegExp(`^${name}: *(.*)$`, 'im').exec(text)?.[1]?.trim()

function answerTo(text: string): string {
  const isRegister = text.startsWith('REGISTER ')
  const isChallenged = isRegister && fieldOf(text, 'Authorization') === undefined
  const copied = ['Via', 'From', 'Call-ID', 'CSeq'].map(
    (name) => `${name}: ${fieldOf(text, name) ?? ''}`,
  )
  const contact = fieldOf(text, 'Contact')
  return [
    isChallenged ? 'SIP/2.0 401 Unauthorized' : 'SIP/2.0 200 OK',
    ...copied,
    `To: ${fieldOf(text, 'To') ?? ''};tag=peer`,
    ...(isChallenged ? ['WWW-Authenticate: Digest realm="peer", nonce="once"'] : []),
    ...(isRegister && !isChallenged && contact !== undefined
      ? [`Contact: ${contact};expires=3600`]
      : []),
    ...(text.startsWith('PUBLISH ') ? ['SIP-ETag: tag', 'Expires: 300'] : []),
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n')
}

/** RFC 2617 §3.2.2 without qop. */
function isAnsweredWith(register: string, password: string): boolean {
  const answer = fieldOf(register, 'Authorization') ?? ''
  const part = (name: string): string => new RegExp(` ${name}="([^"]*)"`).exec(answer)?.[1] ?? ''
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
  const user = md5(`${part('username')}:${part('realm')}:${password}`)
  const expected = md5(`${user}:${part('nonce')}:${md5(`REGISTER:${part('uri')}`)}`)
  return part('response') === expected
}
