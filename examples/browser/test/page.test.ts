import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { after, before, test } from "node:test";
import {
  createInProcessClient,
  createMemoryStore,
  createUserService,
  UserService,
} from "@org/user-core";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { createSite } from "../src/server.ts";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const skip = existsSync(executablePath)
  ? false
  : `${executablePath} is missing: apt-get install chromium, or set CHROMIUM`;

const store = createMemoryStore();
const users = createInProcessClient(UserService, createUserService({ store }).services);
const site = createSite(store);
let browser: Browser;
let url = "";

before(async () => {
  if (skip) return;
  site.listen(0, "127.0.0.1");
  await once(site, "listening");
  const address = site.address();
  if (typeof address === "object") url = `http://127.0.0.1:${address?.port}`;
  browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox"] });
});
after(async () => {
  await browser?.close();
  site.closeAllConnections();
  site.close();
});

async function openPage(): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url);
  return page;
}

async function fill(page: Page, name: string, email: string): Promise<void> {
  // Chromium draws the tab in front alone.
  await page.bringToFront();
  await page.locator("[name=name]").fill(name);
  await page.locator("[name=email]").fill(email);
  await page.locator("button").click();
}

/** Resolves once an element has this text. */
async function shows(page: Page, selector: string, text: string): Promise<void> {
  const has = (each: string, wanted: string) =>
    document.querySelector(each)?.textContent === wanted;
  await page.waitForFunction(has, { polling: "mutation" }, selector, text);
}

test("creates a user, whom other pages see", { skip }, async () => {
  const [page, other] = await Promise.all([openPage(), openPage()]);
  await fill(page, "Ada", "ada@example.com");
  await Promise.all([page, other].map((each) => shows(each, "li", "Ada <ada@example.com>")));
});

test("shows what becomes of users, whoever changes them", { skip }, async () => {
  const { id } = await users.getUserByEmail({ email: "ada@example.com" });
  const page = await openPage();
  await shows(page, "li", "Ada <ada@example.com>");
  await users.updateUser({ user: { id, name: "Ada Lovelace" } });
  await shows(page, "li", "Ada Lovelace <ada@example.com>");
  await users.deleteUser({ userId: id });
  await shows(page, "ul", "");
});

test("says what the service has against a user", { skip }, async () => {
  const page = await openPage();
  await users.createUser({ name: "Bob", email: "bob@example.com" });
  await fill(page, "Robert", "BOB@example.com");
  await shows(page, "output", "Email already registered");
  assert.equal((await users.listUsers({})).total, 1);
});
