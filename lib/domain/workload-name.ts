/** Letters and digits of what Kubernetes makes up for names (apimachinery rand.SafeEncodeString): no vowels, so that they are no words. */
const madeUp = 'bcdfghjklmnpqrstvwxz2456789'
const podEnd = new RegExp(`-[${madeUp}]{5}$`)
const hashEnd = new RegExp(`-[${madeUp}]{6,10}$`)
/** Of a cron job's job: the minute that it was for. */
const minuteEnd = /-\d{8,10}$/
const ordinalEnd = /-\d{1,5}$/

/**
 * The name of the workload that a pod, replica set or job of that name seems to belong to, as controllers name them: of `web-7d4b9c6f5-x2x9k`
 * it is `web`. The name itself where it shows none, and of other kinds.
 */
export function workloadName(kind: string, name: string): string {
  if (kind === 'ReplicaSet') return name.replace(hashEnd, '')
  if (kind === 'Job') return name.replace(minuteEnd, '')
  if (kind !== 'Pod') return name
  const owner = name.replace(podEnd, '')
  return owner === name ? name.replace(ordinalEnd, '') : owner.replace(hashEnd, '').replace(minuteEnd, '')
}
