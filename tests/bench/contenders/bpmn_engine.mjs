// bpmn-engine with its state saved and recovered at each completion. Run by bpmn_engine.py, in the folder where the
// library is installed; a line of JSON asks, a line of JSON answers.

import { createRequire } from 'node:module';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const { Engine } = createRequire(join(process.cwd(), 'x.js'))('bpmn-engine');

// What people answer becomes data of the process, for the conditions; the library leaves that to its user.
const extensions = {
  keepAnswers(activity) {
    if (activity.type !== 'bpmn:UserTask') return;
    activity.on('end', (api) => Object.assign(activity.environment.output, api.content.output));
  },
};

// What is written is whole or was not written, and is on the disk before anybody is told: one fsync, as a commit.
function save(file, text) {
  const descriptor = openSync(`${file}.new`, 'w');
  writeSync(descriptor, text);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(`${file}.new`, file);
}

// Until the next user task waits, or nothing is left to do.
function settled(engine, listener, begin) {
  return new Promise((resolve, reject) => {
    engine.once('error', reject);
    engine.once('end', () => resolve(null));
    listener.once('activity.wait', resolve);
    begin().catch(reject);
  });
}

async function complete(file, step) {
  const begun = performance.now();
  const listener = new EventEmitter();
  const engine = new Engine({ extensions }).recover(JSON.parse(readFileSync(file, 'utf8')));
  const waiting = await settled(engine, listener, () => engine.resume({ listener }));
  if (waiting?.id !== step.element) throw new Error(`${waiting?.id} waits instead of ${step.element}`);
  await settled(engine, listener, async () => waiting.signal(step.values));
  save(file, JSON.stringify(await engine.getState()));
  const seconds = (performance.now() - begun) / 1000;
  if (engine.execution.isRunning) await engine.stop();
  return seconds;
}

async function path(about, id) {
  const file = join(about.folder, `instance-${id}.json`);
  const listener = new EventEmitter();
  const engine = new Engine({ extensions, source: readFileSync(about.diagram, 'utf8') });
  await settled(engine, listener, () => engine.execute({ listener }));
  save(file, JSON.stringify(await engine.getState()));
  await engine.stop();
  const seconds = [];
  for (const step of about.steps) seconds.push(await complete(file, step));
  return seconds;
}

// Seconds of the processor that this process has taken so far.
function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

let about;
for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  try {
    let answer = null;
    if (!about) about = question;
    else if (question.job === 'cpu') answer = cpu();
    else answer = await path(about, question.id);
    console.log(JSON.stringify({ answer }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
    throw error;
  }
}
