import { EngineError } from '../contract/errors.ts'
import type { Clock } from '../../kernel/clock.ts'
import { SourceSuspension, type SuspensionParameters } from '../../registrar/source-suspension.ts'
import type { AccountBook, User } from './account-book.ts'
import { decoyHash, fitsPassword } from './password-hash.ts'

/** Where people show their passwords. */
export interface PasswordGate {
  /** The user of this name and password; throws WRONG_PASSWORD, SUSPENDED and BUSY. */
  check(name: string, password: string, from: string): Promise<User>
}

export interface PasswordGateOptions {
  readonly accounts: Pick<AccountBook, 'find'>
  readonly parameters: SuspensionParameters
  readonly clock: Clock
}

/** Passwords that may wait to be checked: each check takes much memory and some tenths of a second. */
const mostWaiting = 32
const mostWaitingOfSource = 4

/**
 * Checks one password after the other, so that a flood of sign-ins costs one core and the count of wrong ones is never
 * overtaken. SS_AUTHENTICATION_MAX_RETRY wrong ones suspend the address they came from, and the name that was tried;
 * an unknown name costs what a known one does.
 */
export function createPasswordGate(options: PasswordGateOptions): PasswordGate {
  const { accounts, parameters, clock } = options
  const sources = new SourceSuspension({ clock, parameters })
  const names = new SourceSuspension({ clock, parameters })
  const inTurn = createQueue()
  const refuseSuspended = (name: string, from: string): void => {
    if (!sources.isSuspended(from) && !names.isSuspended(name)) return
    const suspendedSeconds = parameters.values.SS_AUTHENTICATION_FAILED_SUSPEND
    const sentence = `too many wrong passwords: sign-in is suspended for up to ${suspendedSeconds} s`
    throw new EngineError('SUSPENDED', sentence, { suspendedSeconds })
  }
  const wrongPassword = (name: string, from: string): EngineError => {
    const wasLast = [sources.failed(from), names.failed(name)].includes(true)
    const suspendedSeconds = wasLast ? parameters.values.SS_AUTHENTICATION_FAILED_SUSPEND : 0
    const after = wasLast ? `; sign-in is suspended for ${suspendedSeconds} s` : ''
    const sentence = `no user has this name and password${after}`
    return new EngineError('WRONG_PASSWORD', sentence, { suspendedSeconds })
  }
  return {
    check: (name, password, from) =>
      inTurn(from, async () => {
        refuseSuspended(name, from)
        const hash = accounts.find(name)?.passwordHash
        const fits = await fitsPassword(hash ?? decoyHash, password)
        const user = accounts.find(name)
        // The password may have been changed while it was checked.
        if (!fits || !user || user.passwordHash !== hash) throw wrongPassword(name, from)
        sources.succeeded(from)
        names.succeeded(name)
        return user
      }),
  }
}

/** One piece of work at a time, in order; what would wait too long is refused. */
function createQueue() {
  const waiting = new Map<string, number>()
  let total = 0
  let last: Promise<unknown> = Promise.resolve()
  const count = (source: string, change: number): void => {
    const now = (waiting.get(source) ?? 0) + change
    total += change
    if (now === 0) waiting.delete(source)
    else waiting.set(source, now)
  }
  return async <T>(source: string, work: () => Promise<T>): Promise<T> => {
    if (total >= mostWaiting || (waiting.get(source) ?? 0) >= mostWaitingOfSource) {
      throw new EngineError('BUSY', 'too many sign-ins at once: try again in some seconds')
    }
    count(source, 1)
    const turn = last.then(work, work)
    last = turn
    try {
      return await turn
    } finally {
      count(source, -1)
    }
  }
}
