import { afterAll, beforeAll, expect, it } from 'vitest'
import { openVisit, seriousFindings } from './visit.ts'

let visit: Awaited<ReturnType<typeof openVisit>>
beforeAll(async () => {
  visit = await openVisit()
})
afterAll(() => visit?.stop())

it('shows moments in the zone of the books until the company has chosen one, and names it', async () => {
  const { company } = visit
  const { page, complaints } = await visit.enter('operator', `${company}/activity`, { timezoneId: 'America/Chicago' })
  const newest = page.locator('tbody time').first()
  const inZone = async (zone: string) => {
    const at = new Date((await newest.getAttribute('datetime')) ?? '')
    return at.toLocaleString('en-US', { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' })
  }
  const named = (zone: string) => page.getByText(`Times are those of ${zone}`).filter({ visible: true }).waitFor()
  await named('America/Los_Angeles')
  expect(await newest.innerText()).toBe(await inZone('America/Los_Angeles'))

  await page.goto(`${visit.api}/#/${company}/settings`)
  await page.getByRole('button', { name: 'Time zone of the company' }).click()
  await page.keyboard.type('auckland')
  await page.getByRole('option', { name: 'Pacific/Auckland' }).click()
  await page.getByText('Saved').first().waitFor()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: /^You are / }).click()
  await named('Pacific/Auckland')
  await page.keyboard.press('Escape')

  await page.goto(`${visit.api}/#/${company}/activity`)
  await named('Pacific/Auckland')
  expect(await newest.innerText()).toBe(await inZone('Pacific/Auckland'))
  expect(complaints).toEqual([])
})
