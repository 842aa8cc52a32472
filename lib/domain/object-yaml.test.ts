import { describe, expect, it } from 'vitest'
import type { KubeObject } from '#contract/kubernetes.ts'
import { parseObjectYaml, toYaml } from './object-yaml.ts'
import { createText } from './text.ts'

const t = createText('en', {})

const object: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', managedFields: [{ manager: 'x' }] },
  data: { on: 'yes', when: '2026-01-01', n: '0123', octal: '0o17', time: '12:30', multi: 'a\nb\n' },
}

describe('parseObjectYaml', () => {
  it('reads what toYaml writes, without managedFields', () => {
    const text = toYaml(object)
    expect(text).not.toContain('managedFields')
    expect(parseObjectYaml(text, t).object).toEqual({ ...object, metadata: { name: 'a' } })
  })
  it('reads what kubectl would', () => {
    const text = 'apiVersion: v1\nkind: A\nmetadata: {name: a}\nspec: {mode: 0400, enabled: yes, time: 12:30, big: 9223372036854775807}\n'
    expect(parseObjectYaml(text, t).object?.['spec']).toEqual({ mode: 256, enabled: true, time: '12:30', big: 9223372036854775807n })
  })
  it('keeps managedFields when asked', () => {
    expect(toYaml(object, { managedFields: true })).toContain('manager: x')
  })
  it('tells the line of a mistake', () => {
    const { object: read, problems } = parseObjectYaml('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n bad: [\n', t)
    expect(read).toBeNull()
    expect(problems[0]?.line).toBeGreaterThanOrEqual(5)
    expect(problems[0]?.message).not.toContain('\n')
  })
  it.each([
    ['nothing', '', 'nothing here'],
    ['a list', '- a\n- b\n', 'map of fields'],
    ['a text', 'hello', 'map of fields'],
    ['an object without a name', 'apiVersion: v1\nkind: A\nmetadata: {}\n', 'Missing: metadata.name'],
    ['an object without a kind', 'apiVersion: v1\nmetadata: {name: a}\n', 'Missing: kind'],
    ['a number that Kubernetes does not know', 'apiVersion: v1\nkind: A\nmetadata: {name: a}\nspec: .inf\n', 'Infinity is no number'],
    ['a tag that is not known', 'apiVersion: v1\nkind: A\nmetadata: {name: a}\nspec: !!binary aGk=\n', 'Unresolved tag'],
    ['two keys of one name', 'apiVersion: v1\napiVersion: v2\n', 'unique'],
  ])('refuses %s', (_what, text, message) => {
    const result = parseObjectYaml(text, t)
    expect(result.object).toBeNull()
    expect(result.problems[0]?.message).toContain(message)
  })
  it('refuses a second document at its line', () => {
    const { problems } = parseObjectYaml('apiVersion: v1\nkind: A\nmetadata: {name: a}\n---\nkind: B\n', t)
    expect(problems[0]).toMatchObject({ message: expect.stringContaining('second document') })
    expect(problems[0]?.line).toBeGreaterThanOrEqual(4)
  })
  it('does not blow up on aliases that multiply', () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefgh'.split('').map((k, i) => `${k}: &${k} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`)].join('\n')
    expect(parseObjectYaml(bomb, t).object).toBeNull()
  })
})
