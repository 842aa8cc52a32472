import './no-eval.ts'
import { z } from 'zod'

/** Where Latchkey tells which files its first page needs: GET, for anyone, as firstLoadSchema. Written by scripts/first-load.ts. */
export const firstLoadPath = '/first-load.json'

/** `files`: paths below the mount, each of a file that never changes under its name. */
export const firstLoadSchema = z.object({ files: z.array(z.string().regex(/^\/_next\/static\/[\w./-]+$/)).max(48) })
