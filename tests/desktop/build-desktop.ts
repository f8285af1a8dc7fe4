import { buildPart } from '../../scripts/build.ts'

/** Runs once before the tests of the desktop: they look at what is built from the sources as they are. */
export async function setup(): Promise<void> {
  await buildPart('client', true)
  await buildPart('desktop', true)
}
