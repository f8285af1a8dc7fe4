/** The policy of the client's page; `remoteHost` is the one other host that it may speak to. */
export function contentSecurityPolicy(nonce: string, remoteHost: string | null): string {
  const others = remoteHost === null ? '' : ` ${remoteHost} ${remoteHost.replace(/^http/, 'ws')}`
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self' data:",
    `connect-src 'self'${others}`,
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ')
}
