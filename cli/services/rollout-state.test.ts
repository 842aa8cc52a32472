import { describe, expect, test } from 'vitest'
import { podTroubles, readRollout } from './rollout-state.ts'

describe('how far a rollout is', () => {
  const ready = { observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2 }
  test.each([
    [{}, false, 'the Deployment is being taken up'],
    [{ ...ready, observedGeneration: 1 }, false, 'the Deployment is being taken up'],
    [{ ...ready, updatedReplicas: 1 }, false, '1 of 2 pods started'],
    [{ ...ready, replicas: 3 }, false, '1 old pods are ending'],
    [{ ...ready, availableReplicas: 1 }, false, '1 of 2 pods ready'],
    [ready, true, '2 of 2 pods ready'],
  ])('%j', (status, done, text) => {
    expect(readRollout({ metadata: { generation: 2 }, spec: { replicas: 2 }, status })).toEqual({ done, text, failure: null })
  })

  test('that pods cannot even be made is told', () => {
    const status = { observedGeneration: 2, conditions: [{ type: 'ReplicaFailure', status: 'True', message: 'exceeded quota' }] }
    expect(readRollout({ metadata: { generation: 2 }, spec: { replicas: 2 }, status }).failure).toBe('exceeded quota')
  })
})

describe('what pods are stuck at', () => {
  const pod = (status: unknown, metadata: Record<string, unknown> = {}) => ({ metadata: { name: 'p', ...metadata }, status })
  test.each([
    ['nothing', pod({}), []],
    ['an ordinary step', pod({ containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } } }] }), []],
    ['a running container', pod({ containerStatuses: [{ state: { running: {} } }] }), []],
    ['a pod that ends', pod({ containerStatuses: [{ state: { waiting: { reason: 'CrashLoopBackOff' } } }] }, { deletionTimestamp: 'x' }), []],
    [
      'an image',
      pod({ containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff', message: 'no such image\nmore' } } }] }),
      [{ pod: 'p', reason: 'ImagePullBackOff', message: 'no such image' }],
    ],
    [
      'a container that ends',
      pod({ containerStatuses: [{ state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } }, lastState: { terminated: { exitCode: 137 } } }] }),
      [{ pod: 'p', reason: 'CrashLoopBackOff', message: 'it ended with exit code 137' }],
    ],
    [
      'no node',
      pod({ conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: '0/1 nodes' }] }),
      [{ pod: 'p', reason: 'Unschedulable', message: '0/1 nodes' }],
    ],
  ])('%s', (_what, item, expected) => {
    expect(podTroubles({ items: [item] })).toEqual(expected)
  })
})
