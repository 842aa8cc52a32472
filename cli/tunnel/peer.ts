import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { endianness } from 'node:os'

/** Of whom Linux does not know in this user namespace (Documentation/admin-guide/sysctl/kernel.rst, overflowuid). */
const overflowUid = 65_534

type Ends = Pick<Socket, 'remoteAddress' | 'remotePort' | 'localAddress' | 'localPort'>

/** Finds out to which user of this computer the other end of a loopback connection belongs; null where that is not told. */
export type UidOf = (socket: Ends) => Promise<number | null>

/** Whether a connection comes from another user of this computer. Asked once for each connection. */
export type PeerCheck = (socket: Socket) => Promise<boolean>

/**
 * Unix users share the loopback interface; Linux tells whose a socket is. Refused is who is known to be someone else:
 * root could read this process's memory anyway.
 */
export function createPeerCheck(uidOf: UidOf = peerUid, ownUid = process.getuid?.() ?? null): PeerCheck {
  const asked = new WeakMap<Socket, Promise<boolean>>()
  return socket => {
    const answer = asked.get(socket) ?? uidOf(socket).then(uid => uid !== null && ownUid !== null && ![ownUid, 0, overflowUid].includes(uid))
    asked.set(socket, answer)
    return answer
  }
}

/** By /proc/net/tcp and tcp6 (Documentation/networking/proc_net_tcp.rst), which list the sockets of every user. */
export async function peerUid(ends: Ends): Promise<number | null> {
  for (const file of ['/proc/self/net/tcp', '/proc/self/net/tcp6']) {
    const table = await readFile(file, 'latin1').catch(() => '')
    const uid = uidIn(table, ends)
    if (uid !== null) return uid
  }
  return null
}

/** The uid of the socket whose own end is our remote one; `table` as of one of these files. */
export function uidIn(table: string, { remoteAddress, remotePort, localAddress, localPort }: Ends): number | null {
  const near = endOf(localAddress, localPort)
  const far = endOf(remoteAddress, remotePort)
  if (near === null || far === null) return null
  for (const line of table.split('\n')) {
    const [, own = '', peer = '', , , , , uid = ''] = line.trim().split(/\s+/)
    // An IPv6 socket that talks IPv4 has its addresses mapped: they end alike (RFC 4291 §2.5.5.2).
    if (own.endsWith(far) && peer.endsWith(near) && /^\d+$/.test(uid)) return Number(uid)
  }
  return null
}

/** `0100007F:1F90` for 127.0.0.1:8080: the four bytes as the machine has them in one number. */
function endOf(address: string | undefined, port: number | undefined): string | null {
  const bytes = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/
    .exec(address ?? '')
    ?.slice(1)
    .map(Number)
  if (bytes === undefined || port === undefined) return null
  const ordered = endianness() === 'LE' ? bytes.reverse() : bytes
  return `${Buffer.from(ordered).toString('hex').toUpperCase()}:${port.toString(16).toUpperCase().padStart(4, '0')}`
}
