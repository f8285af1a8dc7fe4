import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A program outside the package registry that some tests need. */
export interface SystemTool {
  readonly name: string
  /** What proves that it is there: a command on the PATH, or a file pattern. */
  readonly proof: { readonly command: string } | { readonly file: string }
  readonly debianPackage: string
}

/** Every system tool of the test suite; a test names what it needs by `name`. */
export const systemTools: readonly SystemTool[] = [
  { name: 'sipp', proof: { command: 'sipp' }, debianPackage: 'sip-tester' },
  { name: 'kamailio', proof: { command: 'kamailio' }, debianPackage: 'kamailio' },
  {
    name: 'kamailio presence',
    proof: { file: '/usr/lib/*/kamailio/modules/presence.so' },
    debianPackage: 'kamailio-presence-modules',
  },
  {
    name: 'kamailio sqlite',
    proof: { file: '/usr/lib/*/kamailio/modules/db_sqlite.so' },
    debianPackage: 'kamailio-sqlite-modules',
  },
  { name: 'sipsak', proof: { command: 'sipsak' }, debianPackage: 'sipsak' },
  { name: 'baresip', proof: { command: 'baresip' }, debianPackage: 'baresip-core' },
  { name: 'tcpdump', proof: { command: 'tcpdump' }, debianPackage: 'tcpdump' },
  { name: 'tshark', proof: { command: 'tshark' }, debianPackage: 'tshark' },
  { name: 'xmllint', proof: { command: 'xmllint' }, debianPackage: 'libxml2-utils' },
  { name: 'sqlite3', proof: { command: 'sqlite3' }, debianPackage: 'sqlite3' },
  { name: 'chromium', proof: { command: 'chromium' }, debianPackage: 'chromium' },
  { name: 'openssl', proof: { command: 'openssl' }, debianPackage: 'openssl' },
]

/** Folders searched besides the PATH: system programs of an ordinary user's machine. */
const furtherFolders = ['/usr/sbin', '/sbin', '/usr/local/sbin']

/** Full path of a command, or undefined when this machine has none of that name. */
export function findCommand(command: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...furtherFolders]
  return folders.map((folder) => join(folder, command)).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const isPresent = ({ proof }: SystemTool): boolean =>
  'command' in proof ? findCommand(proof.command) !== undefined : globSync(proof.file).length > 0

/** The tools that this machine lacks. */
export const missingTools = (): readonly SystemTool[] =>
  systemTools.filter((tool) => !isPresent(tool))

/** True where a missing tool can be installed without asking: Debian, as root. */
const canInstall = (): boolean =>
  existsSync('/etc/debian_version') &&
  process.getuid?.() === 0 &&
  findCommand('apt-get') !== undefined

/** Installs what is missing where that is possible; returns what is missing afterwards. */
export function installMissingTools(say: (line: string) => void): readonly SystemTool[] {
  const missing = missingTools()
  if (missing.length === 0 || !canInstall()) return missing
  const packages = missing.map((tool) => tool.debianPackage)
  say(`installing ${packages.join(' ')}`)
  if (!runApt(['install', '-y', '--no-install-recommends', ...packages])) {
    runApt(['update'])
    if (!runApt(['install', '-y', '--no-install-recommends', ...packages])) {
      say('apt-get could not install them all')
    }
  }
  return missingTools()
}

function runApt(args: readonly string[]): boolean {
  const { status } = spawnSync('apt-get', ['-q', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 300_000,
  })
  return status === 0
}
