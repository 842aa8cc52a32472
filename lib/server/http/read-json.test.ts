import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { loginRequestSchema } from '#contract/login.ts'
import { readJson } from './read-json.ts'

function read(body: string | Buffer, headers: Record<string, string> = { 'content-type': 'application/json' }) {
  const request = new IncomingMessage(new Socket())
  request.headers = headers
  request.push(body)
  request.push(null)
  return readJson(request, loginRequestSchema)
}

describe('a JSON body', () => {
  test('is read as its schema says', async () => {
    expect(await read('{"method":"token","token":"t"}', { 'content-type': 'application/json; charset=utf-8' })).toEqual({ method: 'token', token: 't' })
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/jsonx', ''])('of type %j is refused', async type => {
    await expect(read('{}', { 'content-type': type })).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' })
  })

  test('that is too large is refused, whether it says so or not', async () => {
    await expect(read('{}', { 'content-type': 'application/json', 'content-length': '999999' })).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' })
    await expect(read(Buffer.alloc(257 * 1024, 32))).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' })
  })

  test.each([
    '',
    '{',
    '[]',
    'null',
    '{"method":"cert-signed"}',
    '{"method":"password","password":"canary"}',
    '{"method":"token","token":"canary","challenge":"x"}',
    'canary',
  ])('%j is refused without being quoted', async body => {
    const error = await read(body).catch(thrown => thrown)
    expect(error).toMatchObject({ code: 'BAD_REQUEST' })
    expect(error.message).not.toContain('canary')
  })
})
