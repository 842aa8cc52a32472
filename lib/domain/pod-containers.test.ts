import { expect, test } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import { defaultContainer, jobPodsSelector, podContainers, podSelector, runningContainer } from './pod-containers.ts'

const pod = (annotations: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', annotations },
  spec: { initContainers: [{ name: 'migrate' }], containers: [{ name: 'app' }, { name: 'proxy' }], ephemeralContainers: [{ name: 'debug' }] },
  status: {
    initContainerStatuses: [{ name: 'migrate', restartCount: 0, state: { terminated: {} } }],
    containerStatuses: [
      { name: 'proxy', restartCount: 0, state: { waiting: {} } },
      { name: 'app', restartCount: 2, state: { running: { startedAt: '' } } },
    ],
  },
})

test('containers in the order they run, with what is told of each', () => {
  expect(podContainers(pod()).map(({ name, kind, hasPrevious, isRunning }) => [name, kind, hasPrevious, isRunning])).toEqual([
    ['migrate', 'init', false, false],
    ['app', 'main', true, true],
    ['proxy', 'main', false, false],
    ['debug', 'ephemeral', false, false],
  ])
  expect(podContainers({ spec: { containers: 'none' } })).toEqual([])
})

test('the default container is the one that the pod names, else its first', () => {
  expect(defaultContainer(pod())).toBe('app')
  expect(defaultContainer(pod({ 'kubectl.kubernetes.io/default-container': 'proxy' }))).toBe('proxy')
  expect(defaultContainer(pod({ 'kubectl.kubernetes.io/default-container': 'gone' }))).toBe('app')
})

test('a command runs in the container that is wanted while it runs, else in the default one, else in the first that runs', () => {
  expect(['', 'app', 'proxy', 'gone'].map(wanted => runningContainer(pod(), wanted))).toEqual(['app', 'app', 'app', 'app'])
  const waiting = pod({ 'kubectl.kubernetes.io/default-container': 'proxy' })
  expect(runningContainer(waiting, '')).toBe('app')
  expect(runningContainer({ metadata: { name: 'web' } }, '')).toBe('')
})

test('the pods of a CronJob are those of its newest Jobs', () => {
  const job = (name: string, uid: string, creationTimestamp: string) => ({
    metadata: { name, creationTimestamp, ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'c', uid }] },
  })
  const jobs = [
    job('c-1', 'u', '2026-01-01T00:00:00Z'),
    job('c-3', 'u', '2026-01-03T00:00:00Z'),
    job('other', 'x', '2026-01-04T00:00:00Z'),
    job('c-2', 'u', '2026-01-02T00:00:00Z'),
    { metadata: { name: 'alone' } },
  ]
  expect(jobPodsSelector(jobs, 'u', 20)).toEqual({ selector: 'job-name in (c-3,c-2,c-1)', isCut: false })
  expect(jobPodsSelector(jobs, 'u', 2)).toEqual({ selector: 'job-name in (c-3,c-2)', isCut: true })
  expect(jobPodsSelector(jobs, 'none', 2)).toEqual({ selector: null, isCut: false })
})

test.each([
  ['apps', 'Deployment', { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['a', 'b'] }] }, 'app=web,tier in (a,b)'],
  ['', 'ReplicationController', { app: 'web' }, 'app=web'],
  ['batch', 'Job', { matchLabels: { 'batch.kubernetes.io/controller-uid': 'u' } }, 'batch.kubernetes.io/controller-uid=u'],
  // Would select every pod of the namespace.
  ['apps', 'Deployment', {}, null],
  ['apps', 'Deployment', undefined, null],
  ['argoproj.io', 'Deployment', { matchLabels: { app: 'web' } }, null],
  ['', 'Service', { app: 'web' }, null],
])('%s %s selects its pods', (group, kind, selector, expected) => {
  expect(podSelector(group, { kind, spec: { selector } })).toBe(expected)
})
