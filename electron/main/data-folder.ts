import { join } from 'node:path'

/** What the default folder depends on. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The folder that `trunkline serve` uses as well, so that both show the same system; a test holds them together. */
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
