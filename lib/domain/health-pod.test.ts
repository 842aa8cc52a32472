import { describe, expect, it, test } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import { healthReasons, objectHealth } from './health.ts'

const makePod = (status: unknown, metadata: Partial<KubeObject['metadata']> = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a', ...metadata },
  status,
})
const condition = (type: string, status: string, reason?: string) => ({ type, status, ...(reason ? { reason } : {}) })
const waiting = (name: string, reason: string) => ({ name, state: { waiting: { reason } } })
const running = (name: string) => ({ name, state: { running: {} } })

describe('the health of a Pod', () => {
  it.each<[string, object, string, string, string]>([
    ['runs and is ready', { phase: 'Running', conditions: [condition('Ready', 'True')] }, 'ok', 'Ready', 'Ready is True.'],
    ['has not said yet that it is ready', { phase: 'Running' }, 'progressing', 'Not ready', 'It runs, and does not say yet whether it is ready.'],
    [
      'runs and is not ready',
      { phase: 'Running', conditions: [condition('Ready', 'False', 'ContainersNotReady')], containerStatuses: [running('web')] },
      'progressing',
      'Not ready',
      'Ready is False: ContainersNotReady',
    ],
    [
      'crashes',
      {
        phase: 'Running',
        conditions: [condition('Ready', 'False')],
        containerStatuses: [running('web'), waiting('proxy', 'CrashLoopBackOff'), waiting('log', 'CrashLoopBackOff')],
      },
      'failing',
      'CrashLoopBackOff',
      'Ends again and again: proxy, log.',
    ],
    [
      'waits',
      { phase: 'Pending', conditions: [condition('Ready', 'False')], containerStatuses: [waiting('web', 'ImagePullBackOff')] },
      'progressing',
      'Pending',
      'Waits: web (ImagePullBackOff).',
    ],
    ['is pulled', { phase: 'Pending', containerStatuses: 'broken' }, 'progressing', 'Pending', 'Its containers have not started yet.'],
    [
      'fits on no node',
      { phase: 'Pending', conditions: [condition('PodScheduled', 'False', 'Unschedulable')] },
      'failing',
      'Unschedulable',
      'PodScheduled is False: Unschedulable',
    ],
    [
      'is not scheduled yet',
      { phase: 'Pending', conditions: [condition('PodScheduled', 'False', 'SchedulingGated')] },
      'progressing',
      'Pending',
      'Its containers have not started yet.',
    ],
    ['has done its work', { phase: 'Succeeded', conditions: [condition('Ready', 'False')] }, 'ok', 'Succeeded', 'Its containers have done their work.'],
    ['has failed', { phase: 'Failed' }, 'failing', 'Failed', 'Its containers have ended, and not all of them well.'],
    ['was evicted', { phase: 'Failed', reason: 'Evicted', message: 'no memory' }, 'failing', 'Failed', 'It has failed: Evicted: no memory'],
    ['nobody has seen', {}, 'progressing', 'Pending', 'Nothing has been reported of it yet.'],
    ['is on a lost node', { phase: 'Unknown' }, 'unknown', 'Unknown', 'It reports the phase Unknown.'],
  ])('that %s', (_, status, level, word, detail) => {
    expect(objectHealth(makePod(status))).toEqual({ level, word, detail })
  })

  it('is not what a kubelet says of it that has not seen its newest spec', () => {
    const pod = makePod({ phase: 'Running', observedGeneration: 1, conditions: [condition('Ready', 'True')] }, { generation: 2 })
    expect(objectHealth(pod)).toMatchObject({ level: 'progressing', detail: 'The controller has seen generation 1 of 2.' })
  })

  test('that is deleted is being deleted, whatever its phase', () => {
    expect(objectHealth(makePod({ phase: 'Running' }, { deletionTimestamp: '2026-01-01T00:00:00Z' })).word).toBe('Deleting')
  })

  test('has reasons where it does not do well', () => {
    expect(healthReasons(makePod({ phase: 'Succeeded', conditions: [condition('Ready', 'False', 'PodCompleted')] }))).toEqual([])
    const crashing = { phase: 'Running', conditions: [condition('Ready', 'False')], containerStatuses: [waiting('web', 'CrashLoopBackOff')] }
    expect(healthReasons(makePod(crashing))).toEqual(['Ends again and again: web.', 'Ready is False.'])
  })

  test('is not that of another kind of the name', () => {
    expect(objectHealth({ ...makePod({ phase: 'Succeeded', conditions: [condition('Ready', 'False')] }), apiVersion: 'example.dev/v1' }).level).toBe('failing')
  })
})
