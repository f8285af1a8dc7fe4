import { z } from 'zod'
import { count, name, nothing, procedure, roles } from './procedure.ts'

/*
 * People and their sessions. The three that anyone may call are the way in; everything else needs a session
 * (or, for the command line of this machine, the token of the running host).
 */

const nameAllowed = '1 to 64 letters, digits or any of . _ - @'
const passwordAllowed = '8 to 256 characters'
export const userName = z
  .string({ error: nameAllowed })
  .regex(/^[0-9A-Za-z._@-]{1,64}$/, { error: nameAllowed })
export const userPassword = z
  .string({ error: passwordAllowed })
  .min(8, { error: passwordAllowed })
  .max(256, { error: passwordAllowed })
const account = z.strictObject({ name: userName, password: userPassword })
const role = z.enum(roles, { error: `one of ${roles.join(', ')}` })

/** Who is signed in. */
const signedInUser = z.object({ name: z.string(), role })

const sessionState = z.object({
  node: z.string(),
  version: z.string(),
  /** No account exists yet: the first visitor on this machine creates the administrator. */
  needsAdministrator: z.boolean(),
  /** This visitor may do it: it comes from this machine, or it is the desktop user. */
  mayCreateAdministrator: z.boolean(),
  user: signedInUser.nullable(),
})

const signedIn = z.object({
  user: signedInUser,
  /** Bearer token; empty in the answer to a browser, which gets it as an HttpOnly cookie instead. */
  token: z.string(),
  expiresAtMs: z.number(),
})

const userRow = z.object({
  name: z.string(),
  role,
  createdAtMs: z.number(),
  changedAtMs: z.number(),
  /** 0 = never. */
  lastSignInAtMs: z.number(),
  /** Sessions that have not expired. */
  sessions: count,
})

export const sessionProcedures = {
  'session.state': procedure('anyone', false, nothing, sessionState),
  /** Only while there is no account, and only from this machine. */
  'session.createAdministrator': procedure('anyone', true, account, signedIn),
  'session.signIn': procedure(
    'anyone',
    true,
    z.strictObject({
      name: z.string({ error: 'a name' }).max(256),
      password: z.string({ error: 'a password' }).max(1024),
      /** Stay signed in on this workstation: 30 days instead of 12 hours without use. */
      stay: z.boolean({ error: 'true or false' }).default(false),
    }),
    signedIn,
  ),
  'session.signOut': procedure('viewer', true, nothing, nothing),
  'session.changePassword': procedure(
    'viewer',
    true,
    z.strictObject({
      current: z.string({ error: 'the present password' }),
      password: userPassword,
    }),
    nothing,
  ),
  'user.list': procedure('administrator', false, nothing, z.array(userRow)),
  'user.create': procedure('administrator', true, account.extend({ role }), nothing),
  /** The last administrator keeps that role. */
  'user.setRole': procedure('administrator', true, z.strictObject({ name, role }), nothing),
  /** Ends the sessions of that user. */
  'user.setPassword': procedure('administrator', true, account, nothing),
  'user.remove': procedure('administrator', true, z.strictObject({ name }), nothing),
  'admin.create': procedure('administrator', true, account, nothing),
  'admin.resetPassword': procedure('administrator', true, account, nothing),
} as const

export type SignedInUser = Readonly<z.infer<typeof signedInUser>>
export type SessionState = Readonly<z.infer<typeof sessionState>>
export type SignedIn = Readonly<z.infer<typeof signedIn>>
export type UserRow = Readonly<z.infer<typeof userRow>>
