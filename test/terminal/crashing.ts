/** A program for the tests of terminals: the real screen on a session that breaks at the first step. */

import process from 'node:process';
import {openRun} from '../../source/inquiry/run.ts';
import {createSession} from '../../source/ui/screen/session.ts';
import {openScreen} from '../../source/ui/terminal/open.tsx';
import {findWorkload} from '../../source/workloads/index.ts';

const program = findWorkload('build')?.build();
if (program === undefined) {
	throw new Error('there is no workload build');
}

const session = createSession(openRun(program));
session.run = () => {
	throw new Error('broken on purpose');
};

const {stdin, stdout, stderr} = process;
try {
	process.exitCode = await openScreen(session, {stdin, stdout, stderr, start: {}});
} catch (error) {
	stderr.write(`${error instanceof Error ? error.message : error}\n`);
	process.exitCode = 70;
}
