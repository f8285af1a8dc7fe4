import { describe } from 'vitest'
import { missingTools, systemTools } from '../../scripts/system-tools.ts'

const missing = missingTools()

/** Suite that runs only where the named system tools exist; elsewhere it is skipped and says why in its title. */
export function describeWithTools(
  names: readonly string[],
  title: string,
  suite: () => void,
): void {
  const unknown = names.find((name) => !systemTools.some((tool) => tool.name === name))
  if (unknown !== undefined) throw new Error(`no system tool is called ${unknown}`)
  const lacking = missing.filter((tool) => names.includes(tool.name))
  const reason = lacking
    .map((tool) => `needs ${tool.name}, Debian package ${tool.debianPackage}`)
    .join('; ')
  const isLacking = lacking.length > 0
  describe.skipIf(isLacking)(isLacking ? `${title} [${reason}]` : title, suite)
}
