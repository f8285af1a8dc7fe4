import { join, resolve } from 'node:path'

/** What the default folder depends on. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Where a user's data lies when `--data` is not given: the place that each system has for it. */
export function defaultDataFolder({ platform, home, env }: Surroundings): string {
  switch (platform) {
    case 'win32':
      return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Trunkline')
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Trunkline')
    default:
      return join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'trunkline')
  }
}

/** The data folder of a command, as an absolute path. */
export function dataFolder(given: string | undefined, surroundings: Surroundings): string {
  return resolve(given ?? defaultDataFolder(surroundings))
}
