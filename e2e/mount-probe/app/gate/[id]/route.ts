import { gate } from '../gates.ts'

export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  gate((await params).id).open()
  return Response.json({ open: true })
}
