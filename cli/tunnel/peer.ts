import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { endianness } from 'node:os'

/** Of whom Linux does not know in this user namespace (Documentation/admin-guide/sysctl/kernel.rst, overflowuid). */
const overflowUid = 65_534

type Ends = Pick<Socket, 'remoteAddress' | 'remotePort' | 'localAddress' | 'localPort'>

/** To which user of this computer a socket belongs; `gone` when it is closed already, null where that is not told. */
export type Owner = number | 'gone' | null
/** Finds out about the other end of a loopback connection. */
export type OwnerOf = (socket: Ends) => Promise<Owner>

/** Whether a connection comes from another user of this computer. Asked once for each connection. */
export type PeerCheck = (socket: Socket) => Promise<boolean>

/**
 * Unix users share the loopback interface; Linux tells whose a socket is. Refused is who is known to be someone else:
 * root could read this process's memory anyway. Who has gone before that could be looked at gets no answer, so may ask nothing.
 */
export function createPeerCheck(ownerOf: OwnerOf = peerOwner, ownUid = process.getuid?.() ?? null, trusted = trustedUids()): PeerCheck {
  const asked = new WeakMap<Socket, Promise<boolean>>()
  const isOther = (owner: Owner): boolean => owner === 'gone' || (owner !== null && owner !== ownUid && !trusted.includes(owner))
  return socket => {
    const answer = asked.get(socket) ?? ownerOf(socket).then(owner => ownUid !== null && isOther(owner))
    asked.set(socket, answer)
    return answer
  }
}

/** Root, and whoever is of another user namespace; where there is none but the first, that uid is an ordinary user. */
function trustedUids(): number[] {
  try {
    return /^\s*0\s+0\s+4294967295\s*$/.test(readFileSync('/proc/self/uid_map', 'latin1')) ? [0] : [0, overflowUid]
  } catch {
    return [0, overflowUid]
  }
}

/** Reads a file as it is after the call. Who asks while it is being read shares the next reading. */
export function sharedReading(read: () => Promise<string>): () => Promise<string> {
  let running: Promise<unknown> = Promise.resolve()
  let next: Promise<string> | null = null
  return () => {
    next ??= running.then(() => {
      next = null
      const reading = read().catch(() => '')
      running = reading
      return reading
    })
    return next
  }
}

// Each takes some 10 ms: the kernel looks through all of its sockets.
const tcpTable = sharedReading(() => readFile('/proc/self/net/tcp', 'latin1'))
const tcp6Table = sharedReading(() => readFile('/proc/self/net/tcp6', 'latin1'))

/** By /proc/net/tcp and tcp6 (Documentation/networking/proc_net_tcp.rst), which list the sockets of every user. */
export async function peerOwner(ends: Ends): Promise<Owner> {
  const table = await tcpTable()
  const owner = ownerIn(table, ends)
  return typeof owner === 'number' ? owner : ownerIn(`${table}\n${await tcp6Table()}`, ends)
}

// include/net/tcp_states.h. A socket that its process has closed is listed as root's; one half-closed still has its owner.
const established = '01'
const halfClosed = new Set(['04', '05'])

/** The owner of the socket whose own end is our remote one; `table` as of these files. */
export function ownerIn(table: string, { remoteAddress, remotePort, localAddress, localPort }: Ends): Owner {
  const near = endOf(localAddress, localPort)
  const far = endOf(remoteAddress, remotePort)
  if (near === null || far === null) return null
  let isOursListed = false
  for (const line of table.split('\n')) {
    const [, own = '', peer = '', state = '', , , , uid = ''] = line.trim().split(/\s+/)
    // An IPv6 socket that talks IPv4 has its addresses mapped: they end alike (RFC 4291 §2.5.5.2).
    if (own.endsWith(near) && peer.endsWith(far)) isOursListed = true
    if (!own.endsWith(far) || !peer.endsWith(near) || !/^\d+$/.test(uid)) continue
    if (state === established || (halfClosed.has(state) && uid !== '0')) return Number(uid)
  }
  return isOursListed ? 'gone' : null
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
