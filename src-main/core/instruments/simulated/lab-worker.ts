import { parentPort } from 'node:worker_threads';
import { createLabModel } from './lab-model.ts';
import { runLabWorker } from './lab-worker-loop.ts';

if (!parentPort) throw new Error('the laboratory runs in a worker thread');
runLabWorker(parentPort, createLabModel);
