import { EngineError, invalidValue } from '../contract/errors.ts'
import { roles } from '../contract/procedure.ts'
import {
  procedures,
  type Answer,
  type Ask,
  type Handlers,
  type ProcedureName,
  type Visitor,
} from '../contract/procedures.ts'

const isProcedureName = (name: string): name is ProcedureName => Object.hasOwn(procedures, name)

/** Runs one procedure for a visitor: session, role and input are checked here, whatever carried the ask. */
function callProcedure(
  handlers: Handlers,
  name: string,
  input: unknown,
  visitor: Visitor,
): unknown {
  if (!isProcedureName(name)) {
    throw new EngineError('NOT_FOUND', `no procedure is named "${shortened(name)}"`)
  }
  const asker = admit(name, visitor)
  const checked = procedures[name].input.safeParse(input)
  if (!checked.success) throw faultOf(checked.error.issues[0])
  // The name selected both the schema and the handler, which the compiler cannot follow.
  const handler = handlers[name] as (input: unknown, ...asker: readonly unknown[]) => unknown
  return handler(checked.data, ...asker)
}

/** What the handler is told of the asker; throws when it may not call. */
function admit(name: ProcedureName, visitor: Visitor): readonly unknown[] {
  const { role } = procedures[name]
  if (role === 'anyone') return [visitor]
  const caller = visitor.caller()
  if (!caller) {
    throw new EngineError('SIGN_IN_REQUIRED', `${name} needs a session: sign in first`)
  }
  if (roles.indexOf(caller.role) < roles.indexOf(role)) {
    const sentence = `${name} needs the role ${role}, and ${caller.name} is ${caller.role}`
    throw new EngineError('PERMISSION_DENIED', sentence, { role })
  }
  visitor.use()
  return [caller, visitor]
}

/** The same as a value that can cross a carrier; what is not a person's to act on is thrown on. */
export async function answerAsk(
  handlers: Handlers,
  name: string,
  input: unknown,
  visitor: Visitor,
): Promise<Answer> {
  try {
    return { ok: true, value: await callProcedure(handlers, name, input, visitor) }
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    const { code, message, details } = error
    return { ok: false, code, message, details }
  }
}

/** The management interface without a carrier. */
export function askInProcess(handlers: Handlers, visitor: Visitor): Ask {
  return async (name, input) => (await callProcedure(handlers, name, input, visitor)) as never
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly code: string
  readonly keys?: readonly string[]
}

function faultOf(issue: Issue | undefined): EngineError {
  if (issue?.keys) return new EngineError('INVALID_VALUE', `no field is named "${issue.keys[0]}"`)
  const field = issue?.path.join('.') ?? ''
  // The value itself is not repeated: it may be a password.
  return invalidValue(
    field === '' ? 'input' : field,
    'the one given',
    issue?.message ?? 'an object',
  )
}

const shortened = (name: string): string => name.slice(0, 64)
