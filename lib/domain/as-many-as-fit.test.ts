import { expect, test } from 'vitest'
import { AppError } from '#errors/app-error.ts'
import { readAsManyAsFit } from './as-many-as-fit.ts'

function reader(fits: number, error: () => Error = () => new AppError('QUERY_TOO_LARGE')) {
  const asked: number[] = []
  const read = async (count: number): Promise<number> => {
    asked.push(count)
    if (count > fits) throw error()
    return count
  }
  return { asked, read }
}

test('what is too large together is read fewer at a time', async () => {
  const { asked, read } = reader(10)
  expect([await readAsManyAsFit(100, read), asked]).toEqual([2, [100, 13, 2]])
})

test('what is too large alone, and what fails otherwise, is thrown', async () => {
  const alone = reader(0)
  await expect(readAsManyAsFit(100, alone.read)).rejects.toMatchObject({ code: 'QUERY_TOO_LARGE' })
  expect(alone.asked).toEqual([100, 13, 2, 1])
  const other = reader(0, () => new AppError('FORBIDDEN'))
  await expect(readAsManyAsFit(100, other.read)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(other.asked).toEqual([100])
})
