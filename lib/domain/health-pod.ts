import type { KubeObject } from '#contract/kubernetes.ts'
import { asRecord, conditionText, readConditions } from './conditions.ts'
import type { Health } from './health.ts'
import { english } from './text.ts'

/**
 * Of a Pod by its phase, as kstatus has it: its conditions mean something else in each, such as Ready, which is False of one that has
 * done its work. Undefined for what is no Pod.
 */
export function podHealth(object: KubeObject): Health | undefined {
  if (object.kind !== 'Pod' || object.apiVersion !== 'v1') return undefined
  const status = asRecord(object.status) ?? {}
  const { phase = '' } = status
  switch (phase) {
    case 'Succeeded':
      return { level: 'ok', word: 'Succeeded', detail: english('Its containers have done their work.') }
    case 'Failed':
      return failed(status)
    case 'Running':
      return running(object, status)
    case 'Pending':
      return pending(object, status)
    case '':
      return { level: 'progressing', word: 'Pending', detail: english('Nothing has been reported of it yet.') }
    default:
      return { level: 'unknown', word: String(phase), detail: `It reports the phase ${phase}.` }
  }
}

// To kstatus it is current, since nothing changes any more; here it is asked whether it works.
function failed({ reason, message }: Record<string, unknown>): Health {
  const why = [reason, message].filter(text => typeof text === 'string' && text !== '').join(': ')
  return { level: 'failing', word: 'Failed', detail: why === '' ? english('Its containers have ended, and not all of them well.') : `It has failed: ${why}` }
}

function running(object: KubeObject, status: Record<string, unknown>): Health {
  const ready = readConditions(object).find(({ type }) => type === 'Ready')
  if (ready?.status === 'True') return { level: 'ok', word: english('Ready'), detail: conditionText(ready) }
  const crashing = waitingContainers(status).filter(({ reason }) => reason === 'CrashLoopBackOff')
  if (crashing.length > 0) return { level: 'failing', word: 'CrashLoopBackOff', detail: `Ends again and again: ${namesOf(crashing)}.` }
  return {
    level: 'progressing',
    word: english('Not ready'),
    detail: ready ? conditionText(ready) : english('It runs, and does not say yet whether it is ready.'),
  }
}

function pending(object: KubeObject, status: Record<string, unknown>): Health {
  const scheduled = readConditions(object).find(({ type }) => type === 'PodScheduled')
  // kstatus gives it 15 s; a verdict that is kept with its object has no clock.
  if (scheduled?.status === 'False' && scheduled.reason === 'Unschedulable')
    return { level: 'failing', word: english('Unschedulable'), detail: conditionText(scheduled) }
  const waiting = waitingContainers(status)
  const detail =
    waiting.length > 0 ? `Waits: ${waiting.map(({ name, reason }) => `${name} (${reason})`).join(', ')}.` : english('Its containers have not started yet.')
  return { level: 'progressing', word: 'Pending', detail }
}

function waitingContainers({ containerStatuses }: Record<string, unknown>): { name: string; reason: string }[] {
  if (!Array.isArray(containerStatuses)) return []
  return containerStatuses.flatMap(entry => {
    const container = asRecord(entry)
    const reason = asRecord(asRecord(container?.state)?.waiting)?.reason
    return typeof container?.name === 'string' && typeof reason === 'string' ? [{ name: container.name, reason }] : []
  })
}

function namesOf(containers: readonly { name: string }[]): string {
  return containers.map(({ name }) => name).join(', ')
}
