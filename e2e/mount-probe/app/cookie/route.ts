import { cookies } from 'next/headers'

export async function GET(): Promise<Response> {
  ;(await cookies()).set('mount-probe', '1', { path: '/' })
  return Response.json({ set: true })
}
