import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Visitor } from '../api/contract/procedures.ts'
import type { Sessions } from '../api/server/sessions.ts'
import { createFixedVisitor, createVisitor } from '../api/server/visitor.ts'
import { isLoopback } from './address-block.ts'

/** Who a request comes from, by its bearer token or its cookie; every call makes a visitor of its own. */
export type VisitorOf = (request: FastifyRequest) => Visitor

export interface VisitorOptions {
  readonly sessions: Sessions
  /** What the command line of this machine shows. */
  readonly hostToken: string
}

export function createVisitorOf({ sessions, hostToken }: VisitorOptions): VisitorOf {
  return (request) => {
    const from = request.ip
    const token = tokenOf(request)
    if (token !== undefined && isSameToken(token, hostToken)) {
      return createFixedVisitor({ name: 'command line', from, role: 'administrator' })
    }
    const origin = { from, isLocal: isFromThisMachine(request) }
    return createVisitor(sessions, token === undefined ? origin : { ...origin, token })
  }
}

/** Whether a request is let in by its cookie, which the browser adds whoever made the request. */
export function isByCookie(request: FastifyRequest): boolean {
  return bearerOf(request) === undefined && cookieOf(request) !== undefined
}

/** Name of the cookie: browsers keep one jar for all ports of a host, and two nodes may share a host. */
export function cookieName({ raw }: FastifyRequest): string {
  const name = `trunkline-${raw.socket.localPort ?? 0}`
  // The prefix binds the cookie to this host and to TLS (RFC 6265bis §4.1.3.2).
  return isSecure(raw) ? `__Host-${name}` : name
}

export interface CookieValue {
  readonly token: string
  /** 0 takes the cookie away; undefined = it goes with the browser. */
  readonly maxAgeSeconds?: number
}

/** The value of Set-Cookie: out of reach of scripts and of other sites. */
export function sessionCookie(request: FastifyRequest, { token, maxAgeSeconds }: CookieValue) {
  const age = maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`
  const secure = isSecure(request.raw) ? '; Secure' : ''
  return `${cookieName(request)}=${token}; Path=/; HttpOnly; SameSite=Strict${secure}${age}`
}

/** A relay in front of the listener speaks for somebody else. */
function isFromThisMachine({ ip, headers }: FastifyRequest): boolean {
  const isRelayed = headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined
  return isLoopback(ip) && !isRelayed
}

const isSecure = ({ socket }: FastifyRequest['raw']): boolean => 'encrypted' in socket

const tokenOf = (request: FastifyRequest): string | undefined =>
  bearerOf(request) ?? cookieOf(request)

function bearerOf({ headers }: FastifyRequest): string | undefined {
  const { authorization } = headers
  if (authorization === undefined) return undefined
  // Whatever else is there lets nobody in, and no cookie stands in for it.
  return /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization)?.[1] ?? ''
}

/** The token of the session's cookie. */
export function cookieOf(request: FastifyRequest): string | undefined {
  const name = `${cookieName(request)}=`
  const pair = request.headers.cookie?.split(/; */).find((each) => each.startsWith(name))
  return pair?.slice(name.length)
}

/** Compares digests, so that neither length nor content of the token shows in the time taken. */
function isSameToken(shown: string, token: string): boolean {
  return timingSafeEqual(digest(shown), digest(token))
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
