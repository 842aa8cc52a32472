import { describe, expect, it } from 'vitest'
import { createFairShare } from './fair-share.ts'

const open = new AbortController().signal

describe('turns at the kube-apiserver', () => {
  it('gives each identity its own, and the waiting theirs in order', async () => {
    const share = createFairShare({ atOnce: 2, waiting: 2 })
    const first = await share.take('a', open)
    const second = await share.take('a', open)
    const order: string[] = []
    const third = share.take('a', open).then(release => {
      order.push('third')
      return release
    })
    const fourth = share.take('a', open).then(release => {
      order.push('fourth')
      return release
    })
    await share.take('b', open)
    expect(order).toEqual([])
    first()
    await third
    expect(order).toEqual(['third'])
    second()
    await fourth
    expect(order).toEqual(['third', 'fourth'])
  })

  it('refuses more than may wait', async () => {
    const share = createFairShare({ atOnce: 1, waiting: 1 })
    await share.take('a', open)
    void share.take('a', open)
    await expect(share.take('a', open)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
  })

  it('takes a turn back once, however often it is ended', async () => {
    const share = createFairShare({ atOnce: 1, waiting: 0 })
    const release = await share.take('a', open)
    release()
    release()
    const again = await share.take('a', open)
    await expect(share.take('a', open)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
    again()
    await share.take('a', open)
  })

  it('loses no turn to somebody who gave up waiting', async () => {
    const share = createFairShare({ atOnce: 1, waiting: 2 })
    const release = await share.take('a', open)
    const leaving = new AbortController()
    const left = share.take('a', leaving.signal)
    leaving.abort(new Error('left'))
    await expect(left).rejects.toThrow('left')
    const stayed = share.take('a', open)
    release()
    await stayed
    await expect(share.take('a', AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
  })
})
