import { describe, expect, it } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import { mostObjects, readDocuments } from './read-documents.ts'
import { longestText, readYaml } from './read-yaml.ts'

const read = (text: string) => readYaml(text, new AbortController().signal)
const one = (name: string, more = '') => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}`

describe('YAML documents', () => {
  it('are read one after the other, empty ones left out and lists taken apart', async () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${one('c').replaceAll('\n', '\n  ')}\n- ${one('d').replaceAll('\n', '\n  ')}\n`
    const objects = await read(`---\n# nothing here\n---\n${one('a')}---\n${one('b')}...\n---\n${list}---\n`)
    expect(objects.map(({ metadata }) => metadata.name)).toEqual(['a', 'b', 'c', 'd'])
    expect(objects[2]).toEqual({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } })
  })

  it('mean what kubectl takes them for (compared with kubectl 1.36)', async () => {
    const data =
      'data: {mode: 0644, new: 0o17, yes: yes, off: off, day: 2026-01-02, time: 12:30, none: ~, hex: 0x1f, text: "0644", thousand: 1_000, half: 1.50, <<: {merged: 1}}'
    const [object] = await read(one('a', data))
    expect(object?.['data']).toEqual({
      mode: 420,
      new: 15,
      true: true,
      false: false,
      day: '2026-01-02',
      time: '12:30',
      none: null,
      hex: 31,
      text: '0644',
      thousand: 1000,
      half: 1.5,
      merged: 1,
    })
  })

  it('keep integers that a double would round', async () => {
    const [object] = await read(one('a', 'spec: {big: 9223372036854775807, safe: 9007199254740991, low: -9223372036854775808}'))
    expect(JSON.stringify(object?.['spec'])).toBe('{"big":9223372036854775807,"safe":9007199254740991,"low":-9223372036854775808}')
  })

  it('keep a key that means something to JavaScript', async () => {
    const [object] = await read(one('a', 'data: {__proto__: x, constructor: z}'))
    expect(JSON.stringify(object?.['data'])).toBe('{"__proto__":"x","constructor":"z"}')
  })

  it('are refused all together where one cannot be read, with the place of each problem', async () => {
    const text = `${one('a')}---\n${one('b', 'a: [\n')}---\nkind: B\nmetadata: {}\n---\n${one('c', 'data: {a: 1, a: 2}')}`
    const thrown = await read(text).catch((error: unknown) => error)
    expect(thrown).toMatchObject({
      code: 'BAD_REQUEST',
      details: {
        problems: expect.arrayContaining([
          expect.objectContaining({ document: expect.any(Number), line: 11, message: 'Missing: apiVersion, metadata.name.' }),
          expect.objectContaining({ message: 'Map keys must be unique' }),
        ]),
      },
    })
    expect(String(thrown)).toMatch(/line 11: Missing: apiVersion, metadata\.name\./)
  })

  it.each([
    ['nothing', '---\n# a comment\n', 'BAD_REQUEST', 'There is no object'],
    ['a text', 'hello', 'BAD_REQUEST', 'map of fields'],
    ['an object without a name', 'apiVersion: v1\nkind: A\nmetadata: {}\n', 'BAD_REQUEST', 'metadata.name'],
    ['a namespace that is no text', 'apiVersion: v1\nkind: A\nmetadata: {name: a, namespace: 1}\n', 'BAD_REQUEST', 'namespace is no text'],
    ['a number that JSON does not know', one('a', 'spec: .inf'), 'BAD_REQUEST', 'Infinity is no number'],
    ['a tag that is not known', one('a', 'data: {a: !!binary aGk=}'), 'BAD_REQUEST', 'Unresolved tag'],
    ['an alias without an anchor', one('a', 'spec: *b'), 'BAD_REQUEST', 'alias'],
    ['a long text', '#'.repeat(longestText + 1), 'BODY_TOO_LARGE', 'are the most'],
    ['many objects', Array.from({ length: mostObjects + 1 }, (_, index) => one(`a${index}`)).join('---\n'), 'BODY_TOO_LARGE', 'objects in this YAML'],
  ])('refuses %s', async (_what, text, code, message) => {
    const thrown = await read(text).catch((error: unknown) => error)
    expect(thrown).toMatchObject({ code, message: expect.stringContaining(message) })
  })

  it('does not blow up on aliases that multiply', async () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefgh'.split('').map((k, i) => `${k}: &${k} [${Array(9).fill(`*${'abcdefg'[i]}`).join(',')}]`)].join('\n')
    await expect(read(one('a', bomb))).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  })

  it('are read in a thread where they are long: the same, and nobody waits', async () => {
    const data = `data:\n${Array.from({ length: 300 }, (_, index) => `  k${index}: [1, 2, 3]\n`).join('')}`
    const text = ['a', 'b', 'c'].map(name => one(name, `big: 9007199254740993\n${data}`)).join('---\n')
    let turns = 0
    const timer = setInterval(() => {
      turns += 1
    }, 1)
    const objects = await read(text)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
    expect(JSON.stringify(objects)).toBe(JSON.stringify(readDocuments(text)))
    await expect(read(`${text}---\nkind: [\n`)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      details: { problems: [expect.objectContaining({ document: 4 })] },
    })
  })

  it('are no longer read once nobody waits for them', async () => {
    const aborter = new AbortController()
    const reading = readYaml(one('a', `data: "${'x'.repeat(500_000)}"`), aborter.signal)
    aborter.abort(new AppError('TIMEOUT'))
    await expect(reading).rejects.toMatchObject({ code: 'TIMEOUT' })
  })
})
