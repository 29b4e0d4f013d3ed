// BullMQ, as its documentation recommends it: one Queue, one Worker with a concurrency, addBulk, everything else by default.
// Speaks with the conductor as PeerProgram.java says: the first line of stdin is the address of Redis, then a line a
// request, a line an answer; the end of stdin is the end of the program.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep, setImmediate as nextTurn } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';

const PER_CALL = 1000;

const order = (number) => ({
  number,
  customer: `customer-${number % 1000}`,
  address: 'ada@example.com, 12 Analytical Row',
  amount: 12.5,
});

const job = (number) => ({ name: 'order', data: order(number) });

const secondsSince = (began) => (performance.now() - began) / 1000;

function connectionOf(uri) {
  const url = new URL(uri);
  return {
    host: url.hostname,
    port: Number(url.port || 6379),
    username: decodeURIComponent(url.username) || undefined,
    password: decodeURIComponent(url.password) || undefined,
    db: Number(url.pathname.slice(1) || 0),
  };
}

class BullMq {
  constructor(uri) {
    this.connection = connectionOf(uri);
  }

  async withQueue(name, work) {
    const queue = new Queue(name, { connection: this.connection });
    try {
      await queue.waitUntilReady();
      return await work(queue);
    } finally {
      await queue.close();
    }
  }

  /** Each of the callers waits for the answer to its own call before its next. */
  enqueue(name, jobs, callers) {
    return this.withQueue(name, async (queue) => {
      let next = 0;
      const call = async () => {
        while (next < jobs) {
          const { name: type, data } = job(next++);
          await queue.add(type, data);
        }
      };
      const began = performance.now();
      await Promise.all(Array.from({ length: callers }, call));
      return `seconds=${secondsSince(began)}`;
    });
  }

  bulk(name, jobs) {
    return this.withQueue(name, async (queue) => {
      const began = performance.now();
      for (let from = 0; from + PER_CALL <= jobs; from += PER_CALL) {
        await queue.addBulk(Array.from({ length: PER_CALL }, (_, i) => job(from + i)));
      }
      return `seconds=${secondsSince(began)}`;
    });
  }

  /** From the making of the worker until it is told that the last completion is recorded. */
  async drain(name, jobs, concurrency) {
    const began = performance.now();
    let sum = 0;
    const worker = new Worker(name, async ({ data }) => { sum += data.number; }, {
      connection: this.connection,
      concurrency,
    });
    try {
      let completed = 0;
      await new Promise((resolve, reject) => {
        worker.on('completed', () => { if (++completed === jobs) resolve(); });
        worker.on('failed', (failed, cause) => reject(cause));
        worker.on('error', reject);
      });
      const seconds = secondsSince(began);
      if (sum !== (jobs * (jobs - 1)) / 2) throw new Error(`the payloads of ${jobs} jobs add up to ${sum}`);
      return `seconds=${seconds}`;
    } finally {
      await worker.close();
    }
  }

  /** How late each job starts, counted from when it was meant to be enqueued. */
  latency(name, jobs, perSecond, concurrency) {
    return this.withQueue(name, async (queue) => {
      const late = new Float64Array(jobs);
      let left = jobs;
      let allStarted;
      let began;
      const millisEach = 1000 / perSecond;
      const due = (number) => began + number * millisEach;
      const started = new Promise((resolve) => { allStarted = resolve; });
      const worker = new Worker(name, async ({ data }) => {
        late[data.number] = performance.now() - due(data.number);
        if (--left === 0) allStarted();
      }, { connection: this.connection, concurrency });
      try {
        await worker.waitUntilReady();
        const failed = new Promise((_, reject) => {
          worker.on('error', reject);
          worker.on('failed', (of, cause) => reject(cause));
        });
        began = performance.now() + 50;
        const produced = (async () => {
          for (let i = 0; i < jobs; i++) {
            // As Rate.java does: a timer of Node's is late by a millisecond or so, which is no fault of BullMQ's.
            const left = due(i) - performance.now();
            if (left > 2) await sleep(left - 2);
            while (performance.now() < due(i)) await nextTurn();
            const { name: type, data } = job(i);
            queue.add(type, data).catch((cause) => worker.emit('error', cause));
          }
          await started;
        })();
        await Promise.race([produced, failed]);
      } finally {
        await worker.close();
      }
      late.sort();
      const micros = (percent) => (late[Math.floor(((jobs - 1) * percent) / 100)] * 1000).toFixed(1);
      return `start.p50=${micros(50)} start.p99=${micros(99)}`;
    });
  }
}

// console.log would be taken for an answer.
console.log = console.error;
const answer = (line) => process.stdout.write(`${line}\n`);

let peer;
let turn = Promise.resolve();

async function serve(line) {
  if (!peer) {
    peer = new BullMq(line);
    const { version } = JSON.parse(readFileSync(new URL('node_modules/bullmq/package.json', import.meta.url)));
    answer(`ready ${version}`);
    return;
  }
  const [request, queue, ...numbers] = line.split(' ');
  try {
    answer(`ok ${await peer[request](queue, ...numbers.map(Number))}`);
  } catch (cause) {
    console.error(cause);
    answer(`failed ${String(cause).replace(/\s+/g, ' ')}`);
  }
}

createInterface({ input: process.stdin })
  .on('line', (line) => { turn = turn.then(() => serve(line)); })
  .on('close', () => process.exit(0));
