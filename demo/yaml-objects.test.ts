import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readObjects, resolveTime } from './yaml-objects.ts'

describe('resolveTime', () => {
  const at = Date.UTC(2030, 0, 10, 12, 0, 0, 750)
  it.each([
    ['now', '2030-01-10T12:00:00Z'],
    ['now-90s', '2030-01-10T11:58:30Z'],
    ['now+60d', '2030-03-11T12:00:00Z'],
    ['now-2h', '2030-01-10T10:00:00Z'],
    ['nowhere', 'nowhere'],
    ['now-2w', 'now-2w'],
    ['the time is now-2h', 'the time is now-2h'],
  ])('turns %s into %s', (text, expected) => {
    expect(resolveTime(text, at)).toBe(expected)
  })
})

describe('readObjects', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-demo-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('reads every document of every file, in the order of the names', () => {
    writeFileSync(join(folder, 'b.yaml'), 'apiVersion: v1\nkind: B\nmetadata: {name: b}\n')
    writeFileSync(
      join(folder, 'a.yaml'),
      '# only a comment\n---\napiVersion: v1\nkind: A\nmetadata: {name: a}\n---\napiVersion: v1\nkind: C\nmetadata: {name: c}\n',
    )
    expect(readObjects(folder).map(object => object.kind)).toEqual(['A', 'C', 'B'])
  })

  it.each([
    ['broken YAML', 'apiVersion: v1\nkind: A\nkind: B\nmetadata: {name: a}\n', /a\.yaml: .*unique/],
    ['a document without a name', 'apiVersion: v1\nkind: A\nmetadata: {}\n', /a\.yaml[\s\S]*metadata\.name/],
  ])('refuses %s and names the file', (_what, text, message) => {
    writeFileSync(join(folder, 'a.yaml'), text)
    expect(() => readObjects(folder)).toThrow(message)
  })
})
