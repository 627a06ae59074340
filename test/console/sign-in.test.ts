import { afterAll, beforeAll, expect, it } from 'vitest'
import { openVisit, seriousFindings } from './visit.ts'

let visit: Awaited<ReturnType<typeof openVisit>>
beforeAll(async () => {
  visit = await openVisit()
})
afterAll(() => visit?.stop())

it('leads an operator to the companies, and stays signed in when the page is loaded again', async () => {
  const { page, complaints } = await visit.enter('operator')
  await page.reload()

  await page.getByRole('button', { name: 'You are operator@demo.example' }).waitFor()
  expect(complaints).toEqual([])
})

it('comes back to where one was', async () => {
  const page = await visit.newPage()
  await page.goto(`${visit.api}/#/${visit.company}/activity`)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: /^operator/ }).click()

  await page.getByRole('heading', { name: 'Activity' }).waitFor()
  expect(page.url()).toBe(`${visit.api}/#/${visit.company}/activity`)
})

it('keeps the tokens in this tab only: no cookie, nothing that outlives it', async () => {
  const { page } = await visit.enter('operator')

  expect(await page.evaluate('document.cookie')).toBe('')
  expect(await page.evaluate('Object.keys(localStorage)')).toEqual([])
  const other = await page.context().newPage()
  await other.goto(visit.api)
  await other.getByRole('button', { name: 'Sign in' }).waitFor()
})

it('tells whoever has no part in a company whom to ask, and shows nothing of it', async () => {
  const { page } = await visit.enter('accountant', `${visit.company}/records`)

  await page.getByText('or you have no part in it').waitFor()
  expect(await seriousFindings(page)).toEqual([])
})

it('signs out where one signed in, too', async () => {
  const { page } = await visit.enter('operator')
  await page.getByRole('button', { name: /^You are / }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.waitForURL((url) => !url.href.startsWith(visit.api))
  await page.getByRole('button', { name: 'Yes, sign me out' }).click()

  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  expect(await page.evaluate('sessionStorage.length')).toBe(0)
})

it('cannot be shown in a frame of somebody else', async () => {
  const answer = await fetch(visit.api)

  expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(answer.headers.get('x-frame-options')).toBe('DENY')
})
