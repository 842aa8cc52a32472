import { describe, expect, it, test } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import { healthReasons, objectHealth } from './health.ts'

function makeObject(apiVersion: string, kind: string, spec: unknown, status: unknown, generation?: number): KubeObject {
  return { apiVersion, kind, metadata: { name: 'a', ...(generation === undefined ? {} : { generation }) }, spec, status }
}
/** `progressing Progressing: 1 of 3 replicas are ready.` */
function textOf(object: KubeObject): string {
  const { level, word, detail } = objectHealth(object)
  return `${level} ${word}: ${detail}`
}
const condition = (type: string, status: string, reason?: string) => ({ type, status, ...(reason ? { reason } : {}) })
const three = { replicas: 3 }

describe('a Deployment', () => {
  const makeDeployment = (status: object, spec: object = three) => makeObject('apps/v1', 'Deployment', spec, status)
  const full = { replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 }
  const available = [condition('Available', 'True'), condition('Progressing', 'True', 'NewReplicaSetAvailable')]

  it.each<[string, object, string]>([
    ['is there', { ...full, conditions: available }, 'ok Available: Available is True.'],
    ['is made', { conditions: available }, 'progressing Progressing: 0 of 3 replicas are there.'],
    ['is rolled out', { ...full, replicas: 4, updatedReplicas: 2, conditions: available }, 'progressing Progressing: 2 of 3 replicas are updated.'],
    ['has old replicas', { ...full, replicas: 4, conditions: available }, 'progressing Progressing: 4 replicas are there where 3 are wanted.'],
    ['is not available in full', { ...full, availableReplicas: 2, conditions: available }, 'progressing Progressing: 2 of 3 replicas are available.'],
    ['is not ready in full', { ...full, readyReplicas: 2, conditions: available }, 'progressing Progressing: 2 of 3 replicas are ready.'],
    ['does not say that it is available', full, 'progressing Progressing: It does not say yet whether it is available.'],
    [
      'comes no further',
      { ...full, updatedReplicas: 1, conditions: [condition('Available', 'True'), condition('Progressing', 'False', 'ProgressDeadlineExceeded')] },
      'failing Stalled: Progressing is False: ProgressDeadlineExceeded',
    ],
  ])('that %s', (_, status, text) => expect(textOf(makeDeployment(status))).toBe(text))

  test('has one replica where it does not say how many', () => {
    expect(textOf(makeDeployment({ replicas: 0 }, {}))).toBe('progressing Progressing: 0 of 1 replicas are there.')
  })
  test('has its counts among the reasons', () => {
    expect(healthReasons(makeDeployment({ ...full, updatedReplicas: 2, conditions: available }))).toEqual(['2 of 3 replicas are updated.'])
    expect(healthReasons(makeDeployment({ ...full, conditions: available }))).toEqual([])
  })
})

describe('a ReplicaSet', () => {
  const full = { replicas: 3, fullyLabeledReplicas: 3, readyReplicas: 3, availableReplicas: 3 }
  it.each<[string, object, string]>([
    ['is there', full, 'ok Ready: 3 of 3 replicas are ready.'],
    ['is made', { replicas: 1, fullyLabeledReplicas: 1 }, 'progressing Progressing: 1 of 3 replicas are there with all labels.'],
    ['is not available in full', { ...full, availableReplicas: 0 }, 'progressing Progressing: 0 of 3 replicas are available.'],
    ['is not ready in full', { ...full, readyReplicas: 2 }, 'progressing Progressing: 2 of 3 replicas are ready.'],
    ['has too many', { ...full, replicas: 5 }, 'progressing Progressing: 5 replicas are there where 3 are wanted.'],
    [
      'cannot make its pods',
      { conditions: [condition('ReplicaFailure', 'True', 'FailedCreate')] },
      'failing ReplicaFailure: ReplicaFailure is True: FailedCreate',
    ],
  ])('that %s', (_, status, text) => expect(textOf(makeObject('apps/v1', 'ReplicaSet', three, status))).toBe(text))

  test('of an old rollout has none, and is well', () => {
    expect(textOf(makeObject('apps/v1', 'ReplicaSet', { replicas: 0 }, { replicas: 0 }))).toBe('ok Scaled to 0: No replicas are wanted.')
  })
})

describe('a StatefulSet', () => {
  const full = { replicas: 3, readyReplicas: 3, currentReplicas: 3, updatedReplicas: 3, currentRevision: 'r1', updateRevision: 'r1' }
  const rolling = (partition?: number) => ({
    ...three,
    updateStrategy: { type: 'RollingUpdate', ...(partition === undefined ? {} : { rollingUpdate: { partition } }) },
  })
  const onDelete = { ...three, updateStrategy: { type: 'OnDelete' } }
  const old = { ...full, currentReplicas: 2, updatedReplicas: 1, updateRevision: 'r2' }

  it.each<[string, object, object, string]>([
    ['is there', three, full, 'ok Ready: 3 of 3 replicas are ready.'],
    ['is made', three, { replicas: 1 }, 'progressing Progressing: 1 of 3 replicas are there.'],
    ['is not ready in full', three, { ...full, readyReplicas: 1 }, 'progressing Progressing: 1 of 3 replicas are ready.'],
    ['is scaled down', three, { ...full, replicas: 4 }, 'progressing Progressing: 4 replicas are there where 3 are wanted.'],
    ['is rolled out', rolling(), old, 'progressing Progressing: 2 of 3 replicas are of the current revision.'],
    ['has a revision to come', rolling(), { ...full, updateRevision: 'r2' }, 'progressing Progressing: Its newest revision is not the current one yet.'],
    ['is rolled out, as the API server says by default', rolling(0), old, 'progressing Progressing: 1 of 3 replicas are updated.'],
    ['is rolled out as far as it should', rolling(2), old, 'ok Ready: 3 of 3 replicas are ready.'],
    ['is not rolled out as far as it should', rolling(1), old, 'progressing Progressing: 1 of 2 replicas are updated.'],
    ['is rolled out by hand', onDelete, old, 'ok Ready: 3 of 3 replicas are ready.'],
    ['is rolled out by hand, and not ready', onDelete, { ...old, readyReplicas: 2 }, 'progressing Progressing: 2 of 3 replicas are ready.'],
  ])('that %s', (_, spec, status, text) => expect(textOf(makeObject('apps/v1', 'StatefulSet', spec, status))).toBe(text))

  test('is not trusted before its controller has seen it', () => {
    const unseen = makeObject('apps/v1', 'StatefulSet', three, { ...full, observedGeneration: 1 }, 2)
    expect(objectHealth(unseen).detail).toBe('The controller has seen generation 1 of 2.')
  })
  test('of another group goes by its counts alone', () => {
    expect(textOf(makeObject('apps.example.dev/v1', 'StatefulSet', three, { ...full, updateRevision: 'r2' }))).toBe('ok Ready: 3 of 3 replicas are ready.')
  })
})

describe('a DaemonSet', () => {
  const full = { observedGeneration: 1, desiredNumberScheduled: 3, currentNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3, numberReady: 3 }
  it.each<[string, object, string]>([
    ['is there', full, 'ok Ready: 3 of 3 nodes have a ready pod.'],
    ['is made', { ...full, currentNumberScheduled: 1 }, 'progressing Progressing: 1 of 3 nodes have its pod.'],
    ['is rolled out', { ...full, updatedNumberScheduled: 2 }, 'progressing Progressing: 2 of 3 nodes have its updated pod.'],
    ['is not available in full', { ...full, numberAvailable: undefined }, 'progressing Progressing: 0 of 3 nodes have an available pod.'],
    ['is not ready in full', { ...full, numberReady: 1 }, 'progressing Progressing: 1 of 3 nodes have a ready pod.'],
    ['fits on no node', { ...full, desiredNumberScheduled: 0 }, 'ok Ready: No node is to have its pod.'],
    ['nobody has counted', { desiredNumberScheduled: 0, numberReady: 0 }, 'progressing Progressing: Its controller has not counted its pods yet.'],
    ['counts nothing', { observedGeneration: 1 }, 'progressing Progressing: Its controller has not counted its pods yet.'],
  ])('that %s', (_, status, text) => expect(textOf(makeObject('apps/v1', 'DaemonSet', {}, status, 1))).toBe(text))

  test('that is rolled out by hand is not behind', () => {
    const spec = { updateStrategy: { type: 'OnDelete' } }
    expect(textOf(makeObject('apps/v1', 'DaemonSet', spec, { ...full, updatedNumberScheduled: 0 }))).toBe('ok Ready: 3 of 3 nodes have a ready pod.')
  })
})

describe('a Job', () => {
  const startTime = '2026-01-01T00:00:00Z'
  it.each<[string, object, string]>([
    ['waits', {}, 'progressing Not started: It has not started yet.'],
    ['runs', { startTime, active: 2, succeeded: 1 }, 'ok Running: 1 of 5 pods have succeeded, 2 run, 0 have failed.'],
    ['is done', { startTime, succeeded: 5, conditions: [condition('Suspended', 'False'), condition('Complete', 'True')] }, 'ok Complete: Complete is True.'],
    ['is suspended', { conditions: [condition('Suspended', 'True')] }, 'ok Suspended: It is suspended.'],
    ['has failed', { startTime, conditions: [condition('Failed', 'True', 'BackoffLimitExceeded')] }, 'failing Failed: Failed is True: BackoffLimitExceeded'],
  ])('that %s', (_, status, text) => expect(textOf(makeObject('batch/v1', 'Job', { completions: 5, parallelism: 2 }, status))).toBe(text))

  test('is of as many pods as run beside each other, else of one', () => {
    expect(textOf(makeObject('batch/v1', 'Job', { parallelism: 2 }, { startTime }))).toMatch('0 of 2 pods')
    expect(textOf(makeObject('batch/v1', 'Job', {}, { startTime }))).toMatch('0 of 1 pods')
  })
})

describe('other kinds', () => {
  it.each<[string, object, string]>([
    ['in the cluster', { type: 'ClusterIP', clusterIP: '10.0.0.1' }, 'ok Ready: A Service works from when it is there.'],
    ['without an address of its own', { clusterIP: 'None' }, 'ok Ready: A Service works from when it is there.'],
    ['of a load balancer', { type: 'LoadBalancer', clusterIP: '10.0.0.1' }, 'ok Ready: A Service works from when it is there.'],
    ['of a load balancer without an address', { type: 'LoadBalancer' }, 'progressing No address: It has no cluster IP yet.'],
  ])('a Service %s', (_, spec, text) => expect(textOf(makeObject('v1', 'Service', spec, { loadBalancer: {} }))).toBe(text))

  it.each([
    ['Bound', 'ok'],
    ['Pending', 'progressing'],
    ['Lost', 'failing'],
  ])('a PersistentVolumeClaim that is %s is %s by its phase', (phase, level) => {
    expect(objectHealth(makeObject('v1', 'PersistentVolumeClaim', {}, { phase })).level).toBe(level)
  })

  test('a Service of another group says nothing', () => {
    expect(objectHealth(makeObject('serving.example.dev/v1', 'Service', {}, {})).level).toBe('unknown')
  })

  it.each(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'])('a %s that holds what it should not is no error', kind => {
    for (const broken of [null, 'text', [], { replicas: 'three', updateStrategy: 3, rollingUpdate: [] }])
      expect(objectHealth(makeObject('apps/v1', kind, broken, broken)).level).toBe('progressing')
  })
})
