import { describe, expect, it } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import { healthReasons, objectHealth } from './health.ts'
import { isGoodCondition } from './health-conditions.ts'

function makeObject(status: unknown, metadata: Partial<KubeObject['metadata']> = {}): KubeObject {
  return { apiVersion: 'example.dev/v1', kind: 'Thing', metadata: { name: 'a', ...metadata }, status }
}
const condition = (type: string, status: string, rest: object = {}) => ({ type, status, ...rest })
const level = (object: KubeObject) => objectHealth(object).level

describe('objectHealth', () => {
  it('is ok when Ready is True', () => {
    expect(objectHealth(makeObject({ conditions: [condition('Ready', 'True')] }))).toEqual({ level: 'ok', word: 'Ready', detail: 'Ready is True.' })
  })
  it('is failing with reason and message when Ready is False', () => {
    const object = makeObject({ conditions: [condition('Ready', 'False', { reason: 'Denied', message: 'no issuer' })] })
    expect(objectHealth(object)).toEqual({ level: 'failing', word: 'Not ready', detail: 'Ready is False: Denied: no issuer' })
  })
  it('is progressing while a False condition is being worked on', () => {
    expect(level(makeObject({ conditions: [condition('Ready', 'False'), condition('Issuing', 'True')] }))).toBe('progressing')
  })
  it('fails on a bad condition even beside a good one', () => {
    expect(level(makeObject({ conditions: [condition('Ready', 'True'), condition('Stalled', 'True')] }))).toBe('failing')
  })
  it('warns on Degraded', () => {
    expect(level(makeObject({ conditions: [condition('Available', 'True'), condition('Degraded', 'True')] }))).toBe('warning')
  })
  it('does not trust a Ready that is older than the spec', () => {
    const object = makeObject({ observedGeneration: 1, conditions: [condition('Ready', 'True')] }, { generation: 2 })
    expect(objectHealth(object).detail).toBe('The controller has seen generation 1 of 2.')
  })
  it('says what a deletion waits for, whatever the conditions', () => {
    const object = makeObject({ conditions: [condition('Ready', 'True')] }, { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['a/b'] })
    expect(objectHealth(object)).toMatchObject({ word: 'Deleting', detail: 'Waits for a/b.' })
  })
  it('reads a phase where there are no conditions', () => {
    expect(level(makeObject({ phase: 'Bound' }))).toBe('ok')
    expect(level(makeObject({ phase: 'Failed' }))).toBe('failing')
    expect(level(makeObject({ phase: 'Whatever' }))).toBe('unknown')
  })
  it('never calls an object ok that reports nothing', () => {
    expect(objectHealth(makeObject(undefined)).word).toBe('No status reported')
    expect(objectHealth(makeObject({})).word).toBe('No status reported')
    for (const [apiVersion, kind] of [
      ['v1', 'ConfigMap'],
      ['rbac.authorization.k8s.io/v1', 'Role'],
    ] as const)
      expect(objectHealth({ ...makeObject(undefined), apiVersion, kind })).toMatchObject({ level: 'unknown', word: 'No status' })
    expect(objectHealth({ ...makeObject(undefined), apiVersion: 'gateway.networking.k8s.io/v1' }).word).toBe('No status reported')
    expect(level(makeObject({ conditions: 'broken', replicas: 1 }))).toBe('unknown')
    expect(level(makeObject({ conditions: [null, 3, { type: 'Ready' }] }))).toBe('unknown')
  })
})

describe('conditions of types that nobody knows', () => {
  const invalid = condition('ConfigValid', 'False', { reason: 'ParseError', message: 'line 3' })
  it('raise a warning, alone and beside what is well', () => {
    const doubt = { level: 'warning', word: 'ConfigValid is False', detail: 'ConfigValid is False: ParseError: line 3' }
    expect(objectHealth(makeObject({ conditions: [invalid] }))).toEqual(doubt)
    expect(objectHealth(makeObject({ conditions: [condition('Ready', 'True'), invalid] }))).toEqual(doubt)
    expect(objectHealth(makeObject({ phase: 'Ready', conditions: [invalid] }))).toEqual(doubt)
    expect(objectHealth(makeObject({ conditions: [condition('BackupFailed', 'True')] }))).toMatchObject({ level: 'warning', word: 'BackupFailed' })
    expect(healthReasons(makeObject({ conditions: [condition('Ready', 'True'), invalid] }))).toEqual([doubt.detail])
  })
  it('make nothing better that is known to be bad, and nothing well', () => {
    expect(objectHealth(makeObject({ conditions: [condition('Ready', 'False'), invalid] })).word).toBe('Not ready')
    expect(level(makeObject({ phase: 'Failed', conditions: [invalid] }))).toBe('failing')
    expect(objectHealth(makeObject({ observedGeneration: 1, conditions: [invalid] }, { generation: 2 })).word).toBe('Progressing')
    expect(objectHealth(makeObject({ conditions: [condition('ConfigValid', 'True')] })).word).toBe('No verdict')
    expect(objectHealth(makeObject({ conditions: [condition('Active', 'False', { reason: 'Idle' })] })).word).toBe('No verdict')
    expect(healthReasons(makeObject({ conditions: [condition('Ready', 'False'), invalid] }))).toHaveLength(2)
  })
  it('are work that goes on while something says so', () => {
    const waiting = condition('DatabaseReady', 'False', { reason: 'Waiting' })
    expect(level(makeObject({ conditions: [waiting] }))).toBe('progressing')
    expect(level(makeObject({ conditions: [invalid, condition('Progressing', 'True')] }))).toBe('progressing')
    expect(level(makeObject({ conditions: [condition('Ready', 'True'), waiting] }))).toBe('ok')
  })
})

describe('a PersistentVolumeClaim', () => {
  const claim = (status: object) => ({ ...makeObject(status), apiVersion: 'v1', kind: 'PersistentVolumeClaim' })
  it.each([
    [{ phase: 'Pending' }, 'progressing'],
    [{ phase: 'Bound' }, 'ok'],
    [{ phase: 'Lost' }, 'failing'],
    [{ phase: 'Bound', conditions: [condition('FileSystemResizePending', 'True')] }, 'ok'],
    [{ phase: 'Bound', conditions: [condition('ControllerResizeError', 'True')] }, 'warning'],
  ])('%j is %s', (status, expected) => expect(level(claim(status))).toBe(expected))
})

describe('healthReasons', () => {
  it('names all that speaks against it, worst first, and nothing of what is well', () => {
    const conditions = [
      condition('Degraded', 'True'),
      condition('Ready', 'False', { reason: 'Down' }),
      condition('Accepted', 'True'),
      condition('Failed', 'True'),
    ]
    const object = makeObject({ observedGeneration: 1, conditions }, { generation: 2 })
    expect(healthReasons(object)).toEqual(['Failed is True.', 'Ready is False: Down', 'Degraded is True.', 'The controller has seen generation 1 of 2.'])
    expect(healthReasons(makeObject({ conditions: [condition('Ready', 'True')] }))).toEqual([])
    expect(healthReasons(makeObject(null))).toEqual([])
    expect(healthReasons(makeObject({ phase: 'Whatever' }))).toEqual([])
  })
  it('says what falls short where no condition does', () => {
    const spec = { replicas: 3 }
    expect(healthReasons({ ...makeObject({ replicas: 3, readyReplicas: 1 }), spec })).toEqual(['1 of 3 replicas are ready.'])
    expect(healthReasons({ ...makeObject({ replicas: 3, readyReplicas: 3 }), spec })).toEqual([])
    expect(healthReasons(makeObject({ phase: 'Failed' }))).toEqual(['It reports the phase Failed.'])
  })
})

it.each([
  ['Ready', 'True', true],
  ['Ready', 'False', false],
  ['Ready', 'Unknown', null],
  ['Failed', 'True', false],
  ['Degraded', 'False', true],
  ['Progressing', 'True', null],
  ['Whatever', 'True', null],
  ['ConfigValid', 'True', true],
  ['ConfigValid', 'False', false],
  ['BackupFailed', 'False', true],
])('a condition %s that is %s speaks for its object: %s', (type, status, expected) => {
  expect(isGoodCondition({ type, status, reason: 'Because' })).toBe(expected)
})
