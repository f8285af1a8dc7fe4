/*
 * zod as the client bundles it: compiling schemas needs eval, which the content security policy forbids. The build puts
 * this module in the place of the package, because the switch must be set before any schema is made, in whatever
 * order the pieces of the bundle run.
 */
import { config } from 'zod/v4'

config({ jitless: true })

export * from 'zod/v4'
