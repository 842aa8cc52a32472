import { expect, test } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import { operationWords } from '#domain/field-changes.ts'
import { objectHealth } from '#domain/health.ts'
import { knownConditionTypes } from '#domain/health-conditions.ts'
import { saidTexts } from '#domain/said-texts.ts'
import { createText, textParts } from '#domain/text.ts'
import { denialText } from '#server/access/denial-text.ts'
import { takingUpText } from '#server/kube/beyond-latchkey.ts'
import { german } from './german.ts'

const t = createText('de', german, saidTexts)
const healthOf = (kind: string, spec: unknown, status: unknown, metadata: Record<string, unknown> = {}): string =>
  objectHealth({ apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1', kind, metadata: { name: 'a', ...metadata }, spec, status } as KubeObject).detail
const ready = (status: string, reason?: string) => ({ conditions: [{ type: 'Ready', status, ...(reason ? { reason, message: 'it is late' } : {}) }] })
const question = { verb: 'delete', group: '', resource: 'pods' }

/** What the server really says, by the form that pages have to know it by. */
const sentences: [form: string, sentence: string, said: string][] = [
  ['{user} may not', denialText('bob', { ...question, namespace: 'shop', name: 'x' }, ''), "bob hat im Namespace shop kein Recht „delete“ auf pods 'x'"],
  ['{user} may not', denialText('bob', question, ''), 'bob hat clusterweit kein Recht „delete“ auf pods'],
  ['is new in this cluster', takingUpText({ group: 'example.dev', resource: 'things' }), 'things.example.dev ist neu in diesem Cluster'],
  ['{typeWord} is True.', healthOf('Thing', {}, ready('True')), 'Ready ist True.'],
  ['{typeWord} is False: {why}', healthOf('Thing', {}, ready('False', 'Late')), 'Ready ist False: Late: it is late'],
  [
    '{are} of {wanted} replicas',
    healthOf('StatefulSet', { replicas: 3 }, { replicas: 3, readyReplicas: 1, observedGeneration: 1 }, { generation: 1 }),
    '1 von 3 Replicas',
  ],
  ['has seen generation', healthOf('Thing', {}, { observedGeneration: 1 }, { generation: 2 }), 'Der Controller hat Generation 1 von 2 gesehen.'],
  ['Waits for', healthOf('Thing', {}, {}, { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['a/b'] }), 'Wartet auf a/b.'],
  ['reports the phase', healthOf('Thing', {}, { phase: 'Odd' }), 'Es meldet die Phase Odd.'],
]

test.each(sentences)('%s: %s', (_, sentence, said) => {
  expect(t.said(sentence)).toContain(said)
  expect(createText('en', {}, saidTexts).said(sentence)).toBe(sentence)
})

test('the word of every verdict by a condition that is known is German', () => {
  const wordOf = (...conditions: [type: string, status: string][]): string => {
    const status = { conditions: conditions.map(([type, said]) => ({ type, status: said, reason: 'Odd' })) }
    return objectHealth({ apiVersion: 'example.dev/v1', kind: 'Thing', metadata: { name: 'a' }, status } as KubeObject).word
  }
  const { goodWhenTrue, badWhenTrue, doubtfulWhenTrue, atWorkWhenTrue } = knownConditionTypes
  const words = [
    ...goodWhenTrue.flatMap(type => ['True', 'False', 'Unknown'].map(status => wordOf([type, status]))),
    ...[...badWhenTrue, ...doubtfulWhenTrue].map(type => wordOf([type, 'True'])),
    ...atWorkWhenTrue.map(type => wordOf([type, 'True'], ['Ready', 'False'])),
    wordOf(['ConfigValid', 'False']),
  ]
  expect(words).toEqual(expect.arrayContaining(['Not accepted', 'Accepted unknown', 'Stalled', 'Degraded', 'Issuing', 'ConfigValid is False']))
  expect(words.filter(word => t.said(word) === word)).toEqual([])
})

test('what a manager did is said in German', () => {
  expect(Object.values(operationWords).map(word => t(word))).toEqual(['anwenden', 'ändern'])
})

test('what merely resembles one stays', () => {
  for (const sentence of ['Ready is', 'pods "x" is forbidden: User "bob" cannot list', 'pods is forbidden: User "bob"', 'The pod is True.', 'x may not'])
    expect(t.said(sentence)).toBe(sentence)
})

test('every form is told from those after it', () => {
  const sample = (form: string): string =>
    textParts(form)
      .map(part => ('words' in part ? part.words : `<${part.value}>`))
      .join('')
  for (const form of saidTexts) expect(t.said(sample(form))).toBe((german[form] ?? '').replace(/\{(\w+)\}/g, '<$1>'))
})
