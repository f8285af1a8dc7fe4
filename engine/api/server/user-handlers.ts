import type { Actor } from '../contract/audit-entry.ts'
import type { Caller, Handlers } from '../contract/procedures.ts'
import type { HandlerPorts } from './handler-ports.ts'
import { hashPassword } from './password-hash.ts'

type UserHandlers = Pick<
  Handlers,
  | 'user.list'
  | 'user.create'
  | 'user.setRole'
  | 'user.setPassword'
  | 'user.remove'
  | 'admin.create'
  | 'admin.resetPassword'
>

/** Handlers of `user.*` and of `trunkline admin`. */
export function createUserHandlers({ people }: HandlerPorts): UserHandlers {
  const { accounts, sessions } = people
  const setPassword: UserHandlers['user.setPassword'] = async ({ name, password }, ...asker) => {
    const [caller, visitor] = asker
    accounts.setPasswordHash(name, await hashPassword(password), actorOf(caller))
    // Whoever sets their own goes on; whoever knew the old one does not.
    sessions.endAllOf(name, visitor.session())
    return {}
  }
  return {
    'user.list': () =>
      accounts.all().map(({ name, role, createdAtMs, changedAtMs, lastSignInAtMs }) => ({
        ...{ name, role, createdAtMs, changedAtMs, lastSignInAtMs },
        sessions: sessions.countOf(name),
      })),
    'user.create': async ({ name, password, role }, caller) => {
      accounts.add(name, role, await hashPassword(password), actorOf(caller))
      return {}
    },
    'user.setRole': ({ name, role }, caller) => {
      const before = accounts.find(name)?.role
      accounts.setRole(name, role, actorOf(caller))
      // A session keeps the role that it began with.
      if (before !== role) sessions.endAllOf(name)
      return {}
    },
    'user.setPassword': setPassword,
    'user.remove': ({ name }, caller) => {
      accounts.remove(name, actorOf(caller))
      sessions.endAllOf(name)
      return {}
    },
    'admin.create': async ({ name, password }, caller) => {
      accounts.add(name, 'administrator', await hashPassword(password), actorOf(caller))
      return {}
    },
    'admin.resetPassword': setPassword,
  }
}

const actorOf = ({ name, from }: Caller): Actor => ({ name, from })
