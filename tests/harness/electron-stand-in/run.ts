/*
 * Runs a main process with the stand-in for `electron`: `node --import run.ts dist/main/index.js`. The test that
 * started it speaks to it over Node's channel.
 */
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const standIn = pathToFileURL(join(import.meta.dirname, 'index.ts')).href

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === 'electron'
      ? { url: standIn, shortCircuit: true }
      : nextResolve(specifier, context),
})

const { followTest } = await import('./control.ts')
followTest()
