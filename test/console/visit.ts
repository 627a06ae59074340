import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import * as z from 'zod/mini'
import { subjectOf } from '../local/openid-provider.ts'
import { PATIENCE_MS } from '../patience.ts'
import { openStory } from '../scenarios/story.ts'
import { openBrowser } from './browser.ts'
import { signIn, type Who } from './sign-in.ts'

const Findings = z.array(
  z.object({
    id: z.string(),
    impact: z.nullable(z.string()),
    nodes: z.array(z.object({ html: z.string(), failureSummary: z.optional(z.string()) })),
  }),
)
type PageOptions = Parameters<Browser['newPage']>[0]

/** A stage with its company `acme`, and a real browser in front of the console. */
export async function openVisit() {
  const [story, browser] = await Promise.all([openStory(), openBrowser()])
  const { api } = story.stage

  return {
    ...story,
    api,

    /** A page of somebody who is signed in, and all that the browser complained of. */
    async enter(who: Who, hash = '', options: PageOptions = {}) {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        reducedMotion: 'reduce',
        ...options,
      })
      const page = await context.newPage()
      page.setDefaultTimeout(PATIENCE_MS)
      const complaints = complaintsOf(page)
      await signIn(page, api, who)
      if (hash) await page.goto(`${api}/#/${hash}`)
      return { page, complaints }
    },

    /** The id by which the sign-in knows somebody. */
    idOf: subjectOf,

    newPage: (options: PageOptions = {}) => browser.newPage(options),

    async stop(): Promise<void> {
      await browser.close()
      await story.stop()
    },
  }
}

/** Errors of scripts, dialogs, and whatever the content security policy has kept from happening. */
function complaintsOf(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', (message) => {
    if (/Content.Security.Policy|Refused to|Trusted(HTML|Script)/i.test(message.text())) complaints.push(message.text())
  })
  return complaints
}

/** Waits until the page has come to rest. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.getByText('Loading').first().waitFor({ state: 'hidden' })
}

/** What axe finds that keeps somebody from using the page. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // What the pointer happens to be over is in between two colors.
  await page.mouse.move(0, 0)
  // By the debugging protocol, which the content security policy does not hold back.
  await page.evaluate(axe.source)
  const findings = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  )
  return z
    .parse(Findings, findings)
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`).join(' | ')}`,
    )
}
