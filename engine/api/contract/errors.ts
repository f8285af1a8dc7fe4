/** Every code that a person or a program can be given; never renamed, never reused. */
export const errorCodes = {
  INVALID_VALUE: 'a value is outside what is allowed (the caller can correct it)',
  UNKNOWN_NAME: 'no object or parameter has this name',
  NAME_TAKEN: 'another object already has this name',
  CONFLICT: 'the object was changed by somebody else in the meantime',
  INVALID_DOCUMENT: 'a configuration document cannot be read',
  PORT_IN_USE: 'the address is already taken by another program',
  ADDRESS_UNAVAILABLE: 'this machine has no such address',
  PERMISSION_DENIED: 'the operating system or the role forbids it',
  STORE_UNAVAILABLE: 'the data folder cannot be read or written',
  HOST_UNREACHABLE: 'no host answers on this data folder',
  SERVER_FAILED: 'an attached softswitch cannot be read, or refuses; details.fault says why',
  FOLDER_IN_USE: 'another host already runs on this data folder',
  SIGN_IN_REQUIRED: 'the request carries no valid session or token',
  WRONG_PASSWORD: 'no user has this name and password',
  SUSPENDED: 'too many wrong passwords: sign-in is suspended for a while',
  BUSY: 'more was asked at once than can be answered; the same may be asked again',
  LAST_ADMINISTRATOR: 'the only administrator cannot be removed or lose that role',
  NOT_FOUND: 'what the request names does not exist',
  INTERNAL: 'the engine itself failed; its log says why',
  USAGE: 'the command or its options are wrong',
} as const

export type ErrorCode = keyof typeof errorCodes

/** Plain facts about a failure: safe to show, free of secrets. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>

/** A failure that a person can act on; crosses every boundary as `{ code, details, message }`. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.details = details
  }
}

/** What was wrong and what is allowed, in the shape every interface uses. */
export function invalidValue(field: string, value: unknown, allowed: string): EngineError {
  const shown = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
  return new EngineError(
    'INVALID_VALUE',
    `${field}: "${shown}" is not allowed; allowed: ${allowed}`,
    {
      field,
      value: shown,
      allowed,
    },
  )
}
