import { describe, expect, it, test } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import { type Health, objectHealth } from './health.ts'

const makeDatabase = (spec: unknown, status: unknown, generation?: number): KubeObject => ({
  apiVersion: 'example.dev/v1',
  kind: 'Database',
  metadata: { name: 'a', ...(generation === undefined ? {} : { generation }) },
  spec,
  status,
})
const ready: Health = { level: 'ok', word: 'Ready', detail: '3 of 3 replicas are ready.' }
const short = (detail: string): Health => ({ level: 'progressing', word: 'Progressing', detail })

describe('a kind that counts replicas as a Deployment does', () => {
  it.each<[string, object, Health]>([
    ['all are ready', { replicas: 3, readyReplicas: 3 }, ready],
    ['all are available', { replicas: 3, updatedReplicas: 3, availableReplicas: 3 }, ready],
    ['some are missing', { replicas: 1, readyReplicas: 1 }, short('1 of 3 replicas are there.')],
    ['some are of an old template', { replicas: 3, updatedReplicas: 2, readyReplicas: 3 }, short('2 of 3 replicas are updated.')],
    ['some are not ready', { replicas: 3, readyReplicas: 0 }, short('0 of 3 replicas are ready.')],
    ['some are not available', { replicas: 3, readyReplicas: 3, availableReplicas: 2 }, short('2 of 3 replicas are available.')],
    ['some are to go', { replicas: 4, readyReplicas: 3 }, short('4 replicas are there where 3 are wanted.')],
    ['its phase tells nothing, and replicas do', { phase: 'Whatever', replicas: 3, readyReplicas: 3 }, ready],
  ])('by its counts where %s', (_, status, expected) => expect(objectHealth(makeDatabase({ replicas: 3 }, status))).toEqual(expected))

  test('of which none are wanted is well', () => {
    expect(objectHealth(makeDatabase({ replicas: 0 }, { replicas: 0 }))).toEqual({ level: 'ok', word: 'Scaled to 0', detail: 'No replicas are wanted.' })
  })

  it.each<[string, unknown, unknown]>([
    ['counts none that are ready', { replicas: 3 }, { replicas: 3 }],
    ['does not say how many are wanted', {}, { replicas: 3, readyReplicas: 3 }],
    ['says it in words', { replicas: '3' }, { replicas: 3, readyReplicas: 3 }],
    ['counts in words', { replicas: 3 }, { readyReplicas: '3' }],
    ['counts nothing', { replicas: 3 }, {}],
    ['is no object', null, 'three'],
  ])('is unknown where it %s', (_, spec, status) => expect(objectHealth(makeDatabase(spec, status)).level).toBe('unknown'))

  test('is told by its conditions, its generation and its phase where they tell something', () => {
    const counts = { replicas: 3, readyReplicas: 1 }
    const spec = { replicas: 3 }
    expect(objectHealth(makeDatabase(spec, { ...counts, conditions: [{ type: 'Ready', status: 'True' }] })).level).toBe('ok')
    expect(objectHealth(makeDatabase(spec, { ...counts, phase: 'Failed' })).level).toBe('failing')
    const unseen = makeDatabase(spec, { replicas: 3, readyReplicas: 3, observedGeneration: 1 }, 2)
    expect(objectHealth(unseen).detail).toBe('The controller has seen generation 1 of 2.')
  })
})
