import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { expect, test } from 'vitest'
import { tempFolder } from '../testing/temp-folder.ts'
import { homeFolder } from './home.ts'

test('HOME, whatever else is set', () => {
  expect(homeFolder({ HOME: '/home/jane', USERPROFILE: '/other' }, 'linux')).toBe('/home/jane')
  expect(homeFolder({}, 'linux')).toBe(homedir())
})

test('on Windows the folder that has a kubeconfig, then one that may be written to, then one that is there, then one that is set', () => {
  const folder = tempFolder()
  for (const name of ['home', 'profile', 'drive', 'drive/.kube']) mkdirSync(`${folder}/${name}`)
  const env = { HOME: `${folder}/home`, USERPROFILE: `${folder}/profile`, HOMEDRIVE: folder, HOMEPATH: '/drive' }
  expect(homeFolder(env, 'win32')).toBe(`${folder}/home`)
  expect(homeFolder({ ...env, HOME: '/none' }, 'win32')).toBe(`${folder}/profile`)
  mkdirSync(`${folder}/drive/.kube/config`)
  expect(homeFolder(env, 'win32')).toBe(`${folder}/drive`)
  expect(homeFolder({ HOME: '/none', USERPROFILE: '/nowhere' }, 'win32')).toBe('/none')
})
