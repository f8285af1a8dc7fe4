import type { Caller, Visitor } from '../contract/procedures.ts'
import type { Session, Sessions } from './sessions.ts'

/** Where a visitor comes from, and the token that it shows. */
export interface VisitorOrigin {
  readonly from: string
  readonly isLocal: boolean
  readonly token?: string
}

/** A visitor whose session may begin and end while it stays. */
export function createVisitor(sessions: Sessions, origin: VisitorOrigin): Visitor {
  const { from, isLocal, token } = origin
  let id = token === undefined ? undefined : sessions.find(token)?.id
  const inForce = (): Session | undefined => (id === undefined ? undefined : sessions.get(id))
  return {
    from,
    isLocal,
    caller() {
      const session = inForce()
      return session && { name: session.user, role: session.role, from }
    },
    session: () => inForce()?.id,
    signedIn(next) {
      const before = inForce()
      if (before) sessions.end(before.id)
      id = sessions.find(next)?.id
    },
    use() {
      if (id !== undefined) sessions.use(id)
    },
    onSignedOut: (listener) =>
      sessions.events.on('ended', (ended) => {
        if (ended.id === id) listener()
      }),
  }
}

/** A visitor who needs no session: the command line of this machine, which shows the token of the host. */
export function createFixedVisitor(caller: Caller): Visitor {
  return {
    from: caller.from,
    isLocal: true,
    caller: () => caller,
    session: () => undefined,
    signedIn: () => undefined,
    use: () => undefined,
    onSignedOut: () => () => undefined,
  }
}
