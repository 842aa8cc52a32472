import { readFileSync } from 'node:fs'

/** A process that can be told from a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number
  /** Field 22 of /proc/PID/stat: clock ticks from boot to the start of the process. */
  readonly startTimeTicks: string
  readonly bootId: string
}

export const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

/** The identity of a process that runs now; undefined when there is none, or only its zombie. */
export function identify(pid: number): ProcessIdentity | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return undefined
  }
  // The command name is in parentheses and may hold spaces and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, startTimeTicks] = [fields[0], fields[19]]
  if (startTimeTicks === undefined || state === 'Z' || state === 'X') return undefined
  return { pid, startTimeTicks, bootId: bootId() }
}

/** Whether the very process that was recorded still runs. */
export function isRunning(recorded: ProcessIdentity): boolean {
  const now = identify(recorded.pid)
  return now !== undefined && now.startTimeTicks === recorded.startTimeTicks && now.bootId === recorded.bootId
}
