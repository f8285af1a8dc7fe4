import type { ErrorCode } from '../api/contract/errors.ts'

/** What `retCode` says; -10007 is the manual's, the others are ours. Never renumbered. */
export const retCodes = {
  done: 0,
  nameNotOffered: -10001,
  notJson: -10002,
  valueNotAllowed: -10003,
  featureNotOffered: -10004,
  conflict: -10005,
  nameTaken: -10006,
  notFound: -10007,
  refused: -10008,
  notStored: -10009,
  internalError: -10010,
} as const

/** The retCode of each failure that a person can act on. */
export const retCodeOf: { readonly [C in ErrorCode]: number } = {
  INVALID_VALUE: retCodes.valueNotAllowed,
  INVALID_DOCUMENT: retCodes.valueNotAllowed,
  USAGE: retCodes.valueNotAllowed,
  UNKNOWN_NAME: retCodes.notFound,
  NOT_FOUND: retCodes.notFound,
  NAME_TAKEN: retCodes.nameTaken,
  CONFLICT: retCodes.conflict,
  PERMISSION_DENIED: retCodes.refused,
  SIGN_IN_REQUIRED: retCodes.refused,
  WRONG_PASSWORD: retCodes.refused,
  SUSPENDED: retCodes.refused,
  LAST_ADMINISTRATOR: retCodes.refused,
  INTERNAL: retCodes.internalError,
  BUSY: retCodes.internalError,
  STORE_UNAVAILABLE: retCodes.notStored,
  HOST_UNREACHABLE: retCodes.internalError,
  SERVER_FAILED: retCodes.internalError,
  FOLDER_IN_USE: retCodes.internalError,
  PORT_IN_USE: retCodes.internalError,
  ADDRESS_UNAVAILABLE: retCodes.internalError,
}
