import type { KubeObject } from '#contract/kubernetes.ts'
import { asRecord } from '#domain/conditions.ts'
import { AppError } from '#errors/app-error.ts'

/** Checks that a value is an object of Kubernetes as far as it has to be sent anywhere. Throws BAD_REQUEST with all that is missing. */
export function requireObject(value: unknown): KubeObject {
  const problem = objectProblem(value)
  if (problem !== null) throw new AppError('BAD_REQUEST', problem)
  return value as KubeObject
}

/** What keeps a value from being an object; null for nothing. */
export function objectProblem(value: unknown): string | null {
  const object = asRecord(value)
  if (!object) return 'An object is a map of fields, beginning with apiVersion and kind.'
  const missing = ['apiVersion', 'kind'].filter(field => typeof object[field] !== 'string' || object[field] === '')
  const metadata = asRecord(object['metadata'])
  if (!metadata) missing.push('metadata')
  else if (![metadata['name'], metadata['generateName']].some(name => typeof name === 'string' && name !== '')) missing.push('metadata.name')
  if (metadata && metadata['namespace'] !== undefined && typeof metadata['namespace'] !== 'string') return 'metadata.namespace is no text.'
  return missing.length === 0 ? null : `Missing: ${missing.join(', ')}.`
}
