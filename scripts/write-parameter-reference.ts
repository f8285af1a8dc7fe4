import { writeFileSync } from 'node:fs'
import { allowedText, type ParameterGroup } from '../engine/api/contract/parameters.ts'
import {
  defaultParameterValues,
  parameterCatalogue,
} from '../engine/parameters/parameter-catalogue.ts'
import { formatParameterValue } from '../engine/parameters/parameter-value.ts'

/** The generated page of all parameters. */
export const referencePage = new URL('../docs/parameters.md', import.meta.url)

const groups: readonly ParameterGroup[] = ['SIP parameter', 'System parameter']

const introduction = `# Parameters

<!-- Written by scripts/write-parameter-reference.ts from engine/parameters; edit the catalogue, then run the script. -->

Both lists of _Operation management → Softswitch management → Additional settings_. A change is checked, audited and in force at
once; calls in progress keep the timers they started with. Source: T the VOS3000 manual, B reported elsewhere from that
manual, O of this project, B/O name reported and default of this project.
`

/** Writes the page from the catalogue. */
export function composeReference(): string {
  return [introduction, ...groups.map(section)].join('\n')
}

function section(group: ParameterGroup): string {
  const entries = parameterCatalogue
    .filter((definition) => definition.group === group)
    .map((definition) => {
      const { name, origin, description } = definition
      const value = formatParameterValue(name, defaultParameterValues[name])
      const facts = `Default \`${value}\`; allowed: ${allowedText(definition)}; source ${origin}.`
      return [`### ${name}`, facts, description.en, description.zh].join('\n\n')
    })
  return `${[`## ${group}`, ...entries].join('\n\n')}\n`
}

if (import.meta.main) writeFileSync(referencePage, composeReference())
