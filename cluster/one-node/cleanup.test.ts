import { expect, it } from 'vitest'
import { mountPointsUnder } from './cleanup.ts'

const mountinfo = `22 1 254:0 / / rw - ext4 /dev/vda rw
40 22 0:30 / /state/data/kubelet/pods/a/volumes/token rw - tmpfs tmpfs rw
41 22 0:31 / /state/data/kubelet rw - tmpfs tmpfs rw
42 22 0:32 / /state/data-of-another rw - tmpfs tmpfs rw
43 22 0:33 / /run/latchkey-1/with\\040blank rw - tmpfs tmpfs rw
`

it('finds the mounts under our folders, deepest first, and no others', () => {
  expect(mountPointsUnder(mountinfo, ['/state/data', '/run/latchkey-1'])).toEqual([
    '/state/data/kubelet/pods/a/volumes/token',
    '/run/latchkey-1/with blank',
    '/state/data/kubelet',
  ])
})
