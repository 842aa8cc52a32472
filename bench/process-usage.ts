import { readFileSync } from 'node:fs'

/** Ticks of /proc in a second: USER_HZ, which Linux fixes for every architecture that Node runs on. */
const ticksPerSecond = 100

/** Seconds of CPU that a process has used, in user mode and in the kernel (proc_pid_stat(5): utime, stime). */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  // The second field is a name in brackets that may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** Resident memory of a process in MiB. */
export function rssMiB(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
  return Number(kib) / 1024
}
