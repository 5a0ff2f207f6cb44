// Builds the program into dist/, or into the directory named as the first argument, with its manual page.
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import {bundle, root} from './bundle.mjs';

const directory = path.resolve(process.argv[2] ?? path.join(root, 'dist'));
await bundle(directory);
const page = execFileSync(process.execPath, [path.join(directory, 'cli.js'), 'completion', 'man']);
writeFileSync(path.join(directory, 'forkscope.1'), page);
