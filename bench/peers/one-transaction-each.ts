// One durable transaction for each user, its row and its event, on node:sqlite. Prints users a
// second. Arguments: the path of a new file, how many users.
import { DatabaseSync } from "node:sqlite";

const [path = "", count = "0"] = process.argv.slice(2);
const database = new DatabaseSync(path);
database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
database.exec(`
  CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL, email_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL, is_active INTEGER NOT NULL, created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL, revision INTEGER NOT NULL);
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL, revision INTEGER NOT NULL,
    email TEXT NOT NULL, name TEXT NOT NULL);
`);
const insertUser = database.prepare(
  "INSERT INTO users (email, email_key, name, is_active, created_at, updated_at, revision) VALUES (?, ?, ?, 1, ?, ?, 1)",
);
const insertEvent = database.prepare(
  "INSERT INTO events (user_id, revision, email, name) VALUES (?, 1, ?, ?)",
);

function create(from: number, many: number): void {
  for (let i = from; i < from + many; i += 1) {
    const [email, name, now] = [`user${i}@example.com`, `User ${i}`, Math.floor(Date.now() / 1000)];
    database.exec("BEGIN IMMEDIATE");
    const { lastInsertRowid } = insertUser.run(email, email, name, now, now);
    insertEvent.run(lastInsertRowid, email, name);
    database.exec("COMMIT");
  }
}

const many = Number(count);
create(0, many / 10); // Warm-up.
const start = performance.now();
create(many / 10, many);
console.log(many / ((performance.now() - start) / 1000));
database.close();
