import { EngineError } from '../contract/errors.ts'
import type { Actor, AuditFacts } from '../contract/audit-entry.ts'
import type { Role } from '../contract/procedure.ts'
import type { Handlers, Visitor } from '../contract/procedures.ts'
import type { SignedIn, SignedInUser } from '../contract/session-procedures.ts'
import type { HandlerPorts } from './handler-ports.ts'
import { hashPassword } from './password-hash.ts'

type SessionHandlers = Pick<
  Handlers,
  | 'session.state'
  | 'session.createAdministrator'
  | 'session.signIn'
  | 'session.signOut'
  | 'session.changePassword'
>

/** Handlers of `session.*`: the way in and out. */
export function createSessionHandlers(ports: HandlerPorts): SessionHandlers {
  const { accounts, sessions } = ports.people
  return {
    'session.state': (_input, visitor) => ({
      node: ports.configuration.settings.values.nodeName,
      version: ports.version,
      needsAdministrator: accounts.isEmpty(),
      mayCreateAdministrator: accounts.isEmpty() && visitor.isLocal,
      user: userOf(visitor),
    }),
    'session.createAdministrator': async ({ name, password }, visitor) => {
      demandFirstRun(ports, visitor)
      const hash = await hashPassword(password)
      // Somebody else may have been faster while the password was hashed.
      demandFirstRun(ports, visitor)
      accounts.add(name, 'administrator', hash, { name, from: visitor.from })
      return begin(ports, visitor, { name, role: 'administrator', stay: false })
    },
    'session.signIn': ({ name, password, stay }, visitor) =>
      signIn(ports, visitor, { name, password, stay }),
    'session.signOut': (_input, _caller, visitor) => {
      const id = visitor.session()
      if (id !== undefined) sessions.end(id)
      return {}
    },
    'session.changePassword': async ({ current, password }, caller, visitor) => {
      if (visitor.session() === undefined) {
        const sentence = `${caller.name} has no password here: "trunkline admin reset-password" sets that of a user`
        throw new EngineError('PERMISSION_DENIED', sentence)
      }
      const user = await ports.people.passwords.check(caller.name, current, caller.from)
      const hash = await hashPassword(password)
      accounts.setPasswordHash(user.name, hash, { name: caller.name, from: caller.from })
      sessions.endAllOf(user.name, visitor.session())
      return {}
    },
  }
}

function userOf(visitor: Visitor): SignedInUser | null {
  const caller = visitor.caller()
  return caller ? { name: caller.name, role: caller.role } : null
}

/** The first administrator is made by whoever sits at the machine, once. */
function demandFirstRun({ people }: HandlerPorts, visitor: Visitor): void {
  if (!people.accounts.isEmpty()) {
    throw new EngineError('PERMISSION_DENIED', 'there is an account already: sign in with it')
  }
  if (visitor.isLocal) return
  const sentence =
    'the first administrator is created on the machine itself: open the client there, or run "trunkline admin create"'
  throw new EngineError('PERMISSION_DENIED', sentence)
}

interface Attempt {
  readonly name: string
  readonly password: string
  readonly stay: boolean
}

async function signIn(
  ports: HandlerPorts,
  visitor: Visitor,
  { name, password, stay }: Attempt,
): Promise<SignedIn> {
  const { people, auditLog } = ports
  const line = (object: string, after: AuditFacts, action: string): void => {
    const actor: Actor = { name: object, from: visitor.from }
    auditLog.append({ actor, action, object, before: null, after })
  }
  try {
    const user = await people.passwords.check(name, password, visitor.from)
    line(user.name, { stay }, 'session.signIn')
    return begin(ports, visitor, { name: user.name, role: user.role, stay })
  } catch (error) {
    if (error instanceof EngineError && error.code === 'WRONG_PASSWORD') {
      // A name that nobody has may be a password typed into the wrong field.
      const known = people.accounts.find(name)?.name ?? 'unknown name'
      line(known, { reason: 'wrong password', ...error.details }, 'session.refuse')
    }
    throw error
  }
}

interface NewSession {
  readonly name: string
  readonly role: Role
  readonly stay: boolean
}

function begin({ people }: HandlerPorts, visitor: Visitor, who: NewSession): SignedIn {
  const { name, role, stay } = who
  const { token, session } = people.sessions.open({ user: name, role, from: visitor.from, stay })
  visitor.signedIn(token)
  return { user: { name, role }, token, expiresAtMs: session.expiresAtMs }
}
