import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorTable } from '#errors/codes.ts'
import { readTexts } from '../../scripts/read-texts.ts'
import { german } from './german.ts'

const folders = ['app', 'components', 'lib/client', 'lib/domain']
const files = folders.flatMap(folder =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map(name => join(folder, name)),
)
const read = files.map(file => ({ file, ...readTexts(file, readFileSync(file, 'utf8')) }))
const keys = new Set([...read.flatMap(({ keys }) => keys.map(({ text }) => text)), ...Object.values(errorTable).map(({ text }) => text)])
const values = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([value]) => value).sort()

test('pages say nothing past the catalogue', () => {
  expect(read.flatMap(({ file, bare }) => bare.map(({ text, line }) => `${file}:${line} ${text}`))).toEqual([])
})

test('German has every sentence, and none that nobody says', () => {
  expect([...keys].filter(key => german[key] === undefined)).toEqual([])
  expect(Object.keys(german).filter(key => !keys.has(key))).toEqual([])
})

test('a sentence names the same values in German', () => {
  expect(Object.entries(german).filter(([english, said]) => values(english).join() !== values(said).join())).toEqual([])
  expect(Object.values(german).filter(said => said.trim() === '')).toEqual([])
})
