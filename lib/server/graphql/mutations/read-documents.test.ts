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

  it.each([
    ['lists of lists', one('a', `data:\n  a: &a [${'x,'.repeat(200)}]\n  b: [${'*a,'.repeat(60)}]\n`)],
    [
      'maps merged again and again',
      one('a', `data:\n  a: &a {${Array.from({ length: 300 }, (_, index) => `k${index}: 1,`).join('')}}\n  b: [${'{<<: *a},'.repeat(50)}]\n`),
    ],
    ['a long text', one('a', `data:\n  a: &a ${'x'.repeat(6_000)}\n  b: [${'*a,'.repeat(50)}]\n`)],
    [
      'anchors of anchors',
      one(
        'a',
        `data:\n  a: &a [1,1,1,1]\n${'bcdefghi'
          .split('')
          .map((key, index) => `  ${key}: &${key} [${`*${'abcdefgh'[index]},`.repeat(4)}]\n`)
          .join('')}`,
      ),
    ],
  ])('with aliases that stand for much more than is written are refused: %s', (_what, text) => {
    expect(() => readDocuments(text)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining('aliases stand for more than') }))
  })

  it('with a few aliases are read', async () => {
    const [object] = await read(one('a', 'data: {a: &a {x: 1}, b: *a, c: {<<: *a, z: 2}}'))
    expect(object?.['data']).toEqual({ a: { x: 1 }, b: { x: 1 }, c: { x: 1, z: 2 } })
  })

  it('of more integers beyond a double than are sent over, and nested too deep, are refused', async () => {
    await expect(read(one('a', `data: [${'9007199254740993,'.repeat(1_001)}]`))).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' })
    await expect(read(one('a', `data: ${'['.repeat(300)}${']'.repeat(300)}`))).rejects.toMatchObject({ message: expect.stringContaining('nested deeper') })
  })

  it('are read one after the other where they are long; so many wait and no more, and not beyond their time', async () => {
    const text = one('a', `data: "${'x'.repeat(20_000)}"`)
    const aborter = new AbortController()
    const asked = Array.from({ length: 17 }, () => readYaml(text, aborter.signal))
    await expect(read(text)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
    aborter.abort(new AppError('TIMEOUT'))
    for (const each of await Promise.allSettled(asked)) expect(each).toMatchObject({ reason: { code: 'TIMEOUT' } })
    expect(await read(text)).toHaveLength(1)
  })

  it('that need more memory than the thread has are refused, and the next are read', async () => {
    const text = one('a', `data: [${'{a: [{}]},'.repeat(10_000)}]`)
    const refused = readYaml(text, new AbortController().signal, { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 })
    await expect(refused).rejects.toMatchObject({ code: 'BODY_TOO_LARGE', message: expect.stringContaining('Send it in pieces') })
    expect(await read(one('a', `data: "${'x'.repeat(20_000)}"`))).toHaveLength(1)
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
