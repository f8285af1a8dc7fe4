import { readFileSync, readdirSync } from 'node:fs'

/** Kernel ticks per second in /proc; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100

/** CPU seconds, user and system, that a process and its living children have used. */
export function cpuSeconds(pid: number): number {
  return processTree(pid).reduce((sum, each) => sum + ownCpuSeconds(each), 0)
}

function ownCpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  // The command name may hold spaces; fields are counted from behind it. utime is field 14, stime 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** Resident memory in bytes of a process and its children. */
export function residentBytes(pid: number): number {
  return processTree(pid).reduce((sum, each) => {
    const pages = Number(readFileSync(`/proc/${each}/statm`, 'latin1').split(' ')[1])
    return sum + pages * 4096
  }, 0)
}

function processTree(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1')
      .split(' ')
      .filter((each) => each !== '')
      .map(Number),
  )
  return [pid, ...children.flatMap(processTree)]
}
